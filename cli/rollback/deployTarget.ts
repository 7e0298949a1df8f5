import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { previewConsequences } from "../consequences/previewConsequences.js";
import type { ConsequencesReport } from "../consequences/report.js";

import { StoppedError, type GoOn } from "../engine/stoppedError.js";
import { unchangedSince } from "../history/unchangedSince.js";
import { UsageError, type Io } from "../io.js";
import { ownFolder } from "../ownFolder.js";
import { ageRules } from "./ageRules.js";
import { backendEnvironment } from "./backendEnvironment.js";
import type { Deeds } from "./beforehand.js";
import { foresee } from "./foresee.js";
import type { PreparedTarget } from "./prepareTarget.js";
import { failureRefusal, previewRefusals } from "./previewRefusals.js";
import { consequencesDifferences, subjectDifferences } from "./reviewedRollback.js";
import type { RollbackRequest, RollbackTools } from "./rollBack.js";
import type { RollbackReport } from "./rollbackReport.js";
import type { Survey } from "./surveyStack.js";
import { undisturbed } from "./undisturbed.js";
import { updateTo } from "./updateTo.js";

/** How far a rollback may go, and what it has done. */
export interface Course {
  readonly goOn: GoOn;
  readonly done: Deeds;
}

/**
 * Previews a prepared version, asks, and deploys it.
 *
 * @throws UsageError where the engine could not run, and where somebody has updated the stack meanwhile
 */
export async function deployTarget(
  request: RollbackRequest,
  tools: RollbackTools,
  survey: Survey,
  target: PreparedTarget,
  { goOn, done }: Course,
  io: Pick<Io, "err" | "env">,
): Promise<RollbackReport> {
  const { directory: present, stack: name, resume = false, preview = false, reviewed } = request;
  const { directory } = target.tree;
  const stack = await tools.open({ directory, stack: name, env: backendEnvironment(present, io.env) });
  let report = target.report;
  const told = (more: Partial<RollbackReport>): RollbackReport => ({ ...report, ...done.done(), ...more });

  // First: a lock is not taken away for what nobody has approved.
  const others = reviewed ? subjectDifferences(reviewed, report) : [];
  if (others.length > 0) return told({ outcome: "refused", refusals: others });
  const before = preview
    ? await foresee(stack, request, tools, survey)
    : await undisturbed(stack, request, tools, survey, done);
  report = { ...report, ...before, remarks: [...report.remarks, ...before.remarks] };
  if (report.refusals.length > 0) return told({ outcome: "refused" });
  const { refreshed } = done.done();
  // What is decided by what was there, a preview, must not be of what came to be there since.
  const seen = refreshed ? await unchangedSince(stack, survey.history, true) : survey.history;

  const judged = {
    pack: join(ownFolder, "policies"),
    packConfiguration: packConfiguration(present, target, name),
  };
  let consequences: ConsequencesReport;
  try {
    consequences = await previewConsequences(
      stack,
      { directory, stack: name, ...judged, advisoryRules: ageRules },
      io,
    );
  } catch (error) {
    if (!(error instanceof UsageError) || error instanceof StoppedError) throw error;
    goOn();
    return told({ outcome: "refused", refusals: [failureRefusal(error.message)] });
  }
  // A preview that was stopped looks like one that failed.
  goOn();
  report = { ...report, consequences };
  const refusals = previewRefusals(consequences);
  if (refusals.length > 0) return told({ outcome: "refused", refusals });
  // What a look at the state alone shows is not the end where the state may not know all.
  if (consequences.verdict === "unchanged" && !(preview && (resume || survey.disturbed))) {
    // Not before: whoever stops here would find half an update, and nobody who knows of it.
    if (resume) survey.journal.settle();
    return told({ outcome: "already-deployed" });
  }
  const differences = reviewed ? consequencesDifferences(reviewed, consequences) : [];
  if (differences.length > 0) return told({ outcome: "refused", refusals: differences });
  tools.show(consequences, told({}));
  if (preview) return told({ outcome: "previewed" });
  const answer = await tools.confirm();
  if (answer !== true) return told({ outcome: answer === false ? "declined" : "unanswered" });
  goOn();
  await unchangedSince(stack, seen);
  goOn();
  return told(await updateTo(stack, judged, survey, target, io));
}

/** The present configuration of the pack; of a project without one every rule's defaults, not what that version had. */
function packConfiguration(present: string, { tree }: PreparedTarget, stack: string): string {
  const own = join(present, "policies/environments", `${stack}.json`);
  if (existsSync(own)) return own;
  const defaults = join(tree.scratch, "policies.json");
  writeFileSync(defaults, "{}\n");
  return defaults;
}
