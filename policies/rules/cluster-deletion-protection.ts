import { clusterOf, isCluster } from "../aws/cluster.js";
import { expect } from "../model/finding.js";
import { resourceRule } from "../model/rule.js";

/** AWS itself refuses to delete the cluster until somebody takes the protection off first. */
export const clusterDeletionProtection = resourceRule({
  name: "cluster-deletion-protection",
  area: "cluster",
  description: "an EKS cluster is protected against deletion",
  severity: "high",
  enforcementLevel: "mandatory",
  why: "Without it one wrong destroy, in any program or console, takes the cluster and everything in it; with it two changes are needed.",
  remediationSteps:
    "Set deletionProtection to true; versions of the provider that do not know it yet have to be updated.",
  url: "https://docs.aws.amazon.com/eks/latest/userguide/deletion-protection.html",
  frameworks: [
    {
      framework: "SOC 2",
      reference: "CC8.1",
      specification: "Changes to infrastructure and software are authorized, tested and approved",
    },
  ],
  appliesTo: isCluster,
  check: (resource) => {
    const cluster = clusterOf(resource);
    return cluster
      ? expect(cluster.deletionProtection, (flag) => flag.flag() === true, { allowed: "true" })
      : [];
  },
  examples: {
    complies: [{ type: "aws:eks/cluster:Cluster", properties: { deletionProtection: true } }],
    violates: [{ type: "aws:eks/cluster:Cluster", properties: {} }],
  },
});
