import type { DeclaredNetwork, DeclaredPeer } from "../../flows/declaredNetwork.js";
import { peerName, portName, type Peer } from "../../flows/flow.js";
import type { Meant } from "../reach/declaredTraffic.js";

/** What a declared network means to get through. */
export function meantBy({ flows, namespaces }: DeclaredNetwork): Meant {
  return {
    flows: flows.map(({ from, to, ports }) => ({ from: peerOf(from), to: peerOf(to), ports })),
    namespaces,
  };
}

/** A flow as the stack's outputs call it: `shop/web -> shop/cart [grpc 7070]`. */
export function flowText({ from, to, ports }: Meant["flows"][number]): string {
  return `${peerName(from)} -> ${peerName(to)} [${ports.map(portName).join(", ")}]`;
}

function peerOf(peer: DeclaredPeer): Peer {
  if (typeof peer !== "string")
    return { kind: "addresses", name: peer.name, cidrs: peer.cidrs, except: peer.except ?? [] };
  const [namespace = "", workload = ""] = peer.split("/");
  // By its name alone a change's end is compared with it.
  return { kind: "workload", namespace, workload, selector: {} };
}
