import { z } from "zod";
import { clusterOf, isCluster } from "../aws/cluster.js";
import { waitsFor } from "../model/conditions.js";
import { finding } from "../model/finding.js";
import { resourceRule } from "../model/rule.js";

const everyType = ["api", "audit", "authenticator", "controllerManager", "scheduler"] as const;

/** An EKS control plane keeps no log unless a program says so. */
export const clusterAuditLogs = resourceRule({
  name: "cluster-audit-logs",
  area: "cluster",
  description: "an EKS cluster writes all logs of its control plane",
  severity: "high",
  enforcementLevel: "mandatory",
  why: "Control-plane logs are off by default: who did what in the cluster, and who got in as whom, cannot be told afterwards.",
  remediationSteps: "List the log types in enabledClusterLogTypes.",
  url: "https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html",
  frameworks: [
    { framework: "CIS EKS", reference: "2.1.1", specification: "Enable audit Logs" },
    {
      framework: "NSA/CISA Kubernetes Hardening",
      reference: "Audit Logging and Threat Detection",
      specification: "Audit logging is enabled",
    },
    {
      framework: "SOC 2",
      reference: "CC7.2",
      specification: "System components are monitored for anomalies",
    },
    {
      framework: "PCI DSS",
      reference: "10.2.1",
      specification: "Audit logs are enabled and active for all system components",
    },
  ],
  parameters: z.strictObject({
    types: z
      .array(z.enum(everyType))
      .min(1)
      .default([...everyType])
      .describe("Log types that are required"),
  }),
  weakenedBy: ({ types }) => (everyType.every((type) => types.includes(type)) ? [] : ["types"]),
  appliesTo: isCluster,
  check: (resource, { types }) => {
    const cluster = clusterOf(resource);
    if (!cluster) return [];
    const { enabledClusterLogTypes } = cluster;
    const enabled = enabledClusterLogTypes.items();
    const missing = types.filter((type) => !enabled.some((item) => !item.unknown && item.text() === type));
    if (missing.length === 0 || enabledClusterLogTypes.unknown) return [];
    // As many unknown ones could be what is missing.
    if (enabled.filter(waitsFor).length >= missing.length) return [];
    return [
      finding(enabledClusterLogTypes, {
        found: `${enabledClusterLogTypes.show()}, without ${missing.join(", ")}`,
        allowed: types.join(", "),
      }),
    ];
  },
  examples: {
    complies: [{ type: "aws:eks/cluster:Cluster", properties: { enabledClusterLogTypes: [...everyType] } }],
    violates: [{ type: "aws:eks/cluster:Cluster", properties: { enabledClusterLogTypes: ["api", "audit"] } }],
  },
});
