import { launchesInstances, launchesOf } from "../aws/launches.js";
import { isNodeClass } from "../aws/nodeClasses.js";
import { expect } from "../model/finding.js";
import { resourceRule } from "../model/rule.js";
import type { Value } from "../model/value.js";
import { boundary, privateNodes, restrictedUntrusted } from "../network/frameworks.js";

/** What has no public address is not reached from outside by anything. */
export const noPublicNodeAddress = resourceRule({
  name: "no-public-node-address",
  area: "nodes",
  description: "nodes have no public addresses",
  severity: "high",
  enforcementLevel: "mandatory",
  why: "A node with a public address is one mistake in a security group away from everybody: its kubelet, and every port that a pod takes on the host.",
  remediationSteps:
    "Set associatePublicIpAddress to false or leave it out, put nodes into private subnets, and let them out by a NAT gateway or VPC endpoints.",
  url: "https://docs.aws.amazon.com/eks/latest/best-practices/subnets.html",
  tags: ["network"],
  frameworks: [privateNodes, boundary, restrictedUntrusted],
  appliesTo: (type) => launchesInstances(type) || isNodeClass(type),
  check: (resource) =>
    (isNodeClass(resource.type)
      ? [resource.properties.at("spec", "associatePublicIPAddress")]
      : launchesOf(resource).flatMap(({ publicAddresses }) => publicAddresses())
    ).flatMap(isFalse),
  examples: {
    complies: [
      {
        type: "aws:ec2/launchTemplate:LaunchTemplate",
        properties: { networkInterfaces: [{ associatePublicIpAddress: "false" }] },
      },
    ],
    violates: [
      {
        type: "aws:ec2/launchTemplate:LaunchTemplate",
        properties: { networkInterfaces: [{ associatePublicIpAddress: "true" }] },
      },
    ],
  },
});

function isFalse(value: Value) {
  return expect(value, (flag) => flag.flag() !== true, { allowed: "false, or nothing" });
}
