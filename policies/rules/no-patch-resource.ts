import { finding } from "../model/finding.js";
import { resourceRule } from "../model/rule.js";

const patch = /^kubernetes:[^:]+:(\w+Patch)$/;

/** A Patch resource edits an object that somebody else owns, in place. */
export const noPatchResource = resourceRule({
  name: "no-patch-resource",
  area: "program",
  description: "no resource patches a Kubernetes object that is not its own",
  severity: "high",
  enforcementLevel: "mandatory",
  why: "A patch changes an object in place that another program or a chart owns: neither says what runs any more, and a rollback of either brings back half of it.",
  remediationSteps:
    "Declare the whole object where it is made, or set the values of the chart that makes it; add an object of your own beside it where that does.",
  url: "https://www.pulumi.com/registry/packages/kubernetes/how-to-guides/managing-resources-with-server-side-apply/",
  frameworks: [
    {
      framework: "SOC 2",
      reference: "CC8.1",
      specification: "Changes to infrastructure and software are authorized, tested and approved",
    },
  ],
  appliesTo: (type) => patch.test(type),
  check: ({ type, properties }) => {
    const kind = properties.at("kind");
    // A custom kind may end so itself; then the object says that kind, and not the one that it patches.
    if (!kind.unknown && kind.text() === patch.exec(type)?.[1]) return [];
    const name = properties.at("metadata", "name");
    return [
      finding(properties, {
        found: name.unknown ? "a patch" : `a patch of ${name.show()}`,
        allowed: "whole objects, each owned by one program",
      }),
    ];
  },
  examples: {
    complies: [{ type: "kubernetes:apps/v1:Deployment", properties: { metadata: { name: "web" } } }],
    violates: [{ type: "kubernetes:apps/v1:DeploymentPatch", properties: { metadata: { name: "web" } } }],
  },
});
