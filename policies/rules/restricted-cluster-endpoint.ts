import { z } from "zod";
import { clusterOf, isCluster } from "../aws/cluster.js";
import { waitsFor } from "../model/conditions.js";
import { expect, finding } from "../model/finding.js";
import { resourceRule } from "../model/rule.js";
import { boundary, restrictedUntrusted } from "../network/frameworks.js";
import { parseCidr } from "../../reachability/sets/addresses.js";

/** The API server of a cluster is reachable by everyone unless somebody says otherwise. */
export const restrictedClusterEndpoint = resourceRule({
  name: "restricted-cluster-endpoint",
  area: "cluster",
  description: "an EKS cluster's API endpoint is private, or public for listed address ranges only",
  severity: "high",
  enforcementLevel: "mandatory",
  why: "The endpoint is public unless a program says otherwise: everyone may try credentials and flaws of the API server.",
  remediationSteps:
    "Set endpointPublicAccess to false, and endpointPrivateAccess to true; or list in publicAccessCidrs the ranges of who needs it.",
  url: "https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html",
  frameworks: [
    {
      framework: "CIS EKS",
      reference: "5.4.1",
      specification: "Restrict Access to the Control Plane Endpoint",
    },
    {
      framework: "CIS EKS",
      reference: "5.4.2",
      specification: "Ensure clusters are created with Private Endpoint Enabled and Public Access Disabled",
    },
    {
      framework: "NSA/CISA Kubernetes Hardening",
      reference: "Network separation and hardening: Control plane hardening",
      specification: "The control plane is not exposed to the Internet or an untrusted network",
    },
    boundary,
    restrictedUntrusted,
  ],
  parameters: z.strictObject({
    shortestIpv4Prefix: z
      .int()
      .min(1)
      .max(32)
      .default(16)
      .describe("How wide a range of IPv4 addresses may be: 16 for 65,536 addresses"),
    shortestIpv6Prefix: z
      .int()
      .min(1)
      .max(128)
      .default(48)
      .describe("How wide a range of IPv6 addresses may be: 48 for one site"),
  }),
  weakenedBy: ({ shortestIpv4Prefix, shortestIpv6Prefix }) => [
    ...(shortestIpv4Prefix < 16 ? ["shortestIpv4Prefix"] : []),
    ...(shortestIpv6Prefix < 48 ? ["shortestIpv6Prefix"] : []),
  ],
  appliesTo: isCluster,
  check: (resource, { shortestIpv4Prefix, shortestIpv6Prefix }) => {
    const cluster = clusterOf(resource);
    if (!cluster) return [];
    const { endpointPublicAccess, publicAccessCidrs } = cluster;
    if (!endpointPublicAccess.unknown && endpointPublicAccess.flag() === false) return [];
    const isNarrow = (cidr: string | undefined) => {
      const range = parseCidr(cidr ?? "");
      if (!range) return false;
      return Number(cidr!.split("/")[1]) >= (range.family === 4 ? shortestIpv4Prefix : shortestIpv6Prefix);
    };
    const ranges = publicAccessCidrs.items();
    const wide =
      ranges.length === 0 && !publicAccessCidrs.unknown
        ? [finding(publicAccessCidrs, { found: "no range, which means every address", allowed: "ranges" })]
        : ranges.flatMap((range) =>
            expect(range, (value) => isNarrow(value.text()), {
              allowed: `a range of IPv4 addresses of /${shortestIpv4Prefix} or narrower, of IPv6 addresses of /${shortestIpv6Prefix} or narrower`,
            }),
          );
    // Wide ranges are no harm where nothing is public.
    return wide.length > 0 && waitsFor(endpointPublicAccess) ? [] : wide;
  },
  examples: {
    complies: [
      {
        type: "aws:eks/cluster:Cluster",
        properties: { vpcConfig: { endpointPublicAccess: true, publicAccessCidrs: ["203.0.113.0/24"] } },
      },
    ],
    violates: [
      { type: "aws:eks/cluster:Cluster", properties: { vpcConfig: { endpointPrivateAccess: true } } },
    ],
  },
});
