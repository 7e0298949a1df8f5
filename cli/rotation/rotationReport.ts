import type { GroupRotation } from "./rotationOf.js";

/** What `basalt rotate --json` prints; docs/pin-json.md describes it. */
export interface RotationReport {
  readonly version: 1;
  readonly stack: string;
  readonly file: string;
  readonly maxAgeDays: number;
  /** Today, in UTC: the date that is written. */
  readonly date: string;
  /** Whether the file was changed. */
  readonly written: boolean;
  readonly groups: readonly GroupRotation[];
}
