import type { HistoryEntry } from "./historyEntry.js";
import type { Journal, JournalEntry } from "./journal.js";

/** Backends tell times in whole seconds, cut off: an update may seem to have begun before it was written down. */
const cutOff = 1000;

/**
 * Killed updates that nothing in the history has come after: a later one that went well has dealt with what they left.
 *
 * @param entries newest first
 */
export function unsettled(
  journal: Pick<Journal, "interrupted">,
  entries: readonly HistoryEntry[],
): JournalEntry[] {
  const last = entries.find(({ kind, result }) => kind === "update" && result === "succeeded");
  if (!last) return journal.interrupted();
  const time = Date.parse(last.time);
  return journal
    .interrupted()
    .filter(({ since, begun }) =>
      since === undefined ? Date.parse(begun) >= time + cutOff : Date.parse(since) >= time,
    );
}
