import { policiesFit, restrictedInbound, restrictedOutbound, separation } from "../network/frameworks.js";
import { stackRule } from "../model/rule.js";
import { exampleDeclaration, examplePods, examplePolicies, forgottenPolicy } from "../stack/example.js";
import { unprovenBy } from "../stack/stackProof.js";

/** The policies of a stack allow exactly the declared flows: proved from what is deployed, not from what made it. */
export const declaredConnections = stackRule({
  name: "declared-connections",
  area: "stack",
  description:
    "the stack's policies let nothing through, and open nothing on one side, that no flow declares",
  severity: "critical",
  enforcementLevel: "mandatory",
  why: "A connection that nobody declared is one that nobody reviewed, and an opening on one side becomes one as soon as somebody opens the other.",
  remediationSteps:
    "Declare the flow in its namespace's file, or remove the policy that is named. A policy that Calico does not enforce, or cannot read, has to go or to be mended.",
  url: "https://kubernetes.io/docs/concepts/services-networking/network-policies/",
  tags: ["proof"],
  frameworks: [policiesFit, separation, restrictedInbound, restrictedOutbound],
  check: (stack) =>
    unprovenBy(stack, [
      "undeclared-connection",
      "undeclared-opening",
      "policy-not-enforced",
      "more-differences",
    ]),
  examples: {
    complies: [exampleDeclaration(), ...examplePods, ...examplePolicies],
    violates: [exampleDeclaration(), ...examplePods, ...examplePolicies, forgottenPolicy],
  },
});
