import { subtractRanges, type AddressRange } from "../../reachability/sets/addresses.js";
import { hasMetadata, rangesOf, allCidrs } from "../network/addresses.js";
import { namedBy, wronglyAdmitted, type Block } from "../network/block.js";
import { policiesFit, restrictedOutbound } from "../network/frameworks.js";
import { isNetworkPolicy, openingsOf } from "../network/openings.js";
import { finding, type Finding } from "../model/finding.js";
import { resourceRule } from "../model/rule.js";

/** Who reaches instance metadata can be the node. */
export const noMetadataEgress = resourceRule({
  name: "no-metadata-egress",
  area: "network",
  description: "no network policy lets pods reach the instance metadata service",
  severity: "critical",
  enforcementLevel: "mandatory",
  why: "The instance metadata service hands out the node's credentials: a pod that reaches it can pull every image, read what the node may, and join as a node.",
  remediationSteps:
    "Leave 169.254.169.254/32 and fd00:ec2::254/128 out of what egress rules allow, by `except` or narrower ranges. EKS Pod Identity answers on 169.254.170.23, which is another address.",
  url: "https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html",
  tags: ["network-policy"],
  frameworks: [policiesFit, restrictedOutbound],
  appliesTo: isNetworkPolicy,
  check: (resource) =>
    openingsOf(resource)
      .filter(({ direction }) => direction === "egress")
      .flatMap(({ peers, everyone, blocks, denied = () => [] }) => {
        if (everyone()) return withMetadata(denied(), rangesOf(allCidrs)) ? [found(peers)] : [];
        return blocks()
          .filter((block) => wronglyAdmitted(block, (ranges) => withMetadata(denied(), ranges)))
          .map(({ value }) => found(value));
      }),
  examples: {
    complies: [
      {
        type: "kubernetes:networking.k8s.io/v1:NetworkPolicy",
        properties: {
          metadata: { name: "pod-identity", namespace: "shop" },
          spec: {
            podSelector: { matchLabels: { app: "web" } },
            policyTypes: ["Egress"],
            egress: [
              { to: [{ ipBlock: { cidr: "169.254.170.23/32" } }], ports: [{ protocol: "TCP", port: 80 }] },
            ],
          },
        },
      },
    ],
    violates: [
      {
        type: "kubernetes:networking.k8s.io/v1:NetworkPolicy",
        properties: {
          metadata: { name: "link-local", namespace: "shop" },
          spec: {
            podSelector: { matchLabels: { app: "web" } },
            policyTypes: ["Egress"],
            egress: [
              { to: [{ ipBlock: { cidr: "169.254.0.0/16" } }], ports: [{ protocol: "TCP", port: 80 }] },
            ],
          },
        },
      },
    ],
  },
});

/** Whether metadata is among addresses of which some are denied before. */
function withMetadata(denied: readonly Block[], ranges: readonly AddressRange[]): boolean {
  return hasMetadata(subtractRanges(ranges, denied.flatMap(namedBy)));
}

function found(value: Parameters<typeof finding>[0]): Finding {
  return finding(value, {
    found: value.secret ? "a secret" : "addresses with those of instance metadata",
    allowed: "addresses without 169.254.169.254 and fd00:ec2::254",
  });
}
