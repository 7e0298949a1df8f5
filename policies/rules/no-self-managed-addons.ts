import { clusterOf, isCluster } from "../aws/cluster.js";
import { allHold } from "../model/conditions.js";
import { finding } from "../model/finding.js";
import { resourceRule } from "../model/rule.js";

/** EKS puts a network plug-in, kube-proxy and DNS into a new cluster that no program owns. */
export const noSelfManagedAddons = resourceRule({
  name: "no-self-managed-addons",
  area: "cluster",
  description: "an EKS cluster is made without self-managed default add-ons",
  severity: "high",
  enforcementLevel: "mandatory",
  why: "EKS puts the VPC CNI, kube-proxy and CoreDNS into a new cluster, in versions that nobody chose and that nothing updates or replaces; the VPC CNI stays in the way of another CNI.",
  remediationSteps:
    "Set bootstrapSelfManagedAddons to false when the cluster is made, and declare each add-on with its version. It cannot be changed afterwards: an existing cluster needs a successor.",
  url: "https://docs.aws.amazon.com/eks/latest/userguide/eks-add-ons.html",
  frameworks: [],
  appliesTo: isCluster,
  check: (resource) => {
    const cluster = clusterOf(resource);
    if (!cluster) return [];
    const { kind, bootstrapSelfManagedAddons, autoMode } = cluster;
    const installs = allHold([
      [bootstrapSelfManagedAddons, (flag) => flag.flag() !== false],
      // The component itself says false for Auto Mode.
      [autoMode, (flag) => kind === "aws" || flag.flag() !== true],
    ]);
    return installs ? [finding(bootstrapSelfManagedAddons, { allowed: "false" })] : [];
  },
  examples: {
    complies: [{ type: "aws:eks/cluster:Cluster", properties: { bootstrapSelfManagedAddons: false } }],
    violates: [{ type: "aws:eks/cluster:Cluster", properties: {} }],
  },
});
