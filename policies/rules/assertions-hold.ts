import { z } from "zod";
import { policiesFit, separation } from "../network/frameworks.js";
import { stackRule } from "../model/rule.js";
import { exampleDeclaration, examplePods, examplePolicies, forgottenPolicy } from "../stack/example.js";
import { assertedOf, unprovenBy } from "../stack/stackProof.js";

const end = z
  .string()
  .regex(
    /^(\*|internet|[^/\s]+\/[^/\s]+)$/,
    'allowed: "*", "internet", "namespace/workload" or "namespace/*"',
  );
const workload = z.string().regex(/^[^/\s]+\/[^/\s]+$/, 'allowed: "namespace/workload" or "namespace/*"');

/** What must never be: asked about everything that policies let through, whoever wrote them. */
export const assertionsHold = stackRule({
  name: "assertions-hold",
  area: "stack",
  description: "nothing gets through that an assertion says never does",
  severity: "critical",
  enforcementLevel: "mandatory",
  why: "An assertion says what the system's safety rests on; it holds against every policy, also against one that was reviewed.",
  remediationSteps:
    "Remove or narrow the policy that is named; change the assertion only where what it protects has changed.",
  url: "https://kubernetes.io/docs/concepts/services-networking/network-policies/",
  tags: ["proof"],
  frameworks: [policiesFit, separation],
  parameters: z.strictObject({
    never: z
      .array(z.strictObject({ from: end, to: end, except: z.array(workload).default([]) }))
      .default([])
      .describe(
        "Connections that no policy may allow, beside those that the declaration forbids. Ends are `*`, `internet`, `namespace/workload` (the name of the Deployment or other controller) or `namespace/*`; `except` leaves out sources",
      ),
  }),
  check: (stack, { never }) => [
    ...unprovenBy(stack, ["broken-assertion", "more-broken-assertions"]),
    ...(never.length > 0 ? assertedOf(stack, never) : []),
  ],
  examples: {
    complies: [
      exampleDeclaration([{ from: "*", to: "shop/cart", except: ["shop/web"] }]),
      ...examplePods,
      ...examplePolicies,
    ],
    violates: [
      exampleDeclaration([{ from: "*", to: "shop/cart", except: ["shop/web"] }]),
      ...examplePods,
      ...examplePolicies,
      forgottenPolicy,
    ],
  },
});
