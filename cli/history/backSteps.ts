import { afterDisturbance } from "../engine/refreshStack.js";
import type { StateFacts } from "../engine/stateFacts.js";
import { deployedEntry, earlierVersions } from "./deployedEntry.js";
import { declarationOf, type HistoryEntry } from "./historyEntry.js";
import { isWrittenAfter } from "./isDisturbed.js";
import type { JournalEntry } from "./journal.js";

/** What tells, besides the history, whether something has happened since the last update that went well. */
export interface Traces {
  readonly facts: Pick<StateFacts, "written" | "pending">;
  /** Updates that were killed, as far as the journal knows of them. */
  readonly interrupted: readonly JournalEntry[];
  /** Whether somebody has the stack, dead or alive. */
  readonly held: boolean;
}

/**
 * What `-1`, `-2` and so on name: the versions before the deployed one. Where an update has failed or was stopped since,
 * what is left is not the deployed version any more, and that is the first to return to.
 *
 * @param entries newest first
 */
export function backSteps(entries: readonly HistoryEntry[], traces: Traces): HistoryEntry[] {
  const deployed = deployedEntry(entries);
  if (!deployed) return [];
  const earlier = earlierVersions(entries);
  return isPassed(entries, deployed, traces) ? [deployed, ...earlier] : earlier;
}

/** Whether something was tried since to which the deployed version is what comes before. */
function isPassed(
  entries: readonly HistoryEntry[],
  deployed: HistoryEntry,
  { facts, interrupted, held }: Traces,
): boolean {
  const since = entries.slice(0, entries.indexOf(deployed));
  const tried = since.filter(({ kind }) => !["preview", "rename", "refresh"].includes(kind));
  const targets = [
    ...tried.map(({ rollback }) => rollback?.to),
    ...interrupted.map(({ kind, to }) => (kind === "rollback" ? to : undefined)),
  ];
  if (targets.length === 0) {
    // A refresh that somebody made by hand is no try; one that Basalt made says that there was one.
    const refreshes = since.filter(({ kind }) => kind === "refresh");
    const told = refreshes.some(({ summary }) => summary === afterDisturbance);
    return held || told || facts.pending.length > 0 || isWrittenAfter(facts, refreshes[0] ?? deployed);
  }
  // Whoever gives the command of a rollback again that broke off means the same version by it.
  const leaves = (to: string | undefined) =>
    to !== undefined && (!deployed.version || to !== declarationOf(deployed.version));
  return !targets.every(leaves);
}
