import { z } from "zod";
import { launchTemplateType } from "../aws/launches.js";
import {
  launchTemplateUsesOf,
  templatesOf,
  usesLaunchTemplates,
  type LaunchTemplateUse,
} from "../aws/launchTemplateUses.js";
import { nodeGroupType } from "../aws/nodeGroups.js";
import { References } from "../aws/references.js";
import { finding, type Finding } from "../model/finding.js";
import type { Resource } from "../model/resource.js";
import { stackRule } from "../model/rule.js";

/** Most of what the rules ask of nodes stands in their launch template: one that nobody shows is not asked. */
export const knownLaunchTemplate = stackRule({
  name: "known-launch-template",
  area: "nodes",
  description:
    "nodes start from launch templates of their own stack, or from versions that somebody has looked at",
  severity: "high",
  enforcementLevel: "mandatory",
  why: "Of a launch template that only its id names no rule sees the image, the user data, the disks or the metadata service: nodes could be anything.",
  remediationSteps:
    "Make the launch template in the stack of its nodes; or name it with its version in acceptedTemplates once somebody has looked at its AMI, user data, volumes and metadata options.",
  url: "https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html",
  tags: ["immutability"],
  frameworks: [
    {
      framework: "SOC 2",
      reference: "CC8.1",
      specification: "Changes to infrastructure and software are authorized, tested and approved",
    },
  ],
  parameters: z.strictObject({
    acceptedTemplates: z
      .array(z.string().regex(/^lt-[0-9a-f]+:[1-9]\d*$/))
      .default([])
      .describe(
        "Launch templates of other stacks, by id and version: lt-0123456789abcdef0:3. A version never changes",
      ),
  }),
  check: (stack, { acceptedTemplates }) => {
    const references = new References(stack);
    return stack.resources
      .filter(({ type }) => usesLaunchTemplates(type))
      .flatMap((resource) =>
        launchTemplateUsesOf(resource)
          .filter((use) => templatesOf(resource, use, references).length === 0)
          .flatMap((use) => checkForeign(resource, use, acceptedTemplates)),
      );
  },
  examples: {
    complies: [
      {
        type: nodeGroupType,
        properties: { clusterName: "shop", launchTemplate: { id: "lt-0123456789abcdef0", version: "3" } },
      },
      { type: launchTemplateType, properties: { id: "lt-0123456789abcdef0", instanceType: "m7i.large" } },
    ],
    violates: [
      {
        type: nodeGroupType,
        properties: { clusterName: "shop", launchTemplate: { id: "lt-0123456789abcdef0", version: "3" } },
      },
    ],
  },
});

function checkForeign(
  { urn }: Resource,
  { value, id, version }: LaunchTemplateUse,
  acceptedTemplates: readonly string[],
): Finding[] {
  // Whether what only a deployment can tell is an accepted one, it has to tell.
  if (id.unknown) {
    id.leaveOpen();
    return [];
  }
  const prefix = `${id.text() ?? ""}:`;
  const accepted = acceptedTemplates.filter((template) => template.startsWith(prefix));
  if (version.unknown && accepted.length > 0) {
    version.leaveOpen();
    return [];
  }
  if (!version.unknown && accepted.includes(prefix + (version.text() ?? String(version.number())))) return [];
  return [
    {
      ...finding(value, {
        found: "a launch template that this stack does not make",
        allowed: "one of this stack, or of acceptedTemplates",
      }),
      urn,
    },
  ];
}
