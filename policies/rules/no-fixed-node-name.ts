import { expect } from "../model/finding.js";
import type { Resource } from "../model/resource.js";
import { resourceRule } from "../model/rule.js";

/** Where resources that make nodes have their physical name. */
const names: Readonly<Record<string, string>> = {
  "aws:autoscaling/group:Group": "name",
  "aws:ec2/launchConfiguration:LaunchConfiguration": "name",
  "aws:ec2/launchTemplate:LaunchTemplate": "name",
  "aws:eks/nodeGroup:NodeGroup": "nodeGroupName",
};

/** Two of one name cannot be there at once. */
export const noFixedNodeName = resourceRule({
  name: "no-fixed-node-name",
  area: "nodes",
  description: "what makes nodes has a generated name, so that its successor can be there at the same time",
  severity: "high",
  enforcementLevel: "mandatory",
  why: "A fixed name makes Pulumi delete the old nodes before it makes the new ones: the cluster is without them in between, and without any if the new ones fail.",
  remediationSteps: "Leave the name out; put it into a tag, or use nodeGroupNamePrefix or namePrefix.",
  url: "https://www.pulumi.com/docs/iac/concepts/resources/names/",
  tags: ["immutability", "availability"],
  frameworks: [],
  appliesTo: (type) => type in names,
  check: (resource) => {
    const name = resource.properties.at(names[resource.type]!);
    // A name that a prefix of the provider makes is not known here; one that the engine makes is filled in already.
    return name.given
      ? expect(name, (value) => isGenerated(value.text() ?? "", resource), {
          allowed: "nothing, or a name that Pulumi generates",
        })
      : [];
  },
  examples: {
    complies: [{ type: "aws:eks/nodeGroup:NodeGroup", properties: { clusterName: "shop" } }],
    violates: [
      { type: "aws:eks/nodeGroup:NodeGroup", properties: { clusterName: "shop", nodeGroupName: "general" } },
    ],
  },
});

/** The resource's name in the program and seven random hexadecimal digits: what the AWS provider makes of it. */
function isGenerated(text: string, { name }: Resource): boolean {
  return text.startsWith(name) && /^-?[0-9a-f]{7}$/.test(text.slice(name.length));
}
