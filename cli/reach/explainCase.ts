import { formatPath } from "../../problems/problem.js";
import type { SideDecision } from "../../reachability/evaluate/sideDecision.js";
import type { Policy } from "../../reachability/model/policy.js";
import type { Case } from "../../reachability/questions/ask.js";
import { formatRange, type AddressRange } from "../../reachability/sets/addresses.js";
import { familyNames } from "./basis.js";
import type { ExplainedCase, ExplainedSide } from "./connectionReport.js";
import { placeOf } from "../../reachability/questions/place.js";

/** One way in which a question is decided, with the places of what decided. */
export function explainCase({ allowed, family, from, to, egress, ingress }: Case): ExplainedCase {
  return {
    allowed,
    ...(family ? { family: familyNames[family] } : {}),
    ...(from ? { from: rangesOf(from) } : {}),
    ...(to ? { to: rangesOf(to) } : {}),
    ...(egress ? { egress: explainSide(egress) } : {}),
    ...(ingress ? { ingress: explainSide(ingress) } : {}),
  };
}

/** A policy as messages call it. */
export function policyName({ kind, namespace, name }: Policy): string {
  return `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}

function explainSide({ allowed, asked, cause }: SideDecision): ExplainedSide {
  const tier =
    cause.kind === "rule" ? cause.policy.tier : cause.kind === "tier-default" ? cause.tier.name : undefined;
  return {
    allowed,
    cause: cause.kind,
    ...(tier === undefined ? {} : { tier }),
    asked: asked.map(({ policy, rule }) => ({
      tier: policy.tier,
      policy: policyName(policy),
      place: placeOf(policy.origin),
      ...(rule
        ? {
            rule: {
              path: formatPath(rule.path),
              place: placeOf(policy.origin, rule.path),
              action: rule.action,
            },
          }
        : {}),
    })),
  };
}

function rangesOf(ranges: readonly AddressRange[]): string[] {
  return ranges.map(formatRange);
}
