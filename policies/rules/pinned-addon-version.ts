import { clusterOf } from "../aws/cluster.js";
import { allHold, type Condition } from "../model/conditions.js";
import { finding, type Finding } from "../model/finding.js";
import type { Resource } from "../model/resource.js";
import { resourceRule } from "../model/rule.js";
import type { Value } from "../model/value.js";

/** An add-on without a version has whichever AWS, or the eks component, holds for right on that day. */
export const pinnedAddonVersion = resourceRule({
  name: "pinned-addon-version",
  area: "cluster",
  description: "every EKS add-on names its exact version",
  severity: "high",
  enforcementLevel: "mandatory",
  why: "Without a version AWS takes its default, and the eks component the most recent: the same program changes what runs on every node, on a day that nobody chose.",
  remediationSteps:
    "Name the version as aws eks describe-addon-versions tells it: v1.35.3-eksbuild.29. The eks component has kubeProxyAddonOptions.version, corednsAddonOptions.version and vpcCniOptions.addonVersion.",
  url: "https://docs.aws.amazon.com/eks/latest/userguide/updating-an-add-on.html",
  tags: ["versions"],
  frameworks: [
    {
      framework: "SOC 2",
      reference: "CC8.1",
      specification: "Changes to infrastructure and software are authorized, tested and approved",
    },
  ],
  appliesTo: (type) => addons.has(type) || type === "eks:index:Cluster",
  check: (resource) =>
    resource.type === "eks:index:Cluster"
      ? ofComponent(resource)
      : unpinned(resource.properties.at("addonVersion"), []),
  examples: {
    complies: [
      {
        type: "aws:eks/addon:Addon",
        properties: { addonName: "coredns", addonVersion: "v1.13.2-eksbuild.31" },
      },
    ],
    violates: [{ type: "aws:eks/addon:Addon", properties: { addonName: "coredns" } }],
  },
});

const addons = new Set(["aws:eks/addon:Addon", "eks:index:Addon", "eks:index:VpcCniAddon"]);

const exact = /^v\d+\.\d+\.\d+[\w.+-]*-eksbuild\.\d+$/;

/** A version that is none, where all of `installed` holds: where there is the add-on at all. */
function unpinned(version: Value, installed: readonly Condition[]): Finding[] {
  const isNone: Condition = [version, (value) => !exact.test(value.text() ?? "")];
  return allHold([isNone, ...installed])
    ? [finding(version, { allowed: 'an exact version such as "v1.35.3-eksbuild.29"' })]
    : [];
}

/** The add-ons that the eks component makes by itself (nodejs/eks/cluster/cluster.ts of pulumi-eks). */
function ofComponent(resource: Resource): Finding[] {
  const { properties } = resource;
  const cluster = clusterOf(resource);
  if (!cluster) return [];
  const { autoMode } = cluster;
  const kubeProxy = properties.at("kubeProxyAddonOptions");
  const coredns = properties.at("corednsAddonOptions");
  const fargate = properties.at("fargate");
  const isAutomatic = () => autoMode.flag() === true;
  const runsNodes = () =>
    isAutomatic() ||
    properties.at("skipDefaultNodeGroup").flag() !== true ||
    (fargate.present && fargate.flag() !== false);
  return [
    ...unpinned(kubeProxy.at("version"), [
      [kubeProxy.at("enabled"), (enabled) => enabled.flag() ?? !isAutomatic()],
    ]),
    ...unpinned(coredns.at("version"), [
      [
        coredns.at("enabled"),
        (enabled) =>
          enabled.flag() === true ||
          coredns.at("configurationValues").present ||
          (enabled.flag() !== false && runsNodes()),
      ],
    ]),
    ...unpinned(properties.at("vpcCniOptions", "addonVersion"), [
      [properties.at("useDefaultVpcCni"), (unmanaged) => !(unmanaged.flag() ?? isAutomatic())],
    ]),
  ];
}
