import { isSameVersion, type HistoryEntry } from "./historyEntry.js";

/**
 * The entry whose version runs: the newest update that went well. Undefined where there is none, or where everything was
 * destroyed since.
 *
 * @param entries newest first
 */
export function deployedEntry(entries: readonly HistoryEntry[]): HistoryEntry | undefined {
  const newest = entries.find(
    ({ kind, result }) => result === "succeeded" && (kind === "update" || kind === "destroy"),
  );
  return newest?.kind === "update" ? newest : undefined;
}

/** The entry that an entry returned to by a rollback, or by several; itself where it was none. */
export function origin(entries: readonly HistoryEntry[], entry: HistoryEntry): HistoryEntry {
  if (!entry.rollback) return entry;
  const older = entries.slice(entries.indexOf(entry) + 1);
  const restored = older.find(
    ({ kind, result, version }) =>
      kind === "update" && result === "succeeded" && isSameVersion(version, entry.version),
  );
  return restored ? origin(entries, restored) : entry;
}

/**
 * Of each version that ran before the deployed one the newest entry, newest first. After a rollback they count from what
 * it returned to, so that one step back again goes further back.
 */
export function earlierVersions(entries: readonly HistoryEntry[]): HistoryEntry[] {
  const deployed = deployedEntry(entries);
  if (!deployed) return [];
  const base = origin(entries, deployed);
  const versions: HistoryEntry[] = [];
  for (const entry of entries.slice(entries.indexOf(base) + 1)) {
    if (entry.kind !== "update" || entry.result !== "succeeded") continue;
    const isKnown = [base, ...versions].some(
      ({ version, clean }) => clean && entry.clean && isSameVersion(version, entry.version),
    );
    if (!isKnown) versions.push(entry);
  }
  return versions;
}
