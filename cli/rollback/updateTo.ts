import { advisoryConfiguration } from "../consequences/advisoryConfiguration.js";
import { failuresOf } from "../consequences/consequencesOf.js";
import { failureText, lockFailure } from "../engine/engineFailure.js";
import type { EngineStack } from "../engine/engineStack.js";
import { runUpdate, type UpdateOptions } from "../engine/runUpdate.js";
import { declarationOf } from "../history/historyEntry.js";
import { updateMessage } from "../history/updateMessage.js";
import { whoRuns } from "../history/whoRuns.js";
import type { Io } from "../io.js";
import { ageRules } from "./ageRules.js";
import { takenRefusal } from "./heldRefusal.js";
import { holdersIn } from "./lockHolder.js";
import type { PreparedTarget } from "./prepareTarget.js";
import type { RollbackReport } from "./rollbackReport.js";
import type { Survey } from "./surveyStack.js";

/** What judges an update. */
type Judge = Required<Pick<UpdateOptions, "pack" | "packConfiguration">>;

/**
 * Updates a stack to a version that was previewed, written down in the journal before and in the stack's history after.
 *
 * @returns the part of the report that says how it went
 * @throws UsageError where no update began, and nobody else's was in the way
 */
export async function updateTo(
  stack: EngineStack,
  { pack, packConfiguration }: Judge,
  { target: entry, deployed, newest, journal }: Survey,
  { commit }: PreparedTarget,
  io: Pick<Io, "err" | "env">,
): Promise<Pick<RollbackReport, "outcome"> & Partial<RollbackReport>> {
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
  const configuration = advisoryConfiguration(packConfiguration, ageRules);
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
    if (failed)
      return {
        outcome: "failed",
        failures: failures.length > 0 ? failures : [run.failure ?? "no reason given"],
      };
    journal.settle();
    return { outcome: "rolled-back" };
  } catch (error) {
    // The engine has not begun: nothing was left behind.
    end("failed");
    const taken = lockFailure(error);
    if (!taken) throw error;
    return { outcome: "refused", refusals: [takenRefusal(holdersIn(failureText(taken)), stack.name)] };
  } finally {
    configuration.remove();
  }
}
