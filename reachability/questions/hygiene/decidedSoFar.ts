import type { Evaluation } from "../../evaluate/evaluation.js";
import { combine, constant, on, pieces, type Piecewise } from "../../evaluate/piecewise.js";
import { allTraffic } from "../../evaluate/traffic.js";
import type { Action, Tier } from "../../model/policy.js";
import { emptySet, includes, sameSet, subtract, union, type IntervalSet } from "../../sets/intervals.js";

type Sets = Piecewise<IntervalSet>;

/** What earlier rules have decided about the traffic between a pod and every element of the universe. */
export class DecidedSoFar {
  private constructor(
    private readonly evaluation: Evaluation,
    private readonly tier: Tier | undefined,
    /** What later rules of the tier cannot decide any more. */
    private readonly decided: Sets,
    /** Of that, what a later tier can. */
    private readonly passed: Sets,
  ) {}

  /** Before the first rule. */
  static nothing(evaluation: Evaluation): DecidedSoFar {
    return new DecidedSoFar(evaluation, undefined, constant(emptySet), constant(emptySet));
  }

  /** How much there is to look at. */
  get pieces(): number {
    return this.decided.starts.length + this.passed.starts.length;
  }

  /** Where a policy of this tier begins: the one before has ended if it is another. */
  inTier(name: string): DecidedSoFar {
    if (this.tier?.name === name) return this;
    const tier = this.evaluation.cluster.tiers.find((each) => each.name === name);
    const decided = combine(
      this.decided,
      this.passed,
      // A tier that denies what none of its rules matched leaves only what a rule passed on.
      (all, passed) => subtract(this.tier?.defaultAction === "deny" ? allTraffic : all, passed),
      sameSet,
    );
    return new DecidedSoFar(this.evaluation, tier, decided, constant(emptySet));
  }

  /** Whether all of some traffic with some peers is decided. */
  covers(peers: IntervalSet, traffic: IntervalSet): boolean {
    for (let i = 0; i < peers.length; i += 2)
      for (const { value } of pieces(this.decided, peers[i]!, peers[i + 1]!))
        if (!includes(value, traffic)) return false;
    return true;
  }

  /** After a rule that matches some traffic with some peers. */
  with(action: Action, peers: IntervalSet, traffic: IntervalSet): DecidedSoFar {
    if (action === "log") return this;
    const matched = on(peers, traffic, emptySet, this.evaluation.universe.size);
    const decided = combine(this.decided, matched, union, sameSet);
    if (action !== "pass") return new DecidedSoFar(this.evaluation, this.tier, decided, this.passed);
    const fresh = combine(matched, this.decided, subtract, sameSet);
    return new DecidedSoFar(this.evaluation, this.tier, decided, combine(this.passed, fresh, union, sameSet));
  }
}
