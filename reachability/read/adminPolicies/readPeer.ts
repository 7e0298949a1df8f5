import type { Entity } from "../../model/policy.js";
import { everything } from "../../model/selector.js";
import { holdsForNoLabels } from "../calico/holdsForNoLabels.js";
import type { ReadContext } from "../context.js";
import type { Field } from "../field.js";
import { readLabelSelector } from "../labelSelector.js";
import { readCidr } from "../readCidr.js";
import { exactlyOne } from "./exactlyOne.js";
import { readNamespacedPods } from "./readSubject.js";

/** What a peer selects; "unknown" for nodes and domain names, which Calico does not know. */
export function readPeer(
  peer: Field,
  direction: "ingress" | "egress",
  hasDomainNames: boolean,
  context: ReadContext,
): readonly Entity[] | "unknown" {
  const keys = ["namespaces", "pods", "networks", "nodes", "domainNames"] as const;
  const allowed = keys.slice(0, direction === "ingress" ? 2 : hasDomainNames ? 5 : 4);
  const key = exactlyOne(peer, allowed);
  switch (key) {
    case undefined:
      return [];
    case "pods":
      return [{ path: peer.path, selection: readNamespacedPods(peer.at("pods")) }];
    case "namespaces":
      return readNamespaces(peer);
    case "networks":
      return [{ path: peer.path, nets: readNetworks(peer.at("networks"), context) }];
    case "nodes":
      readLabelSelector(peer.at("nodes"));
      return "unknown";
    case "domainNames":
      for (const name of peer.at("domainNames").items("a list of domain names"))
        if (name.text() === undefined && !name.present) name.refuse("a domain name");
      return "unknown";
  }
}

/**
 * Whole namespaces. Calico asks everything for the labels of its namespace, so network sets in one match too, and where the
 * selector is negative, those that are in none.
 * https://github.com/projectcalico/calico/blob/v3.32.1/libcalico-go/lib/backend/k8s/conversion/clusternetworkpolicy.go
 */
function readNamespaces(peer: Field): readonly Entity[] {
  const { path } = peer;
  const labels = readLabelSelector(peer.at("namespaces"));
  const inside: Entity = {
    path,
    selection: { namespaces: { kind: "labelled", labels }, labels: everything, networkSets: true },
  };
  if (!holdsForNoLabels(labels, false)) return [inside];
  return [
    inside,
    { path, selection: { namespaces: { kind: "outside" }, labels: everything, networkSets: true } },
  ];
}

function readNetworks(networks: Field, context: ReadContext): NonNullable<Entity["nets"]> {
  const items = networks.items("a list of 1 to 25 CIDRs");
  if (Array.isArray(networks.value) && (items.length === 0 || items.length > 25))
    networks.refuse("a list of 1 to 25 CIDRs");
  return items.flatMap((item) => {
    if (!item.present) item.refuse("a CIDR, such as 10.9.8.0/24");
    const range = readCidr(item, context);
    return range ? [range] : [];
  });
}
