import type {
  DeclaredFlow,
  DeclaredNetwork,
  DeclaredNever,
  DeclaredPeer,
  DeclaredWorkload,
} from "../flows/declaredNetwork.js";
import type { Peer } from "../flows/flow.js";
import type { Declaration, Namespace, Workload } from "./declaration.js";
import { isOutside } from "./peers.js";
import { parseReference } from "./workloadReference.js";

/**
 * What a declaration says about the network.
 *
 * @param places whether to say where flows and assertions are declared: not where a comment that moves lines shall
 *   change nothing
 */
export function declaredNetwork(declaration: Declaration, places = true): DeclaredNetwork {
  const { cluster, calico, addresses, guardrails, namespaces, flows } = declaration;
  const placeOf = (declared: object) => {
    const place = places ? declaration.places.get(declared) : undefined;
    return place === undefined ? {} : { place };
  };
  return {
    ownCluster: cluster.kind === "eks",
    ...(calico ? { calico: calico.version } : {}),
    addresses,
    systemNamespaces: guardrails.systemNamespaces,
    lastResortDeny: guardrails.lastResortDeny,
    namespaces: namespaces.map((namespace) => ({
      name: namespace.name,
      enforcement: namespace.enforcement,
      workloads: namespace.workloads.map(declaredWorkload),
      never: namespace.never.map((never) => ({ ...declaredNever(never, namespace), ...placeOf(never) })),
    })),
    flows: flows.map((flow): DeclaredFlow => ({
      namespace: flow.namespace,
      from: declaredPeer(flow.from),
      to: declaredPeer(flow.to),
      ports: flow.ports,
      ...placeOf(flow),
    })),
  };
}

function declaredWorkload({ name, peer, ports, rendered }: Workload): DeclaredWorkload {
  const labels = peer.selector;
  if (rendered) return { name, labels };
  return {
    name,
    labels,
    ports: ports.map(({ protocol, port, name: portName }) => ({
      protocol,
      port,
      endPort: port,
      name: portName,
    })),
  };
}

function declaredPeer(peer: Peer): DeclaredPeer {
  if (peer.kind === "workload") return `${peer.namespace}/${peer.workload}`;
  const { name, cidrs, except } = peer;
  return { name, cidrs, ...(except.length > 0 ? { except } : {}), outside: isOutside(peer) };
}

function declaredNever(
  { from, to, except }: Namespace["never"][number],
  namespace: Namespace,
): DeclaredNever {
  const full = (pattern: string) => {
    if (pattern === "*" || pattern === "internet") return pattern;
    const { namespace: owner, name } = parseReference(pattern, namespace.name);
    return `${owner}/${name}`;
  };
  return { from: full(from), to: full(to), except: except.map(full) };
}
