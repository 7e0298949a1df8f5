import { holds } from "./address.js";
import { podAt, type Endpoint } from "./endpoints.js";
import { selects, type LabelSelector } from "./labelSelector.js";
import type { NamespacedPod } from "./objects.js";
import type { Direction, End } from "./packet.js";
import type { Action, OrderedPolicy, Scene } from "./policy.js";

/** Whom the policies of the cluster's administrators govern: exactly one of the two. */
export interface ClusterSubject {
  readonly namespaces?: LabelSelector;
  readonly pods?: NamespacedPod;
}

/** Whom their rules speak of: exactly one field; of the unknown ones only that they are unknown matters. */
export interface ClusterPeer extends ClusterSubject {
  readonly networks?: readonly string[];
}

/** A rule, with its test of protocol and port. */
export interface ClusterRule {
  readonly action: Action | "Accept";
  readonly peers: readonly ClusterPeer[];
  readonly matchesPorts: (scene: Scene, destination: Endpoint | undefined) => boolean;
}

/** What AdminNetworkPolicy, BaselineAdminNetworkPolicy and ClusterNetworkPolicy have in common. */
export function fromClusterPolicy(
  place: Pick<OrderedPolicy, "tier" | "order" | "tie">,
  subject: ClusterSubject,
  rules: Readonly<Record<Direction, readonly ClusterRule[]>>,
): OrderedPolicy {
  return {
    ...place,
    // "CNPs with no ingress rules do not affect ingress traffic": network-policy-api,
    // apis/v1alpha2/clusternetworkpolicy_types.go; the default of their tiers is Pass in any case.
    applies: (pod, direction) => rules[direction].length > 0 && isAmong(subject, pod),
    decide: (scene, direction) => {
      const action = rules[direction].map((rule) => decideRule(rule, scene, direction)).find(Boolean);
      return action === "Accept" ? "Allow" : action;
    },
  };
}

function decideRule(
  rule: ClusterRule,
  scene: Scene,
  direction: Direction,
): ClusterRule["action"] | undefined {
  // "If an implementation sees no fields are set ... it should fail closed": an Accept rule then matches nothing,
  // a Deny or Pass rule denies all (apis/v1alpha2/clusternetworkpolicy_types.go, ClusterNetworkPolicyEgressPeer;
  // libcalico-go/lib/backend/k8s/conversion/clusternetworkpolicy.go, k8sClusterNetPolHandleFailedRules).
  const isUnknown = rule.peers.some(
    ({ namespaces, pods, networks }) => !namespaces && !pods && !networks?.length,
  );
  if (isUnknown) return rule.action === "Deny" || rule.action === "Pass" ? "Deny" : undefined;
  const peer = direction === "ingress" ? scene.packet.from : scene.packet.to;
  const destination = podAt(scene.endpoints, scene.packet.to);
  const matches =
    rule.peers.some((candidate) => isPeer(candidate, scene.endpoints, peer)) &&
    rule.matchesPorts(scene, destination);
  return matches ? rule.action : undefined;
}

function isPeer(peer: ClusterPeer, endpoints: readonly Endpoint[], end: End): boolean {
  // "cluster-internal traffic will be checked against the rule as well"
  if (peer.networks) return peer.networks.some((network) => holds(network, end.address));
  const pod = podAt(endpoints, end);
  return pod !== undefined && isAmong(peer, pod);
}

function isAmong({ namespaces, pods }: ClusterSubject, pod: Endpoint): boolean {
  if (namespaces) return selects(namespaces, pod.namespaceLabels);
  return (
    pods !== undefined &&
    selects(pods.namespaceSelector, pod.namespaceLabels) &&
    selects(pods.podSelector, pod.ownLabels)
  );
}
