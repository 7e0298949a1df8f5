import type { KubernetesObject } from "../kubernetes/objects.js";
import type { Value } from "../model/value.js";
import type { Block } from "./block.js";
import { portsBetween, portsOfProtocol, type Opening } from "./opening.js";
import { openingsByRule } from "./openingsByRule.js";
import { isEverySelector } from "./selectors.js";

/** What a NetworkPolicy of Kubernetes allows. */
export function kubernetesOpenings({ value }: KubernetesObject): Opening[] {
  return openingsByRule(value, { portsOf: (rule) => rule.at("ports"), portsIn, isEveryPod, blockOf });
}

/** SEMANTICS: a podSelector alone means the policy's own namespace. */
function isEveryPod(peer: Value): boolean {
  const namespaces = peer.at("namespaceSelector");
  return namespaces.given && isEverySelector(namespaces) && isEverySelector(peer.at("podSelector"));
}

function blockOf(peer: Value): Block | undefined {
  const value = peer.at("ipBlock");
  return value.given ? { value, cidrs: [value.at("cidr")], except: value.at("except") } : undefined;
}

function portsIn(item: Value): number {
  const port = item.at("port");
  if (!port.present) return port.unknown ? 1 : portsOfProtocol;
  const endPort = item.at("endPort");
  return endPort.given ? portsBetween(port.number(), endPort.number()) : 1;
}
