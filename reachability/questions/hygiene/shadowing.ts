import { peerOf, type Evaluation } from "../../evaluate/evaluation.js";
import type { FlatRule } from "../../evaluate/rules.js";
import type { Direction, Rule } from "../../model/policy.js";
import { formatPath } from "../../../problems/problem.js";
import { intersect, membersOf } from "../../sets/intervals.js";
import { policyName, type Advice } from "./advice.js";
import { DecidedSoFar } from "./decidedSoFar.js";
import { findEarlier, repeats, type ShadowedRule } from "./earlierRule.js";
import { HoldingRules } from "./holdingRules.js";

/** At most so many pieces of address space and pods are looked at: a second or two. */
const maxWork = 10_000_000;

/**
 * Rules that decide nothing, for every pod that they apply to: all that they match, earlier rules of their tier or earlier
 * tiers have decided. Pods with the same policies are looked at once, and those that begin with the same ones together.
 */
export function* checkShadowing(evaluation: Evaluation): Generator<Advice> {
  const search = new Search(evaluation);
  for (const direction of ["ingress", "egress"] as const) {
    if (search.run(direction)) continue;
    const text = "too many rules to look for those that decide nothing";
    yield { id: "shadowing-unchecked", text, path: [] };
    return;
  }
  for (const [rule, asked] of search.dead) yield adviceOf(evaluation, rule, asked);
}

class Search {
  /** Rules that were asked, and decided nothing so far. */
  readonly dead = new Map<Rule, ShadowedRule>();
  private readonly live = new Set<Rule>();
  private readonly holding: HoldingRules;
  private work = 0;

  constructor(private readonly evaluation: Evaluation) {
    this.holding = new HoldingRules(evaluation);
  }

  /** Asks every pod's policies in a direction; false where that is too much. */
  run(direction: Direction): boolean {
    const { universe, sourcePorts } = this.evaluation;
    const start = new Step(DecidedSoFar.nothing(this.evaluation));
    for (const [endpointClass] of universe.classes.entries()) {
      const policies = this.evaluation.policiesOf(endpointClass, direction);
      for (const element of membersOf(universe.elementsOf(endpointClass))) {
        const family = universe.familyOf(element);
        for (const sourcePort of sourcePorts) {
          let step = start;
          for (const policy of policies) {
            const { key, rules } = this.holding.of(policy, direction, element, sourcePort);
            step = step.next(`${family} ${key}`, () =>
              this.ask(step.decided, rules, { policy, direction, subject: element, sourcePort }),
            );
            if (this.work > maxWork) return false;
          }
        }
      }
    }
    return true;
  }

  private ask(
    before: DecidedSoFar,
    rules: readonly FlatRule[],
    place: Omit<ShadowedRule, "part">,
  ): DecidedSoFar {
    const { universe, cluster } = this.evaluation;
    const ofFamily = universe.ofFamily(universe.familyOf(place.subject));
    let decided = before.inTier(cluster.policies[place.policy]!.tier);
    for (const part of rules) {
      const peers = intersect(peerOf(part, place.direction), ofFamily);
      if (peers.length === 0) continue;
      if (!this.live.has(part.rule)) {
        if (decided.covers(peers, part.traffic)) this.dead.set(part.rule, { ...place, part });
        else {
          this.live.add(part.rule);
          this.dead.delete(part.rule);
        }
      }
      decided = decided.with(part.action, peers, part.traffic);
      this.work += decided.pieces;
      if (this.work > maxWork) return decided;
    }
    return decided;
  }
}

/** What is decided after some policies; what follows is found once for all pods that have it. */
class Step {
  private readonly following = new Map<string, Step>();

  constructor(readonly decided: DecidedSoFar) {}

  next(key: string, decide: () => DecidedSoFar): Step {
    const step = this.following.get(key) ?? new Step(decide());
    this.following.set(key, step);
    return step;
  }
}

function adviceOf(evaluation: Evaluation, rule: Rule, asked: ShadowedRule): Advice {
  const own = evaluation.cluster.policies[asked.policy]!;
  const place = { origin: own.origin, path: rule.path };
  const earlier = findEarlier(evaluation, asked);
  const name = "tier" in earlier ? "" : `${formatPath(earlier.rule.path)} of ${policyName(earlier.policy)}`;
  if (!("tier" in earlier) && repeats(evaluation, asked, earlier))
    return { id: "rule-repeated", text: `${policyName(own)}: ${name} says the same before`, ...place };
  const cause = "tier" in earlier ? `tier ${earlier.tier} denies the rest` : `for example ${name}`;
  const text = `${policyName(own)}: the rule decides nothing, as earlier ones have decided all that it matches: ${cause}`;
  return { id: "rule-shadowed", text, ...place };
}
