import { amount } from "../../../config/quantity.js";

/** Whether two values are the same quantity, however it is written: 1000m is 1, and 1Gi is 1024Mi. */
export function sameQuantity(a: unknown, b: unknown): boolean {
  const [first, second] = [quantityOf(a), quantityOf(b)];
  // 0.1 and 100m are the same, whatever binary fractions make of them. What is no quantity is never the same.
  return Math.abs(first - second) <= Math.max(Math.abs(first), Math.abs(second)) * 1e-12;
}

function quantityOf(value: unknown): number {
  return typeof value === "string" || typeof value === "number" ? amount(String(value)) : Number.NaN;
}
