import type { KubernetesObject } from "../kubernetes/objects.js";
import type { Value } from "../model/value.js";
import type { Block } from "./block.js";
import { portsBetween, type Opening } from "./opening.js";
import { openingsByRule } from "./openingsByRule.js";
import { isEverySelector } from "./selectors.js";

const allowing: ReadonlySet<unknown> = new Set(["Allow", "Accept"]);

/** What a policy for administrators allows: AdminNetworkPolicy, its baseline, ClusterNetworkPolicy. */
export function adminOpenings({ value }: KubernetesObject): Opening[] {
  return openingsByRule(value, {
    allows: (rule) => allowing.has(rule.at("action").text()),
    // AdminNetworkPolicy has ports, ClusterNetworkPolicy has protocols.
    portsOf: (rule) => rule.at(rule.at("protocols").given ? "protocols" : "ports"),
    portsIn,
    isEveryPod,
    blockOf,
  });
}

function isEveryPod(peer: Value): boolean {
  const namespaces = peer.at("namespaces");
  if (namespaces.given) return isEverySelector(namespaces);
  const pods = peer.at("pods");
  return (
    pods.given && isEverySelector(pods.at("namespaceSelector")) && isEverySelector(pods.at("podSelector"))
  );
}

function blockOf(peer: Value): Block | undefined {
  const value = peer.at("networks");
  return value.given ? { value, cidrs: value.items() } : undefined;
}

/** Ranges stand as `portRange: { start, end }`, or below a protocol as `destinationPort: { range: { start, end } }`. */
function portsIn(item: Value): number {
  const ranges = [
    item.at("portRange"),
    ...["tcp", "udp", "sctp"].map((protocol) => item.at(protocol, "destinationPort", "range")),
  ];
  const range = ranges.find((each) => each.given);
  return range ? portsBetween(range.at("start").number(), range.at("end").number()) : 1;
}
