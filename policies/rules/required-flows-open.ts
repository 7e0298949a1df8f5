import { policiesFit } from "../network/frameworks.js";
import { stackRule } from "../model/rule.js";
import { exampleDeclaration, examplePods, examplePolicies } from "../stack/example.js";
import { unprovenBy } from "../stack/stackProof.js";

/** A flow that does not get through is an outage, and the next emergency's reason to open everything. */
export const requiredFlowsOpen = stackRule({
  name: "required-flows-open",
  area: "stack",
  description: "every declared flow gets through the stack's policies on both sides",
  severity: "high",
  enforcementLevel: "mandatory",
  why: "A declared flow that a policy blocks is an outage after the deployment, and such outages end with a policy that allows everything.",
  remediationSteps:
    "Add the policy that is missing on the side that is named, or remove what denies; remove the flow if nobody needs it any more.",
  url: "https://kubernetes.io/docs/concepts/services-networking/network-policies/",
  tags: ["proof"],
  frameworks: [policiesFit],
  check: (stack) => unprovenBy(stack, ["blocked-flow", "flow-without-pods", "more-differences"]),
  examples: {
    complies: [exampleDeclaration(), ...examplePods, ...examplePolicies],
    violates: [
      exampleDeclaration(),
      ...examplePods,
      ...examplePolicies.filter(({ name = "" }) => !name.startsWith("web-to-cart-ingress")),
    ],
  },
});
