import { namespaceLabel } from "../../flows/policiesFor.js";
import type { Flow, Peer } from "../../flows/flow.js";
import type { Cluster } from "../../reachability/model/cluster.js";
import type { Direction, Policy } from "../../reachability/model/policy.js";
import type { PolicyObject } from "./tryPolicies.js";

/** The tier of ClusterNetworkPolicies whose own is Baseline. */
const baselineTier = "kube-baseline";

/**
 * A ClusterNetworkPolicy that accepts a flow in tier Baseline, ahead of those that deny it there. That isolates nobody, as a
 * NetworkPolicy would: what it does not say stays as it is.
 *
 * @param denying what denies it; undefined is the answer where it is of another kind, or comes first already
 */
export function baselinePolicy(
  name: string,
  { from, to, ports }: Flow,
  direction: Direction,
  denying: readonly Policy[],
  { policies }: Cluster,
): PolicyObject | undefined {
  const areBaseline = denying.every(
    ({ kind, tier }) => kind === "ClusterNetworkPolicy" && tier === baselineTier,
  );
  if (denying.length === 0 || !areBaseline) return undefined;
  const priority = priorityBefore(denying, policies);
  const [subject, peer] = direction === "ingress" ? [to, from] : [from, to];
  const subjectPods = podsOf(subject);
  const peers = podsOf(peer) ?? networksOf(peer, direction);
  if (priority === undefined || !subjectPods || !peers) return undefined;
  return {
    apiVersion: "policy.networking.k8s.io/v1alpha2",
    kind: "ClusterNetworkPolicy",
    metadata: { name },
    spec: {
      tier: "Baseline",
      priority,
      subject: subjectPods,
      [direction]: [
        {
          action: "Accept",
          [direction === "ingress" ? "from" : "to"]: [peers],
          protocols: ports.map(({ protocol, port }) => ({
            [protocol.toLowerCase()]: { destinationPort: { number: port } },
          })),
        },
      ],
    },
  };
}

/** The last priority before all of some policies that no other has: the order of two that have the same is nobody's choice. */
function priorityBefore(denying: readonly Policy[], all: readonly Policy[]): number | undefined {
  const taken = new Set(all.filter(({ tier }) => tier === baselineTier).map(({ order }) => order));
  let priority = Math.min(...denying.map(({ order }) => order)) - 1;
  while (taken.has(priority)) priority -= 1;
  return priority < 0 ? undefined : priority;
}

function podsOf(peer: Peer): object | undefined {
  if (peer.kind === "addresses") return undefined;
  return {
    pods: {
      namespaceSelector: { matchLabels: { [namespaceLabel]: peer.namespace } },
      podSelector: { matchLabels: peer.selector },
    },
  };
}

/** Only egress has addresses as peers, and without exceptions. */
function networksOf(peer: Peer, direction: Direction): object | undefined {
  if (peer.kind !== "addresses" || direction === "ingress" || peer.except.length > 0) return undefined;
  return { networks: peer.cidrs };
}
