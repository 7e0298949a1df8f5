import { peerOf, subjectOf, type Evaluation } from "../../evaluate/evaluation.js";
import type { FlatRule } from "../../evaluate/rules.js";
import type { Direction, Policy, Rule } from "../../model/policy.js";
import { has, includes, intersect, sameSet } from "../../sets/intervals.js";

/** A rule that decides nothing, where it was asked. */
export interface ShadowedRule {
  /** Number of its policy. */
  readonly policy: number;
  readonly direction: Direction;
  /** Element of a pod that it applies to. */
  readonly subject: number;
  readonly sourcePort: number;
  readonly part: FlatRule;
}

/** A rule before a shadowed one. */
export interface EarlierRule {
  readonly policy: Policy;
  readonly number: number;
  readonly rule: Rule;
}

/** What decides before a shadowed rule one of the packets that it matches: a rule, or what an earlier tier does by default. */
export function findEarlier(
  evaluation: Evaluation,
  shadowed: ShadowedRule,
): EarlierRule | { readonly tier: string } {
  const { cluster, universe } = evaluation;
  const { subject, direction, part } = shadowed;
  const ofFamily = universe.ofFamily(universe.familyOf(subject));
  const peer = intersect(peerOf(part, direction), ofFamily)[0]!;
  const applying = evaluation.policiesOf(universe.classAt(subject), direction);
  const last = cluster.policies[shadowed.policy]!.tier;
  for (const { name, defaultAction } of cluster.tiers) {
    const own = applying.filter((number) => cluster.policies[number]!.tier === name);
    const found = firstMatch(evaluation, own, shadowed, peer);
    // Passing on ends the tier's own rules, and no later tier's.
    if (found && (found.rule.action !== "pass" || name === last)) return found;
    if (!found && own.length > 0 && name !== last && defaultAction === "deny") return { tier: name };
    if (name === last) break;
  }
  throw new Error("a rule counts as shadowed that no earlier one shadows");
}

function firstMatch(
  evaluation: Evaluation,
  policies: readonly number[],
  { subject, direction, sourcePort, part }: ShadowedRule,
  peer: number,
): EarlierRule | undefined {
  const traffic = part.traffic[0]!;
  for (const number of policies) {
    for (const earlier of evaluation.rulesOf(number, direction)) {
      if (earlier === part) return undefined;
      if (
        earlier.action !== "log" &&
        has(subjectOf(earlier, direction), subject) &&
        has(peerOf(earlier, direction), peer) &&
        has(earlier.traffic, traffic) &&
        has(earlier.sourcePorts, sourcePort)
      )
        return { policy: evaluation.cluster.policies[number]!, number, rule: earlier.rule };
    }
  }
  return undefined;
}

/** Whether an earlier rule says the same as a shadowed one, for the same pods at least. */
export function repeats(
  evaluation: Evaluation,
  { policy, direction, part }: ShadowedRule,
  earlier: EarlierRule,
): boolean {
  const { lookup, universe, cluster } = evaluation;
  const sides = [
    { number: policy, rule: part.rule },
    { number: earlier.number, rule: earlier.rule },
  ].map(({ number, rule }) => ({
    parts: evaluation.rulesOf(number, direction).filter((each) => each.rule === rule),
    pods: universe.ofEndpoints(lookup.selections.select(cluster.policies[number]!.subject).endpoints),
  }));
  const [own, other] = [sides[0]!, sides[1]!];
  return (
    own.parts.length === other.parts.length &&
    own.parts.every((each, index) => {
      const twin = other.parts[index]!;
      return (
        each.action === twin.action &&
        sameSet(peerOf(each, direction), peerOf(twin, direction)) &&
        sameSet(each.traffic, twin.traffic) &&
        sameSet(each.sourcePorts, twin.sourcePorts) &&
        includes(
          intersect(subjectOf(twin, direction), other.pods),
          intersect(subjectOf(each, direction), own.pods),
        )
      );
    })
  );
}
