import type { StateFacts } from "../engine/stateFacts.js";
import { deployedEntry } from "./deployedEntry.js";
import type { HistoryEntry } from "./historyEntry.js";
import type { JournalEntry } from "./journal.js";

/**
 * How much later than its entry says an update may have written its state, in milliseconds: the time of the one is the
 * client's, of the other the backend's, and their clocks differ.
 */
const slack = 60_000;

/**
 * Whether an update may have changed things of which the state does not know, since the last one that went well: it
 * failed, or was stopped, or somebody wrote the state by hand.
 *
 * @param entries newest first
 * @param interrupted updates that were killed, as far as the journal knows of them
 */
export function isDisturbed(
  entries: readonly HistoryEntry[],
  facts: Pick<StateFacts, "written" | "pending">,
  interrupted: readonly JournalEntry[],
): boolean {
  if (facts.pending.length > 0 || interrupted.length > 0) return true;
  const deployed = deployedEntry(entries);
  if (!deployed) return true;
  const since = entries.slice(0, entries.indexOf(deployed));
  if (since.some(({ kind }) => kind !== "preview" && kind !== "rename")) return true;
  return isWrittenAfter(facts, deployed);
}

/**
 * Whether the state was written after an operation ended: by an update that was killed, of which the history has nothing,
 * and the journal nothing where it ran elsewhere.
 */
function isWrittenAfter(
  { written }: Pick<StateFacts, "written">,
  { ended }: Pick<HistoryEntry, "ended">,
): boolean {
  return written !== undefined && ended !== undefined && Date.parse(written) > Date.parse(ended) + slack;
}
