import type { Declaration } from "../../config/declaration.js";
import { commitOf } from "../consequences/commitOf.js";
import { previewConsequences } from "../consequences/previewConsequences.js";
import type { ConsequencesReport } from "../consequences/report.js";
import type { EngineStack, OpenStack } from "../engine/engineStack.js";
import { interruptible } from "../engine/interruptible.js";
import { afterDisturbance, refreshStack } from "../engine/refreshStack.js";
import { deployedEntry } from "../history/deployedEntry.js";
import { historyEntries } from "../history/historyEntry.js";
import type { HistoryRecord } from "../history/readHistory.js";
import { unchangedSince } from "../history/unchangedSince.js";
import { UsageError, type Io } from "../io.js";
import { hasFailed, type Check } from "./check.js";
import type { DeployReport } from "./deployReport.js";
import { preflight } from "./preflight.js";
import { consequencesRefusals, olderRefusals, reviewRefusals, unseenRefusals } from "./refusals.js";
import { returnTo, type RollBack } from "./returnTo.js";
import type { Surroundings } from "./surroundings.js";
import { updateStack } from "./updateStack.js";

/** What is to be deployed, and how far without asking. */
export interface DeployOptions {
  readonly directory: string;
  readonly stack: string;
  /** What somebody reviewed. */
  readonly reviewed?: ConsequencesReport;
  /** Whether it goes on without asking. */
  readonly yes: boolean;
  /** Whether nothing but the preflight is run. */
  readonly preflight: boolean;
  /** Whether a rollback may be undone. */
  readonly undoRollback: boolean;
}

/** What a deployment needs besides its options. */
export interface DeployTools {
  readonly open: OpenStack;
  readonly place: Surroundings;
  readonly rollBack: RollBack;
  /** Hears of the preflight and of the consequences as soon as there are any. */
  readonly tell: {
    readonly checks: (checks: readonly Check[]) => void;
    readonly consequences: (report: ConsequencesReport) => void;
  };
}

/**
 * Deploys the commit that the work tree is at: preflight, one preview with the policy pack, the refusals, the question,
 * the update. Between the preview and the update lies only the answer; what may have changed meanwhile is looked at
 * again, and from then on the backend's lock holds.
 *
 * An update plan (`--save-plan`, `--plan`) would bind the update to its preview instead. It is not used: the engine
 * calls it experimental; it finds an excess where it meets it, in the middle of the update, and stops there; and it
 * counts what only an update can know, a new cluster's charts above all, as an excess.
 *
 * @throws UsageError where it could not run
 */
export async function deployStack(
  declaration: Declaration,
  options: DeployOptions,
  { open, place, rollBack, tell }: DeployTools,
  io: Io,
): Promise<DeployReport> {
  const { directory, stack: name } = options;
  const commit = commitOf(directory);
  const opened = open({ directory, stack: name });
  const {
    checks,
    history = [],
    disturbed = false,
  } = await preflight(
    {
      directory,
      cluster: declaration.cluster,
      commit,
      stack: opened,
      updates: !options.preflight,
      undoRollback: options.undoRollback,
    },
    place,
  );
  tell.checks(checks);
  const report = { version: 1, stack: name, preflight: checks, refusals: [] } as const;
  if (hasFailed(checks)) return { ...report, outcome: "refused", refusals: failedChecks(checks) };
  if (options.preflight) return { ...report, outcome: "checked" };

  const stack = await opened;
  const entries = historyEntries(history);
  const before = deployedEntry(entries);
  const older = olderRefusals(before?.version?.commit, commit, name, directory);
  if (older.length > 0) return { ...report, outcome: "refused", refusals: older };

  const compared = disturbed ? await compareWithWhatExists(stack, history, io) : history;
  const consequences = await previewConsequences(stack, { directory, stack: name }, io);
  tell.consequences(consequences);
  const told = { ...report, consequences };
  const refusals = [
    ...consequencesRefusals(consequences),
    ...(options.reviewed ? reviewRefusals(options.reviewed, consequences) : []),
    ...(options.yes && !options.reviewed ? unseenRefusals(consequences) : []),
  ];
  if (refusals.length > 0) return { ...told, outcome: "refused", refusals };
  if (!options.yes && consequences.verdict !== "unchanged" && !(await isMeant(name, io)))
    return { ...told, outcome: "refused", refusals: ["the question was not answered with yes"] };
  await sameAsPreviewed(stack, directory, consequences.commit, compared);

  const { update, interrupted } = await updateStack(
    stack,
    options,
    consequences,
    { from: before?.version?.commit, newest: entries[0]?.time },
    io,
  );
  if (update.failure === undefined) return { ...told, outcome: "deployed", update };
  const rollback =
    declaration.deployment.rollbackOnFailure && !interrupted
      ? await returnTo(before, commit, options, rollBack, io)
      : undefined;
  if (!rollback) return { ...told, outcome: "failed", update };
  return { ...told, outcome: rollback.result === "done" ? "rolled-back" : "failed", update, rollback };
}

function failedChecks(checks: readonly Check[]): string[] {
  return checks
    .filter(({ status }) => status === "failed")
    .map(({ name, found, todo }) => `${name}: ${found}${todo === undefined ? "" : `; ${todo}`}`);
}

async function isMeant(stack: string, io: Io): Promise<boolean> {
  const answer = await io.ask(`Deploy this to ${stack}? Only "yes" does: `);
  if (answer === undefined)
    throw new UsageError(
      "found nobody to answer; allowed: --yes, with --reviewed where somebody has seen it",
    );
  return answer.trim() === "yes";
}

/**
 * What an update that failed or was stopped has changed in place the state may have as it was; a preview would call it
 * the same, and leave it.
 *
 * @returns the history that has this in it, too
 */
async function compareWithWhatExists(
  stack: EngineStack,
  history: readonly HistoryRecord[],
  io: Io,
): Promise<readonly HistoryRecord[]> {
  io.err("the state is compared with what exists first: since the last update that went well, not all did\n");
  await interruptible(
    (signal) => refreshStack(stack, afterDisturbance, signal),
    () => undefined,
    io.err,
  );
  // Whatever else came meanwhile, nobody has judged.
  return await unchangedSince(stack, history, true);
}

/** Whether the stack and the work tree are still those that were previewed, however long the answer took. */
async function sameAsPreviewed(
  stack: EngineStack,
  directory: string,
  previewed: ConsequencesReport["commit"],
  history: readonly HistoryRecord[],
): Promise<void> {
  const commit = commitOf(directory);
  if (!commit?.clean || commit.id !== previewed?.id)
    throw new UsageError("the work tree has changed since the preview; run this again");
  await unchangedSince(stack, history);
}
