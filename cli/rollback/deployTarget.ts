import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { valueAt } from "../../config/lookUp.js";
import { rules } from "../../policies/index.js";
import { advisoryConfiguration } from "../consequences/advisoryConfiguration.js";
import { failuresOf } from "../consequences/consequencesOf.js";
import { previewConsequences } from "../consequences/previewConsequences.js";
import type { ConsequencesReport } from "../consequences/report.js";
import { failureText, lockFailure } from "../engine/engineFailure.js";
import type { EngineStack } from "../engine/engineStack.js";
import { refreshStack } from "../engine/refreshStack.js";
import { runUpdate, type UpdateOptions } from "../engine/runUpdate.js";
import { updateMessage } from "../history/updateMessage.js";
import { declarationOf } from "../history/historyEntry.js";
import { whoRuns } from "../history/whoRuns.js";
import { UsageError, type Io } from "../io.js";
import { ownFolder } from "../ownFolder.js";
import { abortable } from "./abortable.js";
import { backendEnvironment } from "./backendEnvironment.js";
import { holdersIn, holderText } from "./lockHolder.js";
import type { PreparedTarget } from "./prepareTarget.js";
import { failureRefusal, previewRefusals } from "./previewRefusals.js";
import { resumeStack } from "./resume.js";
import type { RollbackRequest, RollbackTools } from "./rollBack.js";
import type { RollbackReport } from "./rollbackReport.js";
import type { SettledOperation } from "./settleState.js";
import type { Survey } from "./surveyStack.js";

/** Rules that ask how old something is: what is returned to is older by nature. */
export const ageRules: readonly string[] = rules
  .filter(({ tags = [] }) => tags.includes("age"))
  .map(({ name }) => name);

/** Previews a prepared version, asks, and deploys it. */
export async function deployTarget(
  request: RollbackRequest,
  tools: RollbackTools,
  survey: Survey,
  target: PreparedTarget,
  signal: AbortSignal,
  io: Pick<Io, "err" | "env">,
): Promise<RollbackReport> {
  const { directory: present, stack: name, resume = false } = request;
  const { directory } = target.tree;
  const env = backendEnvironment(present, io.env);
  const stack = abortable(await tools.open({ directory, stack: name, env }), signal);
  const settled = await undisturbed(stack, request, tools, survey);
  const judged = {
    pack: join(ownFolder, "policies"),
    packConfiguration: packConfiguration(present, target, name),
  };
  let report: RollbackReport = { ...target.report, settled };
  let consequences: ConsequencesReport;
  try {
    consequences = await previewConsequences(
      stack,
      { directory, stack: name, ...judged, advisoryRules: ageRules },
      io,
    );
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { ...report, outcome: "refused", refusals: [failureRefusal(error.message)] };
  }
  report = { ...report, consequences };
  const refusals = previewRefusals(consequences);
  if (refusals.length > 0) return { ...report, outcome: "refused", refusals };
  if (consequences.verdict === "unchanged") {
    // Not before: whoever stops here would find half an update, and nobody who knows of it.
    if (resume) survey.journal.settle();
    return { ...report, outcome: "already-deployed" };
  }
  const answer = await tools.confirm(consequences, report);
  if (answer !== true) return { ...report, outcome: answer === false ? "declined" : "unanswered" };
  return await update(stack, judged, survey, target, report, io);
}

/** Sees to it that the state is what exists, where an update may have been stopped half way. */
async function undisturbed(
  stack: EngineStack,
  { resume = false }: RollbackRequest,
  { find, confirmRelease }: RollbackTools,
  survey: Survey,
): Promise<readonly SettledOperation[]> {
  if (resume) return resumeStack(stack, survey.holders, find(regionOf(survey)), confirmRelease);
  if (survey.disturbed) await refreshStack(stack);
  return [];
}

async function update(
  stack: EngineStack,
  { pack, packConfiguration: configured }: Pick<UpdateOptions, "pack"> & { packConfiguration: string },
  { target: entry, deployed, newest, journal }: Survey,
  { commit }: PreparedTarget,
  report: RollbackReport,
  io: Pick<Io, "err" | "env">,
): Promise<RollbackReport> {
  const to = declarationOf(entry.version!);
  const from = deployed?.version && declarationOf(deployed.version);
  const who = whoRuns(io.env);
  // Of a rollback to a rollback the message would grow with each.
  const told = entry.rollback || entry.summary === "" ? "" : ` (${entry.summary})`;
  const summary = `Roll back to ${entry.number}, commit ${to.slice(0, 12)}${told}`;
  const message = updateMessage({
    summary,
    commit,
    ...(to === commit ? {} : { declaration: to }),
    ...(from === undefined ? {} : { rolledBackFrom: from }),
    rolledBackTo: to,
    by: who,
    pins: entry.pins,
  });
  const end = journal.begin({
    kind: "rollback",
    summary,
    who,
    since: newest,
    to,
    ...(from === undefined ? {} : { from }),
  });
  const configuration = advisoryConfiguration(configured, ageRules);
  try {
    const run = await runUpdate(stack, {
      message,
      pack,
      ...(configuration.file === undefined ? {} : { packConfiguration: configuration.file }),
      tell: io.err,
    });
    const failures = failuresOf(run);
    const failed = run.failure !== undefined || failures.length > 0;
    end(failed ? "failed" : "succeeded");
    if (!failed) journal.settle();
    if (!failed) return { ...report, outcome: "rolled-back" };
    return {
      ...report,
      outcome: "failed",
      failures: failures.length > 0 ? failures : [run.failure ?? "no reason given"],
    };
  } catch (error) {
    // The engine has not begun: nothing was left behind.
    end("failed");
    const taken = lockFailure(error);
    if (!taken) throw error;
    return {
      ...report,
      outcome: "refused",
      refusals: [
        {
          reason: "update-in-progress",
          found: `${holdersIn(failureText(taken)).map(holderText).join("; ")} has stack ${report.stack}`,
          todo: "wait for its end; when it is dead, the same command with --resume takes its lock away",
        },
      ],
    };
  } finally {
    configuration.remove();
  }
}

/** The present configuration of the pack; of a project without one every rule's defaults, not what that version had. */
function packConfiguration(present: string, { tree }: PreparedTarget, stack: string): string {
  const own = join(present, "policies/environments", `${stack}.json`);
  if (existsSync(own)) return own;
  const defaults = join(tree.scratch, "policies.json");
  writeFileSync(defaults, "{}\n");
  return defaults;
}

function regionOf({ deployed, target }: Survey): string | undefined {
  const region = [deployed, target]
    .map((entry) => valueAt(entry?.configuration["basalt:cluster"]?.objectValue, ["region"]))
    .find((value) => typeof value === "string");
  return typeof region === "string" ? region : undefined;
}
