import { installCommandIn } from "../aws/installCommands.js";
import { launchesInstances, launchesOf } from "../aws/launches.js";
import { isNodeClass } from "../aws/nodeClasses.js";
import { readUserData } from "../aws/userData.js";
import { finding, type Finding } from "../model/finding.js";
import { resourceRule } from "../model/rule.js";
import type { Value } from "../model/value.js";

const allowed = "settings and the start of the node, no packages, downloads or updates";

/** What a node installs at its start is what a mirror has that minute. */
export const noPackageInstallInUserData = resourceRule({
  name: "no-package-install-in-user-data",
  area: "nodes",
  description: "user data installs and updates nothing",
  severity: "high",
  enforcementLevel: "mandatory",
  why: "What is installed at the start is what the mirror has at that minute: two nodes of one image differ, and nobody has reviewed what runs on them.",
  remediationSteps:
    "Build an image that has what the nodes need, and pin it; leave to user data what differs between clusters.",
  url: "https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html",
  tags: ["immutability", "supply-chain"],
  frameworks: [
    {
      framework: "SOC 2",
      reference: "CC6.8",
      specification: "Unauthorized software is prevented or detected",
    },
    {
      framework: "SOC 2",
      reference: "CC8.1",
      specification: "Changes to infrastructure and software are authorized, tested and approved",
    },
  ],
  appliesTo: (type) => launchesInstances(type) || isNodeClass(type),
  check: (resource) =>
    isNodeClass(resource.type)
      ? check(resource.properties.at("spec", "userData"))
      : launchesOf(resource).flatMap(({ userData }) => userData.flatMap(check)),
  examples: {
    complies: [
      {
        type: "aws:ec2/instance:Instance",
        properties: { userData: "[settings.kubernetes]\nmax-pods = 110\n" },
      },
    ],
    violates: [
      {
        type: "aws:ec2/instance:Instance",
        properties: { userData: "#!/bin/sh\nyum -y install htop\n" },
      },
    ],
  },
});

function check(value: Value): Finding[] {
  const raw = value.text();
  if (raw === undefined) return [];
  const { texts, opaque } = readUserData(raw);
  for (const text of texts) {
    const command = installCommandIn(text);
    // The word alone is shown: user data may have passwords in it.
    if (command !== undefined)
      return [
        finding(value, { found: value.secret ? "a secret that installs or updates" : command, allowed }),
      ];
  }
  return opaque ? [finding(value, { found: "encoded data that cannot be read", allowed })] : [];
}
