import type { Evaluation } from "../../evaluate/evaluation.js";
import { formatPath } from "../../../problems/problem.js";
import type { Advice } from "./advice.js";
import { checkDefaultDeny } from "./defaultDeny.js";
import { checkHostNetwork } from "./hostNetwork.js";
import { checkIpBlocks } from "./ipBlocks.js";
import { checkOneSided } from "./oneSided.js";
import { checkPorts } from "./ports.js";
import { checkSelections } from "./selections.js";
import { checkServices } from "./services.js";
import { checkShadowing } from "./shadowing.js";

/** Each answers with what it finds. */
const checks: readonly ((evaluation: Evaluation) => Iterable<Advice>)[] = [
  checkSelections,
  checkShadowing,
  checkOneSided,
  checkPorts,
  checkServices,
  checkIpBlocks,
  checkHostNetwork,
  checkDefaultDeny,
];

/** What works otherwise than it seems to, or not at all: by file, place and id. */
export function hygiene(evaluation: Evaluation): Advice[] {
  return checks
    .flatMap((check) => [...check(evaluation)])
    .map((advice) => ({ advice, key: keyOf(advice) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ advice }) => advice);
}

function keyOf({ id, text, origin, path }: Advice): string {
  return [origin?.file ?? "", formatPath([...(origin?.path ?? []), ...path]), id, text].join("\0");
}
