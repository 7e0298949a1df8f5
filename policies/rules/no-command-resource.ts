import { finding } from "../model/finding.js";
import { resourceRule } from "../model/rule.js";

/** Types that run commands, here or on machines that exist, with what no policy can read in advance. */
const commandTypes: readonly RegExp[] = [
  // https://www.pulumi.com/registry/packages/command/
  /^command:(local|remote):/,
  /^ansible:/,
  // Systems Manager runs documents on instances that exist:
  // https://docs.aws.amazon.com/systems-manager/latest/userguide/state-manager-about.html
  /^aws:ssm\/(association:Association|maintenanceWindowTask:MaintenanceWindowTask)$/,
  // Resources of Terraform modules, whose provisioners are not told.
  /^[^:]+:tf:(null_resource|terraform_data)$/,
];

/** Runs something only where it has provisioners. */
const nullResource = /^null:index(\/resource)?:Resource$/;

/** What a command changes is in no plan and no state. */
export const noCommandResource = resourceRule({
  name: "no-command-resource",
  area: "program",
  description: "no resource runs commands, here or on other machines",
  severity: "high",
  enforcementLevel: "mandatory",
  why: "What a command changes is in no preview and no state: the machines that it touched differ from those made later, and nothing can put them back.",
  remediationSteps:
    "Declare what the command makes as resources. What nodes need belongs in their image or in the launch template; what a pod needs belongs in its image.",
  url: "https://www.pulumi.com/registry/packages/command/",
  frameworks: [
    {
      framework: "SOC 2",
      reference: "CC8.1",
      specification: "Changes to infrastructure and software are authorized, tested and approved",
    },
  ],
  appliesTo: (type) => nullResource.test(type) || commandTypes.some((pattern) => pattern.test(type)),
  check: ({ type, properties }) =>
    nullResource.test(type) && !properties.at("provisioners").present
      ? []
      : [finding(properties, { found: `a ${type}`, allowed: "resources that declare what they make" })],
  examples: {
    complies: [{ type: "aws:s3/bucket:Bucket", properties: {} }],
    violates: [{ type: "command:local:Command", properties: { create: "kubectl apply -f web.yaml" } }],
  },
});
