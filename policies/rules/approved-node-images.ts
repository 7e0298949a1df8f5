import { z } from "zod";
import { launchesInstances, launchesOf } from "../aws/launches.js";
import { isNodeClass } from "../aws/nodeClasses.js";
import { nodeGroupType } from "../aws/nodeGroups.js";
import { expect, type Finding } from "../model/finding.js";
import type { Resource } from "../model/resource.js";
import { resourceRule } from "../model/rule.js";
import type { Value } from "../model/value.js";

const defaultFamilies = ["BOTTLEROCKET", "AL2023"];

/** Who makes the image makes the node. */
export const approvedNodeImages = resourceRule({
  name: "approved-node-images",
  area: "nodes",
  description: "nodes run approved families of images, or approved AMIs",
  severity: "high",
  enforcementLevel: "mandatory",
  why: "Anybody can publish an AMI, and its owner cannot be told from its id; families that AWS no longer builds get no fixes.",
  remediationSteps:
    "Set amiType to one of an approved family, such as BOTTLEROCKET_x86_64, or add the AMI's id to amiIds once somebody has looked at who owns it.",
  url: "https://docs.aws.amazon.com/eks/latest/userguide/eks-optimized-amis.html",
  tags: ["supply-chain"],
  frameworks: [
    {
      framework: "SOC 2",
      reference: "CC6.8",
      specification: "Unauthorized software is prevented or detected",
    },
  ],
  parameters: z.strictObject({
    families: z
      .array(z.string().min(1))
      .default(defaultFamilies)
      .describe(
        "Beginnings of approved amiTypes, up to an underscore: BOTTLEROCKET approves BOTTLEROCKET_ARM_64",
      ),
    amiIds: z
      .array(z.string().regex(/^(ami-[0-9a-f]+|resolve:ssm:[^:]+:\d+)$/))
      .default([])
      .describe("Approved AMIs, by id or by the version of a parameter: neither ever names another image"),
  }),
  weakenedBy: ({ families }) =>
    families.every((family) => defaultFamilies.includes(family)) ? [] : ["families"],
  appliesTo: (type) => type === nodeGroupType || launchesInstances(type) || isNodeClass(type),
  check: (resource, { families, amiIds }) => {
    if (resource.type === nodeGroupType) return checkNodeGroup(resource, families);
    if (isNodeClass(resource.type)) return checkNodeClass(resource, families, amiIds);
    return launchesOf(resource).flatMap(({ image }) => checkImage(image, amiIds));
  },
  examples: {
    complies: [
      {
        type: nodeGroupType,
        properties: {
          clusterName: "shop",
          amiType: "BOTTLEROCKET_x86_64",
          releaseVersion: "1.20.0-fcf71a47",
        },
      },
    ],
    violates: [
      {
        type: nodeGroupType,
        properties: { clusterName: "shop", amiType: "AL2_x86_64", releaseVersion: "1.29.0-20240129" },
      },
    ],
  },
});

function checkNodeGroup({ properties }: Resource, families: readonly string[]): Finding[] {
  const amiType = properties.at("amiType");
  // With an AMI in its launch template a group has no type, or CUSTOM: the AMI is looked at where it is named.
  const ownImage = properties.at("launchTemplate").given && !properties.at("releaseVersion").given;
  if (ownImage && !amiType.given) return [];
  return expect(
    amiType,
    (value) => {
      const text = value.text();
      if (text === undefined) return false;
      return (ownImage && text === "CUSTOM") || isOf(text, families);
    },
    { allowed: `a type of ${families.join(", ")}` },
  );
}

function isOf(text: string, families: readonly string[]): boolean {
  return families.some((family) => `${text}_`.startsWith(`${family}_`));
}

/** What names no image no-mutable-ami-parameter refuses. */
function checkNodeClass(
  { properties }: Resource,
  families: readonly string[],
  amiIds: readonly string[],
): Finding[] {
  return properties
    .at("spec", "amiSelectorTerms")
    .items()
    .flatMap((term) => {
      const alias = term.at("alias");
      // al2023@v20250519: a family and its release.
      const isApproved = (value: Value) =>
        isOf((value.text() ?? "").replace(/@.*/, "").toUpperCase(), families);
      return [
        ...(alias.given ? expect(alias, isApproved, { allowed: `an alias of ${families.join(", ")}` }) : []),
        ...checkImage(term.at("id"), amiIds),
      ];
    });
}

function checkImage(image: Value, amiIds: readonly string[]): Finding[] {
  return image.given
    ? expect(image, (value) => amiIds.includes(value.text() ?? ""), {
        allowed: amiIds.length === 0 ? "one of amiIds, which names none" : `one of ${amiIds.join(", ")}`,
      })
    : [];
}
