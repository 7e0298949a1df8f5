import { launchTemplateUsesOf, usesLaunchTemplates } from "../aws/launchTemplateUses.js";
import { nodeGroupType } from "../aws/nodeGroups.js";
import { expect } from "../model/finding.js";
import { resourceRule } from "../model/rule.js";

/** `$Latest` is another template tomorrow. */
export const pinnedLaunchTemplateVersion = resourceRule({
  name: "pinned-launch-template-version",
  area: "nodes",
  description: "launch templates are used in one exact version",
  severity: "high",
  enforcementLevel: "mandatory",
  why: "$Latest and $Default change with the template: instances that start later differ from those before, and what the program says does not change.",
  remediationSteps:
    "Set the version to a number: that of the template in the same program, template.latestVersion, or a literal one.",
  url: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/manage-launch-template-versions.html",
  tags: ["immutability"],
  frameworks: [
    {
      framework: "SOC 2",
      reference: "CC8.1",
      specification: "Changes to infrastructure and software are authorized, tested and approved",
    },
  ],
  appliesTo: usesLaunchTemplates,
  check: (resource) =>
    launchTemplateUsesOf(resource).flatMap(({ version }) =>
      expect(version, (value) => /^[1-9]\d*$/.test(value.text() ?? String(value.number())), {
        allowed: 'the number of a version: "3"',
      }),
    ),
  examples: {
    complies: [
      {
        type: nodeGroupType,
        properties: { clusterName: "shop", launchTemplate: { id: "lt-0123456789abcdef0", version: "3" } },
      },
    ],
    violates: [
      {
        type: nodeGroupType,
        properties: {
          clusterName: "shop",
          launchTemplate: { id: "lt-0123456789abcdef0", version: "$Latest" },
        },
      },
    ],
  },
});
