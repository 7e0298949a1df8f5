import { failureText, lockFailure } from "../engine/engineFailure.js";
import type { EngineStack } from "../engine/engineStack.js";
import type { Deeds } from "./beforehand.js";
import { compareWithWhatExists } from "./compareWithWhatExists.js";
import { takenRefusal } from "./heldRefusal.js";
import { holdersIn, isDeclaredDead } from "./lockHolder.js";
import { remainsOf } from "./remains.js";
import { resumeStack } from "./resume.js";
import type { RollbackRequest, RollbackTools } from "./rollBack.js";
import type { RollbackReport } from "./rollbackReport.js";
import type { Survey } from "./surveyStack.js";

/**
 * Sees to it that the state is what exists, where an update may have been stopped half way.
 *
 * @returns why not, where somebody has the stack
 * @throws UsageError where the engine could not run
 */
export async function undisturbed(
  stack: EngineStack,
  request: RollbackRequest,
  tools: Pick<RollbackTools, "find" | "confirmRelease">,
  survey: Survey,
  done: Deeds,
): Promise<Pick<RollbackReport, "refusals" | "remarks">> {
  const { resume = false, deadHolder } = request;
  if (resume) {
    const isNamed = isDeclaredDead(deadHolder);
    const refusals = await resumeStack(
      stack,
      remainsOf(request, tools, survey),
      (holder) => (isNamed(holder) ? Promise.resolve(true) : tools.confirmRelease(holder)),
      done,
    );
    return { refusals, remarks: [] };
  }
  if (!survey.disturbed) return { refusals: [], remarks: [] };
  try {
    await compareWithWhatExists(stack, done);
    return { refusals: [], remarks: [] };
  } catch (error) {
    const taken = lockFailure(error);
    if (!taken) throw error;
    return { refusals: [takenRefusal(holdersIn(failureText(taken)), stack.name)], remarks: [] };
  }
}
