import { formatPath, maxProblems, showValue } from "../../../problems/problem.js";
import type { Policy, Tier } from "../../model/policy.js";
import type { Problems } from "../field.js";
import { builtInTiers } from "./builtInTiers.js";

/** Tiers and policies in the order in which Calico evaluates them. */
export interface Evaluation {
  readonly tiers: readonly Tier[];
  readonly policies: readonly Policy[];
}

/**
 * SEMANTICS.md: "Tiers by order; in a tier policies by order (absent = last, ties by name)". Built-in tiers are added where
 * a policy is in them; a policy in a tier that nobody defines is a problem, and left out.
 */
export function inEvaluationOrder(
  tiers: readonly Tier[],
  policies: readonly Policy[],
  calicoMinor: number,
  problems: Problems,
): Evaluation {
  const known = new Map(tiers.map((tier) => [tier.name, tier]));
  const used = new Set(policies.map(({ tier }) => tier));
  for (const { fixed: _, ...tier } of builtInTiers(calicoMinor))
    if (used.has(tier.name) && !known.has(tier.name)) known.set(tier.name, tier);
  const sorted = [...known.values()].sort((a, b) => byOrder(a, b) || compare(a.name, b.name));
  const rank = new Map(sorted.map(({ name }, index) => [name, index]));
  const placed = policies.filter((policy) => {
    if (rank.has(policy.tier)) return true;
    if (problems.length < maxProblems)
      problems.push(unknownTier(policy, [...sorted.map(({ name }) => name)]));
    return false;
  });
  placed.sort(
    (a, b) => rank.get(a.tier)! - rank.get(b.tier)! || byOrder(a, b) || compare(a.tieBreak, b.tieBreak),
  );
  return { tiers: sorted, policies: placed };
}

function unknownTier({ origin, tier }: Policy, names: readonly string[]): Problems[number] {
  const path = ["spec", "tier"];
  return {
    file: origin.file,
    line: origin.lineOf(path),
    path: formatPath([...origin.path, ...path]),
    found: `${showValue(tier)}, a tier that nothing defines`,
    allowed: `a tier that is among the manifests${names.length === 0 ? "" : ` (${names.join(", ")})`}, or "default"`,
  };
}

/** Infinity, which is "last", equals itself. */
function byOrder(a: { readonly order: number }, b: { readonly order: number }): number {
  return compare(a.order, b.order);
}

function compare<T extends number | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
