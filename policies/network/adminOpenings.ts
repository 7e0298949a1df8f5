import type { KubernetesObject } from "../kubernetes/objects.js";
import type { Value } from "../model/value.js";
import { areAllPorts, portsBetween, type Opening } from "./opening.js";
import { isEverySelector } from "./selectors.js";

const peersOf = { ingress: "from", egress: "to" } as const;
const allows: ReadonlySet<unknown> = new Set(["Allow", "Accept"]);

/** What a policy for administrators allows: AdminNetworkPolicy, its baseline, ClusterNetworkPolicy. */
export function adminOpenings({ value }: KubernetesObject): Opening[] {
  return (["ingress", "egress"] as const).flatMap((direction) =>
    value
      .at("spec", direction)
      .items()
      .filter((rule) => allows.has(rule.at("action").text()))
      .map((rule) => openingOf(direction, rule)),
  );
}

function openingOf(direction: Opening["direction"], rule: Value): Opening {
  const peers = rule.at(peersOf[direction]);
  // AdminNetworkPolicy has ports, ClusterNetworkPolicy has protocols.
  const ports = rule.at(rule.at("protocols").given ? "protocols" : "ports");
  return {
    direction,
    rule,
    peers,
    everyone: () => peers.items().length === 0 && !peers.unknown,
    everyPod: () => peers.items().filter(isEveryPod),
    blocks: () =>
      peers.items().flatMap((peer) => {
        const value = peer.at("networks");
        return value.given ? [{ value, cidrs: value.items() }] : [];
      }),
    ports,
    allPorts: () => {
      const items = ports.items();
      return !ports.unknown && (items.length === 0 || areAllPorts(items.map(portsIn)));
    },
  };
}

function isEveryPod(peer: Value): boolean {
  const namespaces = peer.at("namespaces");
  if (namespaces.given) return isEverySelector(namespaces);
  const pods = peer.at("pods");
  return (
    pods.given && isEverySelector(pods.at("namespaceSelector")) && isEverySelector(pods.at("podSelector"))
  );
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
