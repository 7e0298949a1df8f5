import type { EngineStack } from "../engine/engineStack.js";
import { heldRefusal } from "./heldRefusal.js";
import { holderText, isDeclaredDead } from "./lockHolder.js";
import { remainsOf } from "./remains.js";
import type { RollbackRequest, RollbackTools } from "./rollBack.js";
import type { RollbackReport } from "./rollbackReport.js";
import { settlementOf } from "./settlementOf.js";
import type { Survey } from "./surveyStack.js";

/** What would be done before anything is deployed, where nothing is: see `undisturbed`, which does it. */
export async function foresee(
  stack: EngineStack,
  request: RollbackRequest,
  tools: Pick<RollbackTools, "find">,
  survey: Survey,
): Promise<Pick<RollbackReport, "refusals" | "remarks" | "wouldSettle">> {
  const compared = survey.disturbed
    ? [
        "an update has failed or was stopped since: the state is compared with what exists only when this is really run, and more may differ then",
      ]
    : [];
  if (request.resume !== true) return { refusals: [], remarks: compared, wouldSettle: [] };
  const remains = remainsOf(request, tools, survey);
  const holders = remains.holders();
  const isNamed = isDeclaredDead(request.deadHolder);
  const judged = (holders ?? []).map((holder) => ({ holder, liveness: remains.livenessOf(holder) }));
  const kept = judged.filter(
    ({ holder, liveness }) => liveness === "alive" || (liveness === "elsewhere" && !isNamed(holder)),
  );
  const { operations } = await settlementOf(stack, remains.find);
  return {
    refusals: kept.map(({ holder, liveness }) => heldRefusal(holder, liveness, stack.name)),
    remarks: [
      ...compared,
      ...judged
        .filter((each) => !kept.includes(each))
        .map(({ holder }) => `the lock of ${holderText(holder)} would be taken away`),
      ...(holders === undefined
        ? ["whether somebody still has the stack, this backend tells only when this is really run"]
        : []),
    ],
    wouldSettle: operations,
  };
}
