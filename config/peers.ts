import type { AddressPeer, Peer } from "../flows/flow.js";

/** Names of AWS services cannot be mistaken for those of declared ranges, which have no colon. */
export function awsPeerName(service: string): string {
  return `aws:${service}`;
}

/**
 * Any range outside the cluster, whatever its name: what is on the Internet does not depend on what it is called.
 *
 * Both the rules of the nodes' security group (components/outsideDestinations.ts) and the check that AWS's quota has
 * room for them (checkRuleQuota in resolve.ts) go by this, but each counts by itself: change one with the other.
 */
export function isOutside(peer: Peer): peer is AddressPeer {
  return peer.kind === "addresses" && peer.name !== "kubernetes-api" && !peer.name.startsWith("aws:");
}
