import { z } from "zod";
import { finding } from "../model/finding.js";
import { resourceRule } from "../model/rule.js";
import { replaceableTypes } from "../program/replaceableTypes.js";

/** The engine refuses to replace what is protected, so what changes by replacement cannot change. */
export const noProtectOnReplaceable = resourceRule({
  name: "no-protect-on-replaceable",
  area: "program",
  description: "what changes by being replaced is not protected",
  severity: "medium",
  enforcementLevel: "mandatory",
  why: "The engine refuses to replace a protected resource: a new image, an urgent fix and a rollback all fail until somebody unprotects it by hand.",
  remediationSteps:
    "Take off the option protect, which children inherit from their parents. Protect what must not be lost: the cluster, keys, buckets.",
  url: "https://www.pulumi.com/docs/iac/concepts/resources/options/protect/",
  frameworks: [],
  parameters: z.strictObject({
    types: z
      .array(z.string().min(3))
      .default([...replaceableTypes])
      .describe("Types of resources that have to stay replaceable"),
  }),
  weakenedBy: ({ types }) => (replaceableTypes.every((type) => types.includes(type)) ? [] : ["types"]),
  // Which types count, a stack's configuration says.
  appliesTo: () => true,
  check: ({ type, options, properties }, { types }) =>
    options.protect && types.includes(type)
      ? [finding(properties, { found: "the option protect", allowed: "no protection" })]
      : [],
  examples: {
    complies: [{ type: "aws:eks/nodeGroup:NodeGroup", properties: {} }],
    violates: [{ type: "aws:eks/nodeGroup:NodeGroup", properties: {}, options: { protect: true } }],
  },
});
