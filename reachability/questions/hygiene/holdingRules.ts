import { subjectOf, type Evaluation } from "../../evaluate/evaluation.js";
import type { FlatRule } from "../../evaluate/rules.js";
import { allPorts } from "../../evaluate/traffic.js";
import type { Direction } from "../../model/policy.js";
import { has, includes, sameSet } from "../../sets/intervals.js";

/** The rules of a policy that hold for one pod and port of its client; most hold for all. */
export class HoldingRules {
  private readonly particular = new Map<string, readonly number[]>();

  constructor(private readonly evaluation: Evaluation) {}

  /** Rules in sequence, and a key that is the same where they are. */
  of(
    policy: number,
    direction: Direction,
    element: number,
    sourcePort: number,
  ): { readonly key: string; readonly rules: readonly FlatRule[] } {
    const rules = this.evaluation.rulesOf(policy, direction);
    const left = this.particularOf(policy, direction, rules).filter(
      (index) =>
        !has(subjectOf(rules[index]!, direction), element) || !has(rules[index]!.sourcePorts, sourcePort),
    );
    if (left.length === 0) return { key: `${policy}`, rules };
    const without = new Set(left);
    return { key: `${policy}-${left.join("-")}`, rules: rules.filter((_, index) => !without.has(index)) };
  }

  private particularOf(policy: number, direction: Direction, rules: readonly FlatRule[]): readonly number[] {
    const kept = this.particular.get(`${direction} ${policy}`);
    if (kept) return kept;
    const { universe, lookup, cluster } = this.evaluation;
    const subject = universe.ofEndpoints(
      lookup.selections.select(cluster.policies[policy]!.subject).endpoints,
    );
    const found = [...rules.keys()].filter((index) => {
      const rule = rules[index]!;
      return !includes(subjectOf(rule, direction), subject) || !sameSet(rule.sourcePorts, allPorts);
    });
    this.particular.set(`${direction} ${policy}`, found);
    return found;
  }
}
