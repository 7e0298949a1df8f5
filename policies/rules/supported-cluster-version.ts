import { z } from "zod";
import { clusterOf, isCluster } from "../aws/cluster.js";
import { clusterMinor, clusterVersions, oldestSupported } from "../aws/clusterVersions.js";
import { finding } from "../model/finding.js";
import { resourceRule } from "../model/rule.js";

/** AWS updates a cluster by itself once its version is out of support. */
export const supportedClusterVersion = resourceRule({
  name: "supported-cluster-version",
  area: "cluster",
  description: "an EKS cluster's Kubernetes version is one that AWS supports",
  severity: "high",
  enforcementLevel: "mandatory",
  why: "A version out of standard support costs extra and has fewer fixes; at the end of extended support AWS updates the cluster by itself, on a day that nobody chose.",
  remediationSteps:
    "Update the cluster one minor version at a time, and its nodes and add-ons with it, before support ends.",
  url: "https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html",
  tags: ["versions", "age"],
  frameworks: [
    {
      framework: "NSA/CISA Kubernetes Hardening",
      reference: "Upgrading and application security practices",
      specification: "Keep Kubernetes at a supported version and apply its security updates",
    },
    {
      framework: "PCI DSS",
      reference: "6.3.3",
      specification: "System components are protected from known vulnerabilities by security updates",
    },
  ],
  parameters: z.strictObject({
    extendedSupport: z
      .boolean()
      .default(false)
      .describe("Whether versions in AWS's extended support are accepted"),
    minimum: z
      .string()
      .regex(/^1\.\d{2}$/)
      .default("1.10")
      .describe("Oldest version that is accepted, however long AWS supports older ones"),
  }),
  weakenedBy: ({ extendedSupport }) => (extendedSupport ? ["extendedSupport"] : []),
  appliesTo: isCluster,
  check: (resource, { extendedSupport, minimum }, today) => {
    const version = clusterOf(resource)?.version;
    const minor = clusterMinor(version?.text());
    if (!version || minor === undefined) return []; // pinned-cluster-version tells.
    const day = today().toISOString().slice(0, 10);
    const oldest = Math.max(oldestSupported(day, extendedSupport), clusterMinor(minimum)!);
    if (minor >= oldest) return [];
    const support = clusterVersions.find((candidate) => candidate.minor === minor);
    const until = extendedSupport ? support?.extendedUntil : support?.standardUntil;
    const ended =
      until === undefined || until > day || version.secret ? "" : `, whose support ended on ${until}`;
    return [finding(version, { allowed: `1.${oldest} or newer`, found: `${version.show()}${ended}` })];
  },
  examples: {
    // Newer than any that this pack knows, and so in support whenever this is read.
    complies: [{ type: "aws:eks/cluster:Cluster", properties: { version: "1.99" } }],
    violates: [{ type: "aws:eks/cluster:Cluster", properties: { version: "1.28" } }],
  },
});
