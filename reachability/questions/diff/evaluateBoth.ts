import { Evaluation } from "../../evaluate/evaluation.js";
import type { Cluster } from "../../model/cluster.js";
import { allAddresses } from "../../sets/addresses.js";

/**
 * Two clusters evaluated in the same address families. IPv6 is looked at where something has it, and what has it in one
 * version only would otherwise seem to open IPv6 to every pod that nothing isolates.
 */
export function evaluateBoth(
  base: Cluster,
  head: Cluster,
): { readonly base: Evaluation; readonly head: Evaluation } {
  const both = { base: new Evaluation(base), head: new Evaluation(head) };
  const { families } = both.base.universe.space;
  const others = both.head.universe.space.families;
  const missing = (own: readonly (4 | 6)[], all: readonly (4 | 6)[]) =>
    all.filter((family) => !own.includes(family)).map((family) => allAddresses[family]);
  const toBase = missing(families, others);
  const toHead = missing(others, families);
  return {
    base: toBase.length > 0 ? new Evaluation(base, toBase) : both.base,
    head: toHead.length > 0 ? new Evaluation(head, toHead) : both.head,
  };
}
