import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ConsequencesReport } from "../../consequences/report.js";
import type { EngineRun } from "../../engine/engineRun.js";
import type { EngineStack } from "../../engine/engineStack.js";
import { interruptible } from "../../engine/interruptible.js";
import { refreshStack } from "../../engine/refreshStack.js";
import { runPreview } from "../../engine/runPreview.js";
import { runUpdate } from "../../engine/runUpdate.js";
import { journalOf } from "../../history/journal.js";
import { lastRollback } from "../../history/lastRollback.js";
import { readHistory } from "../../history/readHistory.js";
import { repositoryOf } from "../../history/repositoryOf.js";
import { updateMessage } from "../../history/updateMessage.js";
import { whoRuns } from "../../history/whoRuns.js";
import { UsageError, type Io } from "../../io.js";
import { ownFolder } from "../../ownFolder.js";
import { printable } from "../../../problems/problem.js";
import type { DriftPlace } from "../driftReport.js";

/**
 * Reads what exists, and updates: that is how the engine makes again what is gone, and what is another in AWS. Between
 * the two it is previewed with the policy pack: an update alone would be judged when it is over.
 *
 * @throws UsageError where a policy refuses it, and where it fails
 */
export async function refreshingUpdate(
  stack: EngineStack,
  { directory, stack: name }: DriftPlace,
  { commit }: ConsequencesReport,
  summary: string,
  io: Io,
): Promise<void> {
  const who = whoRuns(io.env);
  // The newest entry says whether what runs is a rollback, which the next deployment must not undo unasked.
  const rollback = lastRollback(await readHistory(stack));
  const message = updateMessage({
    summary,
    by: who,
    ...(commit?.clean ? { commit: commit.id } : {}),
    ...(rollback?.from === undefined ? {} : { rolledBackFrom: rollback.from }),
    ...(rollback ? { rolledBackTo: rollback.to } : {}),
  });
  const configuration = join(directory, `policies/environments/${name}.json`);
  const judged = {
    pack: join(ownFolder, "policies"),
    ...(existsSync(configuration) ? { packConfiguration: configuration } : {}),
  };
  await refreshStack(stack);
  const preview = await runPreview(stack, judged);
  if (preview.failure !== undefined)
    throw failed("the update that makes good the rest was not begun", preview);
  const end = journalOf(repositoryOf(directory), name).begin({ kind: "deploy", summary, who });
  let succeeded = false;
  try {
    const run = await interruptible(
      (signal) =>
        runUpdate(stack, {
          ...judged,
          message,
          signal,
          tell: io.err,
        }),
      () => undefined,
      io.err,
    );
    if (run.failure !== undefined) throw failed("the update failed", run);
    succeeded = true;
  } finally {
    end(succeeded ? "succeeded" : "failed");
  }
}

function failed(what: string, { diagnostics, verdicts, failure = "" }: EngineRun): UsageError {
  const reasons = [
    ...diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message),
    ...verdicts
      .filter(({ level }) => level === "mandatory")
      .map(({ rule, message }) => `${rule}: ${message}`),
  ];
  const said = (reasons.length > 0 ? reasons : [failure]).map(printable).join("\n");
  return new UsageError(`--repair: ${what}; what was repaired before it stays so\n${said}`);
}
