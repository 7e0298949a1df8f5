import { afterDisturbance } from "../engine/refreshStack.js";
import type { StateFacts } from "../engine/stateFacts.js";
import { deployedEntry, earlierVersions } from "./deployedEntry.js";
import { declarationOf, type HistoryEntry } from "./historyEntry.js";
import type { JournalEntry } from "./journal.js";

/** What tells, besides the history, whether something has happened since the last update that went well. */
export interface Traces {
  readonly facts: Pick<StateFacts, "pending">;
  /** Updates that were killed, as far as the journal knows of them. */
  readonly interrupted: readonly JournalEntry[];
  /** Whether somebody has the stack, dead or alive. */
  readonly held: boolean;
}

/** What `-1`, `-2` and so on name. */
export interface BackSteps {
  readonly versions: readonly HistoryEntry[];
  /** Whether they do. Otherwise `versions` begins with the deployed one, and `-1` may mean the one after it as well. */
  readonly isCertain: boolean;
}

/** What takes note of a stack, and deploys nothing to it. */
const notes: readonly string[] = ["preview", "rename", "refresh", "import"];

/**
 * What `-1`, `-2` and so on name: the versions before the deployed one. Where an update has failed or was stopped since,
 * what is left is not the deployed version any more, and that is the first to return to. Of an update that was stopped
 * only the journal of the machine on which it ran knows whether it was a rollback, which steps over the deployed version:
 * where another finds what it has left, nobody can say.
 *
 * @param entries newest first
 */
export function backSteps(entries: readonly HistoryEntry[], traces: Traces): BackSteps {
  const deployed = deployedEntry(entries);
  if (!deployed) return { versions: [], isCertain: true };
  const earlier = earlierVersions(entries);
  const passed = isPassed(entries, deployed, traces);
  return {
    versions: passed === false ? earlier : [deployed, ...earlier],
    // Where there is one version alone, both mean it.
    isCertain: passed !== "unknown" || earlier.length === 0,
  };
}

/** Whether something was tried since to which the deployed version is what comes before. */
function isPassed(
  entries: readonly HistoryEntry[],
  deployed: HistoryEntry,
  { facts, interrupted, held }: Traces,
): boolean | "unknown" {
  const since = entries.slice(0, entries.indexOf(deployed));
  const tried = since.filter(({ kind }) => !notes.includes(kind));
  const targets = [
    ...tried.map(({ rollback }) => rollback?.to),
    ...interrupted.map(({ kind, to }) => (kind === "rollback" ? to : undefined)),
  ];
  if (targets.length === 0) {
    // A refresh that somebody made by hand is no try; one that Basalt made says that there was one.
    const told = since.some(({ kind, summary }) => kind === "refresh" && summary === afterDisturbance);
    // When the state was written decides nothing: a clock that is wrong, or an edit by hand, makes it late as well.
    return held || told || facts.pending.length > 0 ? "unknown" : false;
  }
  // Whoever gives the command of a rollback again that broke off means the same version by it.
  const leaves = (to: string | undefined) =>
    to !== undefined && (!deployed.version || to !== declarationOf(deployed.version));
  return !targets.every(leaves);
}
