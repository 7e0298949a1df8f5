import { maxProblems } from "../../problems/problem.js";
import { rulesOf, type Policy } from "../model/policy.js";
import type { Problems } from "./field.js";

/** Most rules, peers and ports that all policies together may have: what a gigabyte has room for. */
export const maxRuleParts = 1_000_000;

/** Reports policies that together say more than can be held in memory, at the one that says most. */
export function checkSize(policies: readonly Policy[], problems: Problems): void {
  let total = 0;
  let largest: { readonly policy: Policy; readonly parts: number } | undefined;
  for (const policy of policies) {
    const parts = partsOf(policy);
    total += parts;
    if (!largest || parts > largest.parts) largest = { policy, parts };
  }
  if (!largest || total <= maxRuleParts || problems.length >= maxProblems) return;
  const { origin, kind } = largest.policy;
  problems.push({
    file: origin.file,
    line: origin.lineOf([]),
    path: "spec",
    found: `${total} rules, peers and ports in all policies, ${largest.parts} of them in this ${kind}`,
    allowed: `at most ${maxRuleParts}; look at fewer namespaces at a time`,
  });
}

function partsOf(policy: Policy): number {
  let parts = 0;
  for (const { source, destination, traffic } of rulesOf(policy))
    parts += 1 + (source?.length ?? 0) + (destination?.length ?? 0) + (traffic?.length ?? 0);
  return parts;
}
