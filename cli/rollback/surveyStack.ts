import type { EngineStack } from "../engine/engineStack.js";
import { deployedEntry } from "../history/deployedEntry.js";
import { findVersion } from "../history/findVersion.js";
import { historyEntries, isSameVersion, type HistoryEntry } from "../history/historyEntry.js";
import { isDisturbed } from "../history/isDisturbed.js";
import { readHistory } from "../history/readHistory.js";
import type { ProjectRepository } from "../history/repositoryOf.js";
import { projectName } from "../projectName.js";
import { entryRefusals } from "./entryRefusals.js";
import { journalOf, type Journal, type JournalEntry } from "../history/journal.js";
import { backendOf, holderText, livenessOf, lockHolders, type LockHolder } from "./lockHolder.js";
import type { Refusal } from "./refusal.js";
import type { RollbackRequest, RollbackTools } from "./rollBack.js";
import { rollbackVersion, type RollbackReport } from "./rollbackReport.js";
import { readState, type PendingOperation, type StateFacts } from "../engine/stateFacts.js";
import { unsettled } from "../history/unsettled.js";
import { pruneWorkTrees } from "./workTree.js";

/** What is known of a stack before anything is checked out. */
export interface Survey {
  readonly repository: ProjectRepository;
  readonly target: HistoryEntry;
  /** What runs; absent where nothing does. */
  readonly deployed?: HistoryEntry;
  /** When the newest entry of the history began. */
  readonly newest: string;
  readonly facts: StateFacts;
  /** Who has the stack; of backends that do not tell, nobody. */
  readonly holders: readonly LockHolder[];
  readonly journal: Journal;
  /** Whether an update may have changed things since, of which the state does not know: it failed, or was killed. */
  readonly disturbed: boolean;
  /** Version of the Pulumi CLI, where it reports one. */
  readonly installed?: string;
  /** The report so far. */
  readonly report: RollbackReport;
  /** Where this is the end already. */
  readonly ended?: RollbackReport;
}

/**
 * Looks at the stack: what is asked for, what runs, and whether somebody is or was at it.
 *
 * @throws UsageError where `--to` means nothing, or the backend cannot be asked
 */
export async function surveyStack(
  {
    directory,
    stack: name,
    to,
    oldSecrets = false,
    declarationOnly = false,
    resume = false,
  }: RollbackRequest,
  { open }: Pick<RollbackTools, "open">,
  repository: ProjectRepository,
): Promise<Survey> {
  const stack = await open({ directory, stack: name });
  const entries = historyEntries(await readHistory(stack));
  const target = findVersion(entries, to, (revision) => repository.resolve(revision));
  const deployed = deployedEntry(entries);
  const [facts, backend] = await Promise.all([readState(stack), backendOf(stack)]);
  const holders = lockHolders(backend, projectName(directory), name) ?? [];
  const journal = journalOf(repository, name);
  // A killed rollback's engine may still be at work in its work tree.
  if (!holders.some((holder) => livenessOf(holder) === "alive")) pruneWorkTrees(repository);
  const interrupted = unsettled(journal, entries);
  const left = leftBehind(facts, holders, interrupted, name);
  const refusals = [...entryRefusals(target, entries, repository), ...(resume ? [] : left)];
  const report: RollbackReport = {
    version: 1,
    stack: name,
    outcome: "refused",
    ...(deployed ? { from: rollbackVersion(deployed) } : {}),
    to: rollbackVersion(target),
    declarationOnly,
    refusals,
    remarks: [],
    settled: [],
    failures: [],
  };
  // A version to return to was found, so there is an entry.
  const newest = entries[0]!.time;
  const known = { repository, target, newest, facts, holders, journal, report };
  const disturbed = holders.length > 0 || isDisturbed(entries, facts, interrupted);
  const survey: Survey = {
    ...known,
    disturbed,
    ...(deployed ? { deployed } : {}),
    ...installedVersion(stack),
  };
  // Which secrets were deployed with it, the history does not tell: whoever wants its own gets them.
  const isDeployed =
    deployed &&
    !disturbed &&
    !oldSecrets &&
    (target === deployed ||
      (target.clean && deployed.clean && isSameVersion(target.version, deployed.version)));
  if (isDeployed) return { ...survey, ended: { ...report, outcome: "already-deployed", refusals: [] } };
  return refusals.length > 0 ? { ...survey, ended: report } : survey;
}

/** Who is at the stack, and what an update that was killed has left. */
function leftBehind(
  { pending }: StateFacts,
  holders: readonly LockHolder[],
  interrupted: readonly JournalEntry[],
  stack: string,
): Refusal[] {
  const operations = pending.length === 0 ? "" : `; pending: ${pending.map(pendingText).join(", ")}`;
  if (holders.length > 0)
    return [
      {
        reason: "update-in-progress",
        found: `${holders.map(holderText).join("; ")} has stack ${stack}${holders.some((holder) => livenessOf(holder) === "dead") ? ", and that process is gone" : ""}${operations}`,
        todo: "wait for its end; when it is dead, the same command with --resume takes its lock away and settles what was pending",
      },
    ];
  if (pending.length === 0 && interrupted.length === 0) return [];
  const what = interrupted.map(
    ({ kind, begun, who }) => `a ${kind} that ${who} began at ${begun} never ended`,
  );
  return [
    {
      reason: "interrupted-update",
      found: `${what.join("; ") || "an update was killed"}${operations}`,
      todo: "the same command with --resume settles it before it updates",
    },
  ];
}

/** For a message: what was going on with which resource. */
export function pendingText({
  operation,
  type,
  urn,
}: Pick<PendingOperation, "operation" | "type" | "urn">): string {
  return `${operation} ${type} ${urn.split("::").at(-1) ?? urn}`;
}

/** Engines that are built from source report no version. */
function installedVersion({ workspace }: EngineStack): { installed?: string } {
  try {
    const { pulumiVersion } = workspace;
    return pulumiVersion === "" ? {} : { installed: pulumiVersion };
  } catch {
    return {};
  }
}
