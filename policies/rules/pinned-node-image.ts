import { launchTemplateType } from "../aws/launches.js";
import { launchTemplateUsesOf, templatesOf, usesLaunchTemplates } from "../aws/launchTemplateUses.js";
import { nodeGroupType } from "../aws/nodeGroups.js";
import { References } from "../aws/references.js";
import type { Resource } from "../model/resource.js";
import { stackRule } from "../model/rule.js";

/** Where neither a node group nor an instance names an image, its launch template has to. */
export const pinnedNodeImage = stackRule({
  name: "pinned-node-image",
  area: "nodes",
  description:
    "what starts nodes without naming a release or an AMI has a launch template that names the AMI",
  severity: "high",
  enforcementLevel: "mandatory",
  why: "A node group whose launch template names no AMI takes the newest release of the day: the same code makes other nodes tomorrow.",
  remediationSteps: "Set releaseVersion of the node group, or imageId of the launch template.",
  url: "https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html",
  tags: ["immutability"],
  frameworks: [
    {
      framework: "SOC 2",
      reference: "CC8.1",
      specification: "Changes to infrastructure and software are authorized, tested and approved",
    },
    {
      framework: "PCI DSS",
      reference: "6.5.1",
      specification: "Changes to system components in production follow established procedures",
    },
  ],
  check: (stack) => {
    const references = new References(stack);
    return stack.resources
      .filter(({ type }) => usesLaunchTemplates(type))
      .filter((resource) => !namesImage(resource))
      .flatMap((resource) =>
        launchTemplateUsesOf(resource).flatMap((use) =>
          // What templates of other stacks name, known-launch-template asks.
          templatesOf(resource, use, references)
            .filter((template) => !template.properties.at("imageId").given)
            .map((template) => ({
              urn: resource.urn,
              path: use.value.path,
              found: `launch template ${template.name} without an image`,
              allowed: "one with an AMI id",
            })),
        ),
      );
  },
  examples: {
    complies: [
      {
        type: nodeGroupType,
        properties: {
          clusterName: "shop",
          releaseVersion: "1.20.0-fcf71a47",
          launchTemplate: { id: "lt-0123456789abcdef0", version: "3" },
        },
      },
    ],
    violates: [
      {
        type: nodeGroupType,
        properties: { clusterName: "shop", launchTemplate: { id: "lt-0123456789abcdef0", version: "3" } },
      },
      {
        type: launchTemplateType,
        properties: { id: "lt-0123456789abcdef0", instanceType: "m7i.large" },
      },
    ],
  },
});

/** Whether a resource says itself what its instances run. */
function namesImage({ type, given }: Resource): boolean {
  return given.at(type === nodeGroupType ? "releaseVersion" : "ami").given;
}
