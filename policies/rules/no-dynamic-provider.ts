import { finding } from "../model/finding.js";
import { resourceRule } from "../model/rule.js";

/** A dynamic provider is code of the program that does whatever it likes at each step. */
export const noDynamicProvider = resourceRule({
  name: "no-dynamic-provider",
  area: "program",
  description: "no resource is made by a dynamic provider",
  severity: "high",
  enforcementLevel: "mandatory",
  why: "A dynamic provider is code that is written into the state: what it changes no policy can see, and the code of an older version deletes what a newer one made.",
  remediationSteps:
    "Take the resource of a published provider, or put the provider into a package of its own with a version.",
  url: "https://www.pulumi.com/docs/iac/concepts/resources/dynamic-providers/",
  frameworks: [
    {
      framework: "SOC 2",
      reference: "CC8.1",
      specification: "Changes to infrastructure and software are authorized, tested and approved",
    },
  ],
  // `pulumi-nodejs:dynamic:Resource`, or `pulumi-nodejs:dynamic/module:Type` where the program names the type.
  appliesTo: (type) => /^pulumi-[a-z]+:dynamic[:/]/.test(type),
  check: ({ type, properties }) => [
    finding(properties, { found: `a ${type}`, allowed: "resources of published providers" }),
  ],
  examples: {
    complies: [{ type: "aws:s3/bucket:Bucket", properties: {} }],
    violates: [{ type: "pulumi-nodejs:dynamic:Resource", properties: {} }],
  },
});
