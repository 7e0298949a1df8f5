import type { SideDecision } from "../reachability/evaluate/sideDecision.js";
import type { Policy, Rule } from "../reachability/model/policy.js";
import { formatPath } from "../problems/problem.js";
import { policyName } from "../reachability/questions/hygiene/advice.js";
import { placeOf } from "../reachability/questions/place.js";

/** Why one end's policies decided as they did: `allowed by NetworkPolicy shop/web spec.egress[0] (policies.yaml:12)`. */
export function describeDecision({ cause }: SideDecision): string {
  switch (cause.kind) {
    case "no-policy":
      return "open, no policy applies";
    case "profile":
      return "open, every tier passes it on";
    case "rule":
      return `${cause.rule.action === "deny" ? "denied" : "allowed"} by ${describeRule(cause.policy, cause.rule)}`;
    case "tier-default": {
      const shown = cause.policies.slice(0, mostPolicies).map(describePolicy);
      const more = cause.policies.length - shown.length;
      return `denied, no rule of ${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""} allows it`;
    }
  }
}

/** Of more policies a person learns nothing in passing. */
const mostPolicies = 3;

/** `NetworkPolicy shop/default-deny (policies.yaml:3)`. */
export function describePolicy(policy: Policy): string {
  return `${policyName(policy)} (${placeOf(policy.origin, [])})`;
}

/** `NetworkPolicy shop/web spec.egress[0] (policies.yaml:12)`. */
export function describeRule(policy: Policy, rule: Rule): string {
  return `${policyName(policy)} ${formatPath(rule.path)} (${placeOf(policy.origin, rule.path)})`;
}
