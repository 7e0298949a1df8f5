import type { EngineStack } from "../engine/engineStack.js";
import { backSteps } from "../history/backSteps.js";
import { deployedEntry } from "../history/deployedEntry.js";
import { findVersion } from "../history/findVersion.js";
import { historyEntries, isSameVersion, type HistoryEntry } from "../history/historyEntry.js";
import { isDisturbed } from "../history/isDisturbed.js";
import { readHistory, type HistoryRecord } from "../history/readHistory.js";
import type { ProjectRepository } from "../history/repositoryOf.js";
import { projectName } from "../projectName.js";
import { nothingYet } from "./beforehand.js";
import { entryRefusals } from "./entryRefusals.js";
import { heldRefusal } from "./heldRefusal.js";
import { journalOf, type Journal, type JournalEntry } from "../history/journal.js";
import { backendOf, livenessOf, lockHolders, type LockHolder } from "./lockHolder.js";
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
  /** The history as it was read. */
  readonly history: readonly HistoryRecord[];
  /** When the newest entry of the history began. */
  readonly newest: string;
  readonly facts: StateFacts;
  /** The backend's address, where it is one of files or buckets. */
  readonly backend: string | undefined;
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
  const history = await readHistory(stack);
  const entries = historyEntries(history);
  const deployed = deployedEntry(entries);
  const [facts, backend] = await Promise.all([readState(stack), backendOf(stack)]);
  const told = lockHolders(backend, projectName(directory), name);
  const holders = told ?? [];
  const journal = journalOf(repository, name);
  const interrupted = unsettled(journal, entries);
  const back = backSteps(entries, { facts, interrupted, held: holders.length > 0 });
  // A killed rollback's engine may still be at work in its work tree.
  const killed = journal.interrupted();
  if (!holders.some((holder) => livenessOf(holder, killed) === "alive")) pruneWorkTrees(repository);
  const left = leftBehind(facts, told, interrupted, killed, name);
  // Who has the stack, and what is pending, is told first; what -1 means matters once that is dealt with.
  const isCertain = back.isCertain || (left.length > 0 && !resume);
  const target = findVersion(entries, to, { ...back, isCertain }, (revision) => repository.resolve(revision));
  const refusals = [...entryRefusals(target, entries, repository), ...(resume ? [] : left)];
  const report: RollbackReport = {
    version: 1,
    stack: name,
    outcome: "refused",
    ...(deployed ? { from: rollbackVersion(deployed) } : {}),
    to: rollbackVersion(target),
    declarationOnly,
    oldSecrets,
    resume,
    refusals,
    remarks: [],
    ...nothingYet,
    wouldSettle: [],
    failures: [],
  };
  // A version to return to was found, so there is an entry.
  const newest = entries[0]!.time;
  const known = { repository, target, history, newest, facts, backend, journal, report };
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

/**
 * Who is at the stack, and what an update that was killed has left.
 *
 * @param holders undefined where the backend does not tell
 * @param interrupted killed updates that nothing has come after
 * @param killed all killed updates of the journal
 */
function leftBehind(
  { pending }: StateFacts,
  holders: readonly LockHolder[] | undefined,
  interrupted: readonly JournalEntry[],
  killed: readonly JournalEntry[],
  stack: string,
): Refusal[] {
  const operations = pending.length === 0 ? "" : `; pending: ${pending.map(pendingText).join(", ")}`;
  if (holders && holders.length > 0)
    return holders.map((holder) => {
      const refusal = heldRefusal(holder, livenessOf(holder, killed), stack);
      return { ...refusal, found: `${refusal.found}${operations}` };
    });
  if (pending.length === 0 && interrupted.length === 0) return [];
  const what = interrupted.map(
    ({ kind, begun, who }) => `a ${kind} that ${who} began at ${begun} never ended`,
  );
  // Backends of buckets, and the cloud, tell of a lock only to those whom it stops.
  const [otherwise, todo] =
    holders === undefined
      ? [
          "an update was killed, or still runs",
          "wait for its end; when it is dead, the same command with --resume tells who has the stack, asks about it where this machine cannot know, and settles what was pending",
        ]
      : ["an update was killed", "the same command with --resume settles it before it updates"];
  return [{ reason: "interrupted-update", found: `${what.join("; ") || otherwise}${operations}`, todo }];
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
