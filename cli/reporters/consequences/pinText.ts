import type { PinChange } from "../../consequences/report.js";
import { counted } from "../reach/counted.js";
import { shortDigest } from "../shortDigest.js";

/** A value with its age: `1.67.0-9f8e7d6c, 12 days old`; undefined where there is none. */
export function pinText(
  value: string | undefined,
  days: number | undefined,
  write: (text: string) => string,
): string {
  if (value === undefined) return "none";
  return `${write(shortDigest(value))}${days === undefined ? "" : `, ${ageText(days)}`}`;
}

/** How much older, or newer, what comes is. */
export function agesText({ fromAgeDays, toAgeDays }: PinChange): string {
  if (fromAgeDays === undefined || toAgeDays === undefined || fromAgeDays === toAgeDays) return "";
  const days = counted(Math.abs(fromAgeDays - toAgeDays), "day");
  return toAgeDays > fromAgeDays ? `${days} older than before` : `${days} newer than before`;
}

function ageText(days: number): string {
  return days === 0 ? "of today" : `${counted(days, "day")} old`;
}
