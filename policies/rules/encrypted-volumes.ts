import { z } from "zod";
import { launchesInstances, launchesOf, type Volumes } from "../aws/launches.js";
import { isNodeClass } from "../aws/nodeClasses.js";
import { nodeGroupType } from "../aws/nodeGroups.js";
import { expect, finding, type Finding } from "../model/finding.js";
import type { Resource } from "../model/resource.js";
import { resourceRule } from "../model/rule.js";
import type { Value } from "../model/value.js";

const volumeType = "aws:ebs/volume:Volume";

/** What a node writes to its disks includes what pods keep there, and the images' secrets. */
export const encryptedVolumes = resourceRule({
  name: "encrypted-volumes",
  area: "nodes",
  description: "every volume of a node is encrypted, its root volume included",
  severity: "high",
  enforcementLevel: "mandatory",
  why: "Volumes, and snapshots of them, outlive their node: whoever gets hold of one reads what the pods of that node kept.",
  remediationSteps:
    "Name each volume of the image in the launch template and set its encrypted to true: /dev/xvda, and /dev/xvdb as well for Bottlerocket.",
  url: "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html",
  tags: ["encryption"],
  frameworks: [
    {
      framework: "SOC 2",
      reference: "CC6.1",
      specification: "Protected information is encrypted at rest",
    },
  ],
  parameters: z.strictObject({
    encryptionByDefault: z
      .boolean()
      .default(false)
      .describe(
        "Whether the account encrypts every new volume (aws:ebs/encryptionByDefault): what says nothing is then encrypted",
      ),
  }),
  weakenedBy: ({ encryptionByDefault }) => (encryptionByDefault ? ["encryptionByDefault"] : []),
  appliesTo: (type) =>
    type === volumeType || type === nodeGroupType || launchesInstances(type) || isNodeClass(type),
  check: (resource, { encryptionByDefault }) => {
    const isEncrypted = (value: Value) =>
      expect(value, () => value.flag() === true || (encryptionByDefault && !value.given), {
        allowed: "true",
      });
    if (resource.type === volumeType) return isEncrypted(resource.properties.at("encrypted"));
    // Karpenter encrypts the volumes that a node class does not name:
    // https://karpenter.sh/docs/concepts/nodeclasses/#specblockdevicemappings
    if (isNodeClass(resource.type))
      return resource.properties
        .at("spec", "blockDeviceMappings")
        .items()
        .flatMap((mapping) => isEncrypted(mapping.at("ebs", "encrypted")));
    if (resource.type === nodeGroupType) return encryptionByDefault ? [] : checkNodeGroup(resource);
    return launchesOf(resource).flatMap(({ volumes, template }) => {
      const { encrypted, ...root } = volumes();
      return [
        ...encrypted.flatMap(isEncrypted),
        // What starts from a launch template has the template's root volume.
        ...(encryptionByDefault || template ? [] : checkRoot(root)),
      ];
    });
  },
  examples: {
    complies: [
      {
        type: "aws:ec2/launchTemplate:LaunchTemplate",
        properties: { blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { encrypted: "true" } }] },
      },
    ],
    violates: [{ type: "aws:ec2/launchTemplate:LaunchTemplate", properties: { instanceType: "m7i.large" } }],
  },
});

/** EKS' own launch template encrypts nothing. */
function checkNodeGroup({ properties }: Resource): Finding[] {
  const template = properties.at("launchTemplate");
  return template.given
    ? []
    : [finding(template, { allowed: "a launch template of your own, with encrypted volumes" })];
}

/** A root volume that is not named is as the image says, and images of AWS are not encrypted. */
function checkRoot({ root, hasRoot }: Pick<Volumes, "root" | "hasRoot">): Finding[] {
  // A list that only a deployment can tell has been noted, and may name it.
  if (hasRoot !== false || root.unknown) return [];
  return [
    finding(root, {
      found: "no root volume",
      allowed: "settings of the root volume (of /dev/xvda or /dev/sda1, in a launch template)",
    }),
  ];
}
