import { clusterOf, isCluster } from "../aws/cluster.js";
import { clusterMinor } from "../aws/clusterVersions.js";
import { expect } from "../model/finding.js";
import { resourceRule } from "../model/rule.js";

/** A cluster without a version has whichever is newest on the day on which it is made. */
export const pinnedClusterVersion = resourceRule({
  name: "pinned-cluster-version",
  area: "cluster",
  description: "an EKS cluster names its Kubernetes version",
  severity: "high",
  enforcementLevel: "mandatory",
  why: "Without a version the cluster has whichever is newest when it is made: the same program makes another cluster tomorrow. A version that YAML read as a number has lost its zero: 1.30 is 1.3.",
  remediationSteps: 'Give `version` as a text with both numbers, in quotes where it is YAML: "1.35".',
  url: "https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html",
  tags: ["versions"],
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
      ? expect(cluster.version, (version) => clusterMinor(version.text()) !== undefined, {
          allowed: 'a text such as "1.35"',
        })
      : [];
  },
  examples: {
    complies: [{ type: "aws:eks/cluster:Cluster", properties: { version: "1.35" } }],
    violates: [{ type: "aws:eks/cluster:Cluster", properties: { version: 1.3 } }],
  },
});
