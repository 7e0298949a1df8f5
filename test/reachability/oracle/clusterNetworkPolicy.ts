import {
  fromClusterPolicy,
  type ClusterPeer,
  type ClusterRule,
  type ClusterSubject,
} from "./clusterPolicy.js";
import type { Endpoint } from "./endpoints.js";
import type { KubernetesObject } from "./objects.js";
import { protocolNumber, type Packet, type Settings } from "./packet.js";
import { tieOf, type OrderedPolicy } from "./policy.js";

interface DestinationPort {
  readonly destinationPort?: {
    readonly number?: number;
    readonly range?: { readonly start: number; readonly end: number };
  };
}

interface ClusterProtocol {
  readonly tcp?: DestinationPort;
  readonly udp?: DestinationPort;
  readonly sctp?: DestinationPort;
  readonly destinationNamedPort?: string;
}

interface ClusterNetworkRule {
  readonly action: "Accept" | "Deny" | "Pass";
  readonly from?: readonly ClusterPeer[];
  readonly to?: readonly ClusterPeer[];
  readonly protocols?: readonly ClusterProtocol[];
}

export interface ClusterNetworkPolicySpec {
  readonly tier: "Admin" | "Baseline";
  readonly priority: number;
  readonly subject: ClusterSubject;
  readonly ingress?: readonly ClusterNetworkRule[] | null;
  readonly egress?: readonly ClusterNetworkRule[] | null;
}

/**
 * ClusterNetworkPolicy, policy.networking.k8s.io/v1alpha2: network-policy-api,
 * apis/v1alpha2/clusternetworkpolicy_types.go
 */
export function fromClusterNetworkPolicy(
  { spec, metadata }: KubernetesObject<ClusterNetworkPolicySpec>,
  settings: Settings,
): OrderedPolicy {
  const { priority, subject, ingress, egress } = spec;
  return fromClusterPolicy(
    {
      tier: spec.tier === "Admin" ? "kube-admin" : "kube-baseline",
      order: priority,
      tie: tieOf(settings, { kind: "KubernetesClusterNetworkPolicy", name: metadata.name }),
    },
    subject,
    {
      ingress: (ingress ?? []).map((rule) => clusterRule(rule, rule.from)),
      egress: (egress ?? []).map((rule) => clusterRule(rule, rule.to)),
    },
  );
}

function clusterRule(
  { action, protocols }: ClusterNetworkRule,
  peers: readonly ClusterPeer[] = [],
): ClusterRule {
  return {
    action,
    peers,
    matchesPorts: ({ packet }, destination) =>
      !protocols?.length || protocols.some((protocol) => matchesProtocol(protocol, packet, destination)),
  };
}

function matchesProtocol(
  protocol: ClusterProtocol,
  packet: Packet,
  destination: Endpoint | undefined,
): boolean {
  const { tcp, udp, sctp, destinationNamedPort } = protocol;
  if (destinationNamedPort !== undefined) {
    return (destination?.ports ?? []).some(
      (named) =>
        named.name === destinationNamedPort &&
        named.containerPort === packet.port &&
        protocolNumber(named.protocol ?? "TCP") === protocolNumber(packet.protocol),
    );
  }
  const name = tcp ? "TCP" : udp ? "UDP" : "SCTP";
  if (protocolNumber(name) !== protocolNumber(packet.protocol)) return false;
  const port = (tcp ?? udp ?? sctp)?.destinationPort;
  if (!port) return true;
  const first = port.number ?? port.range!.start;
  const last = port.number ?? port.range!.end;
  return packet.port !== undefined && first <= packet.port && packet.port <= last;
}
