import type { HistoryRecord } from "./readHistory.js";
import { parseUpdateMessage } from "./updateMessage.js";

/** A rollback that nothing has followed. */
export interface LastRollback {
  /** The commit that it left, where that was known. */
  readonly from?: string;
  /** The commit that it returned to. */
  readonly to: string;
  readonly time: Date;
  /** First line of its message. */
  readonly summary: string;
}

/**
 * The rollback that the next deployment would undo: the newest update, where that was one, whatever became of it. What
 * is deployed after it has to be meant.
 *
 * @param history newest first, as the backend gives it
 */
export function lastRollback(history: readonly HistoryRecord[]): LastRollback | undefined {
  const [newest] = history
    .filter(({ kind, result }) => kind === "update" && result !== "not-started")
    .sort((a, b) => new Date(b.startTime).getTime() - new Date(a.startTime).getTime());
  if (!newest) return undefined;
  const { rolledBackFrom, rolledBackTo, summary } = parseUpdateMessage(newest.message ?? "");
  if (rolledBackTo === undefined) return undefined;
  return {
    ...(rolledBackFrom === undefined ? {} : { from: rolledBackFrom }),
    to: rolledBackTo,
    time: new Date(newest.startTime),
    summary,
  };
}
