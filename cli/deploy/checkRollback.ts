import type { ConsequencesReport } from "../consequences/report.js";
import { lastRollback } from "../history/lastRollback.js";
import type { HistoryRecord } from "../history/readHistory.js";
import type { Check } from "./check.js";

/** How a deployment means to deal with a rollback. */
export interface Intent {
  /** Whether it may be undone. */
  readonly undoRollback: boolean;
  /** Whether an update follows; who only looks is told. */
  readonly updates: boolean;
}

/** A deployment that would undo a rollback has to be meant; one that brings what the rollback did undoes nothing. */
export function checkRollback(
  history: readonly HistoryRecord[],
  commit: ConsequencesReport["commit"],
  stack: string,
  { undoRollback, updates }: Intent,
): Check {
  const rollback = lastRollback(history);
  if (!rollback || rollback.to === commit?.id)
    return { name: "rollback", status: "ok", found: "this undoes none" };
  const { from, to, time, summary } = rollback;
  const left = from === undefined ? "" : ` from ${from.slice(0, 12)}`;
  const found = `${stack} was rolled back${left} to ${to.slice(0, 12)} at ${time.toISOString()} ("${summary}"), and this would undo it`;
  const todo = "with --undo-rollback it is deployed, once what was wrong is mended";
  if (undoRollback) return { name: "rollback", status: "ok", found: `${found}, as --undo-rollback says` };
  return updates
    ? { name: "rollback", status: "failed", found, todo }
    : { name: "rollback", status: "unknown", found: `${found}; ${todo}` };
}
