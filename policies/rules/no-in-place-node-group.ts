import { expect, finding, type Finding } from "../model/finding.js";
import type { Resource } from "../model/resource.js";
import { resourceRule } from "../model/rule.js";
import type { Value } from "../model/value.js";

/** Components whose node groups are changed in place, and what they make of it. */
const components: Readonly<Record<string, string>> = {
  "eks:index:ManagedNodeGroup":
    "a component that drops releaseVersion with its own launch template, lets metadata go two hops, and rolls nodes in place",
  "eks:index:NodeGroup":
    "a component of a self-managed group by CloudFormation, whose instances are rolled in place",
  "eks:index:NodeGroupV2":
    "a component of a self-managed auto-scaling group, whose instances are refreshed in place",
};

/** Tags by which an auto-scaling group says that it is of a cluster. */
const clusterTag =
  /^(kubernetes\.io\/cluster\/|k8s\.io\/cluster\/|k8s\.io\/cluster-autoscaler\/|eks:cluster-name$)/;

/** A node group is replaced by another one, whole. */
export const noInPlaceNodeGroup = resourceRule({
  name: "no-in-place-node-group",
  area: "nodes",
  description: "nodes are in groups that are replaced as a whole, not edited or rolled in place",
  severity: "high",
  enforcementLevel: "mandatory",
  why: "A group that is rolled in place is half old and half new while it lasts, has nothing to go back to, and evicts pods without regard for the program.",
  remediationSteps:
    "Use aws.eks.NodeGroup with your own launch template and replaceOnChanges; with eks.Cluster set skipDefaultNodeGroup.",
  url: "https://docs.aws.amazon.com/eks/latest/userguide/managed-node-groups.html",
  tags: ["immutability"],
  frameworks: [
    {
      framework: "SOC 2",
      reference: "CC8.1",
      specification: "Changes to infrastructure and software are authorized, tested and approved",
    },
  ],
  appliesTo: (type) => type in components || type in checks,
  check: (resource) => {
    const component = components[resource.type];
    return component === undefined
      ? checks[resource.type]!(resource)
      : [finding(resource.properties, { found: component, allowed: "aws:eks/nodeGroup:NodeGroup" })];
  },
  examples: {
    complies: [
      { type: "aws:eks/nodeGroup:NodeGroup", properties: { clusterName: "shop", forceUpdateVersion: false } },
    ],
    violates: [
      {
        type: "aws:autoscaling/group:Group",
        properties: { minSize: 1, maxSize: 3, instanceRefresh: { strategy: "Rolling" } },
      },
    ],
  },
});

const checks: Readonly<Record<string, (resource: Resource) => Finding[]>> = {
  "aws:autoscaling/group:Group": checkAutoScalingGroup,
  "aws:eks/nodeGroup:NodeGroup": ({ properties }) =>
    expect(properties.at("forceUpdateVersion"), (flag) => flag.flag() !== true, {
      allowed: "false, or nothing",
      fix: "Remove forceUpdateVersion: it takes pods away against their disruption budgets.",
    }),
  "eks:index:Cluster": checkCluster,
};

function checkAutoScalingGroup({ properties }: Resource): Finding[] {
  const refresh = properties.at("instanceRefresh");
  const tags = properties
    .at("tags")
    .items()
    .map((tag) => tag.at("key"))
    .filter((key) => clusterTag.test(key.text() ?? ""));
  return [
    ...(refresh.present ? [finding(refresh, { allowed: "nothing" })] : []),
    ...tags.map((key) =>
      finding(key, { allowed: "no tags of a cluster: its nodes are in aws:eks/nodeGroup:NodeGroup" }),
    ),
  ];
}

/** The component makes a self-managed group unless it is told not to. */
function checkCluster({ properties }: Resource): Finding[] {
  // Older SDKs tell a component without its arguments; the group that it makes is judged anyway.
  if (!properties.unknown && properties.entries().length === 0) return [];
  const skip = properties.at("skipDefaultNodeGroup");
  const instead = [skip, properties.at("fargate"), properties.at("autoMode", "enabled")];
  // Fargate profiles are a mapping, or just wanted.
  const isSet = (value: Value) => value.flag() ?? value.present;
  const unknown = instead.filter((value) => value.unknown);
  if (instead.some((value) => !value.unknown && isSet(value))) return [];
  // Reading what nothing known decides notes it.
  return unknown.some((value) => !isSet(value)) ? [] : [finding(skip, { allowed: "true" })];
}
