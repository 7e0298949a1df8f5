/* Kubernetes resource quantities, in the forms that the schema admits. */

const factors: Readonly<Record<string, number>> = { Ki: 1024, Mi: 1024 ** 2, Gi: 1024 ** 3, Ti: 1024 ** 4 };

/** "100m" or "1.5" in thousandths of a core. */
export function milliCpu(quantity: string): number {
  return quantity.endsWith("m") ? Number(quantity.slice(0, -1)) : Math.round(Number(quantity) * 1000);
}

/** "128Mi" in bytes. */
export function bytes(quantity: string): number {
  return Number(quantity.slice(0, -2)) * (factors[quantity.slice(-2)] ?? Number.NaN);
}

/** Thousandths of a core as a quantity. */
export function formatCpu(milli: number): string {
  return `${milli}m`;
}

/** Bytes as a quantity, rounded up to a mebibyte. */
export function formatBytes(count: number): string {
  return `${Math.ceil(count / 1024 ** 2)}Mi`;
}
