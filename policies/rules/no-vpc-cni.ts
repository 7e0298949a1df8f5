import { z } from "zod";
import { clusterOf, isCluster } from "../aws/cluster.js";
import { isAbout, objectsOf } from "../kubernetes/objects.js";
import { isSystemObject } from "../kubernetes/systemObject.js";
import { expect, finding, type Finding } from "../model/finding.js";
import type { Resource } from "../model/resource.js";
import { resourceRule } from "../model/rule.js";

const addons = new Set(["aws:eks/addon:Addon", "eks:index:Addon"]);
const components = new Set(["eks:index:VpcCni", "eks:index:VpcCniAddon"]);

const allowed = "the cluster's own CNI alone";

/** Two network plug-ins on one node: whichever configures a pod last decides whether policies hold for it. */
export const noVpcCni = resourceRule({
  name: "no-vpc-cni",
  area: "cluster",
  description: "an EKS cluster with a CNI of its own does not run the Amazon VPC CNI as well",
  severity: "high",
  enforcementLevel: "mandatory",
  why: "With two network plug-ins a pod gets its network from either: pods on the VPC CNI escape what the other enforces, and the node's addresses run out.",
  remediationSteps:
    "Leave out the vpc-cni add-on and the aws-node DaemonSet. The eks component needs useDefaultVpcCni: true, which only says that it does not manage one, and bootstrapSelfManagedAddons: false. Where the VPC CNI is the cluster's only one, set the parameter cni to vpc-cni.",
  url: "https://docs.aws.amazon.com/eks/latest/userguide/alternate-cni-plugins.html",
  frameworks: [
    {
      framework: "CIS EKS",
      reference: "4.3.1",
      specification: "Ensure CNI plugin supports network policies",
    },
  ],
  parameters: z.strictObject({
    cni: z
      .enum(["calico", "other", "vpc-cni"])
      .default("calico")
      .describe("The cluster's CNI; with vpc-cni, this rule has nothing to say"),
  }),
  weakenedBy: ({ cni }) => (cni === "vpc-cni" ? ["cni"] : []),
  appliesTo: (type) =>
    isCluster(type) || addons.has(type) || components.has(type) || isAbout(type, isDaemonSet),
  check: (resource, { cni }) => {
    const { type, properties } = resource;
    if (cni === "vpc-cni") return [];
    if (isCluster(type)) return ofCluster(resource);
    if (components.has(type)) return [finding(properties, { found: "the VPC CNI", allowed })];
    if (addons.has(type))
      return expect(properties.at("addonName"), (name) => name.text() !== "vpc-cni" && name.present, {
        allowed,
      });
    return objectsOf(resource)
      .filter(({ group, kind }) => isDaemonSet(group, kind))
      .filter((object) => isSystemObject(object, "aws-node"))
      .map(({ value }) => finding(value.at("metadata", "name"), { allowed }));
  },
  examples: {
    complies: [{ type: "aws:eks/addon:Addon", properties: { addonName: "coredns" } }],
    violates: [{ type: "aws:eks/addon:Addon", properties: { addonName: "vpc-cni" } }],
  },
});

function isDaemonSet(group: string, kind: string): boolean {
  return group === "apps" && kind === "DaemonSet";
}

function ofCluster(resource: Resource): Finding[] {
  const cluster = clusterOf(resource);
  if (!cluster) return [];
  const { kind, autoMode } = cluster;
  // "With EKS Auto Mode, you do not directly configure the AWS VPC CNI. AWS manages node and pod networking."
  // https://docs.aws.amazon.com/eks/latest/userguide/auto-networking.html
  const automatic = expect(autoMode, (flag) => flag.flag() !== true, { allowed: "false, or nothing" });
  if (kind === "aws" || automatic.length > 0) return automatic;
  return expect(resource.properties.at("useDefaultVpcCni"), (flag) => flag.flag() === true, {
    allowed: "true",
  });
}
