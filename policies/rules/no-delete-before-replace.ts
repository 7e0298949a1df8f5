import { finding } from "../model/finding.js";
import { resourceRule } from "../model/rule.js";

/** First the new one, then the old one: else there is none in between, and none if the new one fails. */
export const noDeleteBeforeReplace = resourceRule({
  name: "no-delete-before-replace",
  area: "nodes",
  description: "nothing that nodes and workloads depend on is deleted before its successor is there",
  severity: "high",
  enforcementLevel: "mandatory",
  why: "Whatever is deleted first is missing until its successor is there, with all that depends on it: a failed update then leaves a cluster without nodes.",
  remediationSteps:
    "Remove deleteBeforeReplace, and let the provider choose the physical name, so that both can be there at once.",
  url: "https://www.pulumi.com/docs/iac/concepts/resources/options/deletebeforereplace/",
  tags: ["immutability", "availability"],
  frameworks: [],
  // Functions, queues and tables are no business of a cluster.
  appliesTo: (type) =>
    /^(eks:|kubernetes:|aws:(autoscaling|ebs|ec2|ec2transitgateway|eks|iam|kms|lb|alb|vpc)\/)/.test(type),
  check: ({ options, properties }) =>
    options.deleteBeforeReplace === true
      ? [
          {
            ...finding(properties, { found: "true", allowed: "false, or nothing" }),
            path: "options.deleteBeforeReplace",
          },
        ]
      : [],
  examples: {
    complies: [
      {
        type: "aws:eks/nodeGroup:NodeGroup",
        properties: { clusterName: "shop" },
        options: { deleteBeforeReplace: false },
      },
    ],
    violates: [
      {
        type: "aws:eks/nodeGroup:NodeGroup",
        properties: { clusterName: "shop" },
        options: { deleteBeforeReplace: true },
      },
    ],
  },
});
