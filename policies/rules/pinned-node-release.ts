import { launchesInstances, launchesOf } from "../aws/launches.js";
import { nodeGroupType } from "../aws/nodeGroups.js";
import { expect, finding, type Finding } from "../model/finding.js";
import type { Resource } from "../model/resource.js";
import { resourceRule } from "../model/rule.js";
import type { Value } from "../model/value.js";

/** Kubernetes' version and the day of the build (Amazon Linux, Windows), or Bottlerocket's own version and its commit. */
const release = /^\d+\.\d+(\.\d+-[0-9a-f]{8}|-\d{4}\.\d{2}\.\d{2})$/;
const imageId = /^ami-([0-9a-f]{8}|[0-9a-f]{17})$/;
/** A parameter's version never changes what it says; its labels move. */
const parameterVersion = /^resolve:ssm:[^:]+:\d+$/;

/** The same program has to make the same nodes next year. */
export const pinnedNodeRelease = resourceRule({
  name: "pinned-node-release",
  area: "nodes",
  description: "nodes run one exact AMI release or AMI",
  severity: "high",
  enforcementLevel: "mandatory",
  why: "Without an exact release EKS takes the newest at the time: two node groups of the same code then run different systems, and a rollback cannot bring the old one back.",
  remediationSteps:
    "Set releaseVersion of the node group to an exact release, such as 1.33.0-20250519 (AL2023) or 1.20.0-fcf71a47 (Bottlerocket), or the image of what starts the instances to an AMI id.",
  url: "https://docs.aws.amazon.com/eks/latest/userguide/eks-ami-versions-bottlerocket.html",
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
  appliesTo: (type) => type === nodeGroupType || launchesInstances(type),
  check: (resource) =>
    resource.type === nodeGroupType
      ? checkNodeGroup(resource)
      : launchesOf(resource).flatMap(({ image, template }) =>
          // A launch template may leave its image to the node group: pinned-node-image looks at both.
          template || resource.type.endsWith(":LaunchTemplate") ? ifPresent(image) : expectImage(image),
        ),
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
        properties: { clusterName: "shop", amiType: "BOTTLEROCKET_x86_64", version: "1.33" },
      },
    ],
  },
});

function checkNodeGroup({ properties }: Resource): Finding[] {
  const pinned = properties.at("releaseVersion");
  const template = properties.at("launchTemplate");
  const advice = { allowed: "an exact release: 1.33.0-20250519 (AL2023) or 1.20.0-fcf71a47 (Bottlerocket)" };
  if (!pinned.given) {
    // The AMI is then the launch template's, which pinned-node-image looks at.
    if (template.given) return [];
    const custom = properties.at("amiType").text() === "CUSTOM";
    return [
      custom
        ? finding(template, { allowed: "a launch template with an AMI id, because amiType is CUSTOM" })
        : finding(pinned, advice),
    ];
  }
  return expect(pinned, (value) => release.test(value.text() ?? ""), advice);
}

function ifPresent(image: Value): Finding[] {
  return image.given ? expectImage(image) : [];
}

function expectImage(image: Value): Finding[] {
  return expect(
    image,
    (value) => {
      const text = value.text() ?? "";
      return imageId.test(text) || parameterVersion.test(text);
    },
    { allowed: "an AMI id, such as ami-0123456789abcdef0" },
  );
}
