import { formatPath } from "../../problems/problem.js";
import { daysSince } from "./days.js";
import type { PinFailure, PinFindings } from "./findUpdates.js";
import type { PinUpdate, Remark } from "./pin.js";

/** A change of one pin, as reports have it. */
export interface ReportedUpdate extends Omit<PinUpdate, "edits"> {
  /** Days since `released`. */
  readonly ageDays?: number;
  /** Every text of the file that it changes. */
  readonly edits: readonly { readonly path: string; readonly from: string; readonly to: string }[];
}

/** What `basalt pin --json` prints; docs/pin-json.md describes it. */
export interface PinReport {
  readonly version: 1;
  readonly stack: string;
  readonly file: string;
  /** Whether the file was changed. */
  readonly written: boolean;
  readonly updates: readonly ReportedUpdate[];
  readonly remarks: readonly Remark[];
  readonly failures: readonly PinFailure[];
}

/** A change for a report. */
export function reportedUpdate({ edits, ...update }: PinUpdate, today: Date): ReportedUpdate {
  return {
    ...update,
    ...(update.released === undefined ? {} : { ageDays: daysSince(update.released, today) }),
    edits: edits.map(({ path, from, to }) => ({ path: formatPath(path), from, to })),
  };
}

/** The report of what was found. */
export function pinReport(
  { stack, file }: Pick<PinReport, "stack" | "file">,
  { updates, remarks, failures }: PinFindings,
  written: boolean,
  today: Date,
): PinReport {
  return {
    version: 1,
    stack,
    file,
    written,
    updates: updates.map((update) => reportedUpdate(update, today)),
    remarks,
    failures,
  };
}
