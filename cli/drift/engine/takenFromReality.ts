import type { HistoryRecord } from "../../history/readHistory.js";

/** What writes into the state what exists, and deploys nothing. */
const readings: ReadonlySet<string> = new Set(["refresh", "import"]);

/**
 * Whether the state has been changed to what exists since the last update that went well, as a repair leaves it that
 * did not come to its end. A refresh then finds nothing that differs, whatever the declaration says.
 *
 * @param history newest first
 */
export function takenFromReality(history: readonly HistoryRecord[]): boolean {
  for (const { kind, result, resourceChanges } of history) {
    if (kind === "update" && result === "succeeded") return false;
    const changed = resourceChanges ? Object.keys(resourceChanges).some((op) => op !== "same") : true;
    if (readings.has(kind) && changed) return true;
  }
  return false;
}
