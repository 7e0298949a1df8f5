import type { EngineStack } from "../engine/engineStack.js";
import { UsageError } from "../io.js";
import { readHistory, type HistoryRecord } from "./readHistory.js";

/** What takes note of what exists, and changes nothing of it. */
const notes: readonly string[] = ["refresh", "import"];

/**
 * Makes sure that nobody has updated a stack since its history was read: however long a preview and the answer to a
 * question took, what is done next was decided by what was there then.
 *
 * @param seen the history as it was read
 * @param notedSince whether the caller has had the state refreshed or imported since, which the history may have
 * @returns the history as it is now
 * @throws UsageError where somebody has
 */
export async function unchangedSince(
  stack: Pick<EngineStack, "name" | "history">,
  seen: readonly HistoryRecord[],
  notedSince = false,
): Promise<HistoryRecord[]> {
  const now = await readHistory(stack);
  const others = now.findIndex(({ kind }) => !notes.includes(kind));
  const own = notedSince ? (others === -1 ? now.length : others) : 0;
  for (let noted = 0; noted <= own; noted += 1) if (key(now[noted]) === key(seen[0])) return now;
  throw new UsageError(`stack ${stack.name}: somebody has updated it since the preview; run this again`);
}

/** Backends of files and buckets number nothing. */
function key(record: HistoryRecord | undefined): string {
  return record ? `${record.version ?? 0} ${new Date(record.startTime).getTime()} ${record.result}` : "";
}
