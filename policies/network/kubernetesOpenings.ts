import type { KubernetesObject } from "../kubernetes/objects.js";
import type { Value } from "../model/value.js";
import { areAllPorts, portsBetween, portsOfProtocol, type Opening } from "./opening.js";
import { isEverySelector } from "./selectors.js";

const peersOf = { ingress: "from", egress: "to" } as const;

/** What a NetworkPolicy of Kubernetes allows. */
export function kubernetesOpenings({ value }: KubernetesObject): Opening[] {
  return (["ingress", "egress"] as const).flatMap((direction) =>
    value
      .at("spec", direction)
      .items()
      .map((rule) => openingOf(direction, rule)),
  );
}

function openingOf(direction: Opening["direction"], rule: Value): Opening {
  const peers = rule.at(peersOf[direction]);
  const ports = rule.at("ports");
  return {
    direction,
    rule,
    peers,
    everyone: () => peers.items().length === 0 && !peers.unknown,
    everyPod: () => peers.items().filter(isEveryPod),
    blocks: () =>
      peers.items().flatMap((peer) => {
        const value = peer.at("ipBlock");
        if (!value.given) return [];
        return [{ value, cidrs: [value.at("cidr")], except: value.at("except") }];
      }),
    ports,
    allPorts: () => {
      const items = ports.items();
      return !ports.unknown && (items.length === 0 || areAllPorts(items.map(portsIn)));
    },
  };
}

/** SEMANTICS: a podSelector alone means the policy's own namespace. */
function isEveryPod(peer: Value): boolean {
  const namespaces = peer.at("namespaceSelector");
  return namespaces.given && isEverySelector(namespaces) && isEverySelector(peer.at("podSelector"));
}

function portsIn(item: Value): number {
  const port = item.at("port");
  if (!port.present) return port.unknown ? 1 : portsOfProtocol;
  const endPort = item.at("endPort");
  return endPort.given ? portsBetween(port.number(), endPort.number()) : 1;
}
