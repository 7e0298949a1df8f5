import {
  fromClusterPolicy,
  type ClusterPeer,
  type ClusterRule,
  type ClusterSubject,
} from "./clusterPolicy.js";
import type { KubernetesObject } from "./objects.js";
import { protocolNumber, type Settings } from "./packet.js";
import { tieOf, type Action, type OrderedPolicy, type Scene } from "./policy.js";

interface AdminPort {
  readonly portNumber?: { readonly protocol?: string; readonly port: number };
  readonly portRange?: { readonly protocol?: string; readonly start: number; readonly end: number };
  readonly namedPort?: string;
}

interface AdminRule {
  readonly action: Action;
  readonly from?: readonly ClusterPeer[];
  readonly to?: readonly ClusterPeer[];
  readonly ports?: readonly AdminPort[];
}

export interface AdminNetworkPolicySpec {
  /** Absent for the BaselineAdminNetworkPolicy, of which there is one. */
  readonly priority?: number;
  readonly subject: ClusterSubject;
  readonly ingress?: readonly AdminRule[] | null;
  readonly egress?: readonly AdminRule[] | null;
}

/**
 * AdminNetworkPolicy and BaselineAdminNetworkPolicy, policy.networking.k8s.io/v1alpha1:
 * https://network-policy-api.sigs.k8s.io/api-overview/
 */
export function fromAdminNetworkPolicy(
  policy: KubernetesObject<AdminNetworkPolicySpec>,
  tier: "adminnetworkpolicy" | "baselineadminnetworkpolicy",
  settings: Settings,
): OrderedPolicy {
  const { priority = 0, subject, ingress, egress } = policy.spec;
  const { kind, metadata } = policy;
  return fromClusterPolicy(
    { tier, order: priority, tie: tieOf(settings, { kind, name: metadata.name, prefix: `k-${tier}.` }) },
    subject,
    {
      ingress: (ingress ?? []).map((rule) => clusterRule(rule, rule.from)),
      egress: (egress ?? []).map((rule) => clusterRule(rule, rule.to)),
    },
  );
}

function clusterRule({ action, ports }: AdminRule, peers: readonly ClusterPeer[] = []): ClusterRule {
  return { action, peers, matchesPorts: (scene) => matchesPorts(ports, scene) };
}

function matchesPorts(ports: readonly AdminPort[] | undefined, { packet }: Scene): boolean {
  if (!ports?.length) return true;
  // libcalico-go/lib/backend/k8s/conversion/conversion.go of v3.31.7 (k8sAdminPolicyPortToCalicoFields): "TODO: Add
  // support for NamedPorts"; until then a named port stands for every port of every protocol.
  if (ports.some(({ namedPort }) => namedPort !== undefined)) return true;
  return ports.some(({ portNumber, portRange }) => {
    const first = portNumber?.port ?? portRange!.start;
    const last = portNumber?.port ?? portRange!.end;
    const protocol = (portNumber ?? portRange)!.protocol ?? "TCP";
    return (
      protocolNumber(protocol) === protocolNumber(packet.protocol) &&
      packet.port !== undefined &&
      first <= packet.port &&
      packet.port <= last
    );
  });
}
