import { emptySet, sameSet, subtract, union, type IntervalSet } from "../sets/intervals.js";
import type { Action } from "../model/policy.js";

/** What is decided about traffic between two ends; what is in none of the three is not decided yet. */
export interface Decision {
  readonly allow: IntervalSet;
  readonly deny: IntervalSet;
  /** Left to the next tier; no later rule of this one is asked. */
  readonly pass: IntervalSet;
}

export const undecided: Decision = { allow: emptySet, deny: emptySet, pass: emptySet };

/** The decision of one rule about the traffic that it matches. */
export function decide(action: Action, traffic: IntervalSet): Decision {
  switch (action) {
    case "allow":
    case "deny":
    case "pass":
      return { ...undecided, [action]: traffic };
    case "log":
      // Says something and goes on (https://docs.tigera.io/calico/latest/reference/resources/networkpolicy#rule).
      return undecided;
  }
}

/** The decision of `earlier`, and of `later` about what that has not decided. Associative; the neutral one is `undecided`. */
export function first(earlier: Decision, later: Decision): Decision {
  if (isUndecided(earlier)) return later;
  if (isUndecided(later)) return earlier;
  const { allow, deny, pass } = earlier;
  const rest = (set: IntervalSet) => subtract(subtract(subtract(set, allow), deny), pass);
  return {
    allow: union(allow, rest(later.allow)),
    deny: union(deny, rest(later.deny)),
    pass: union(pass, rest(later.pass)),
  };
}

/** Whether two decisions decide the same. */
export function sameDecision(a: Decision, b: Decision): boolean {
  return a === b || (sameSet(a.allow, b.allow) && sameSet(a.deny, b.deny) && sameSet(a.pass, b.pass));
}

function isUndecided({ allow, deny, pass }: Decision): boolean {
  return allow.length + deny.length + pass.length === 0;
}
