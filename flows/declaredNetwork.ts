import type { AddressPeer, PortRange } from "./flow.js";
import type { Enforcement } from "./policiesFor.js";

/*
 * What a declaration says about the network, as plain data that survives JSON. The program registers it, so that
 * whoever sees its resources (a policy pack, for one) can judge its policies by what was declared.
 */

/** Who may talk to whom in one cluster, and who never may. */
export interface DeclaredNetwork {
  /** Whether the cluster is made here: what nobody declared in it is then not somebody else's. */
  readonly ownCluster: boolean;
  /** Version of the Calico that is installed, v3.32.1; undefined where a running one is left alone. */
  readonly calico?: string;
  readonly addresses: NetworkAddresses;
  /** Namespaces that Kubernetes, Calico or somebody else owns. */
  readonly systemNamespaces: readonly string[];
  /** Whether every other namespace is closed as well, declared or not. */
  readonly lastResortDeny: boolean;
  readonly namespaces: readonly DeclaredNamespace[];
  readonly flows: readonly DeclaredFlow[];
}

/** The cluster's own ranges; canonical CIDRs. */
export interface NetworkAddresses {
  readonly podCidr: string;
  readonly serviceCidr: string;
  readonly nodeCidrs: readonly string[];
  /** The API server; undefined where it is not declared. */
  readonly kubernetesApi?: { readonly cidrs: readonly string[]; readonly port: number };
  /** Resolvers that the cluster's DNS asks; empty where they are not declared. */
  readonly dnsUpstreams: readonly string[];
}

/** One namespace: its workloads, and what may never be. */
export interface DeclaredNamespace {
  readonly name: string;
  readonly enforcement: Enforcement;
  readonly workloads: readonly DeclaredWorkload[];
  readonly never: readonly DeclaredNever[];
}

/** Pods that flows may name. */
export interface DeclaredWorkload {
  readonly name: string;
  /** Labels that select exactly its pods in its namespace. */
  readonly labels: Readonly<Record<string, string>>;
  /** What its pods serve, where something else makes them; undefined where the program does. */
  readonly ports?: readonly PortRange[];
}

/** A connection that has to get through. */
export interface DeclaredFlow {
  /** The namespace whose file declares it. */
  readonly namespace: string;
  readonly from: DeclaredPeer;
  readonly to: DeclaredPeer;
  readonly ports: readonly PortRange[];
  /** Where it was declared: `namespaces/shop.yaml:93 flows[3]`; left out where nobody reads it. */
  readonly place?: string;
}

/** A workload as `namespace/name`, or addresses. */
export type DeclaredPeer = string | DeclaredRange;

export interface DeclaredRange extends Pick<AddressPeer, "name" | "cidrs"> {
  /** CIDRs inside them that are left out; undefined where there are none. */
  readonly except?: readonly string[];
  /** Whether they are outside the cluster and what it needs: on the Internet, or in a declared range. */
  readonly outside: boolean;
}

/** A connection that no policy may ever allow. */
export interface DeclaredNever {
  /** `*` for everyone, `internet`, or a workload as `namespace/name`. */
  readonly from: string;
  readonly to: string;
  /** Workloads that are left out on the left. */
  readonly except: readonly string[];
  readonly place?: string;
}

/** A peer as people write it: `cartservice`, `billing/api` outside `namespace`, or the addresses' name. */
export function declaredName(peer: DeclaredPeer, namespace: string): string {
  if (typeof peer !== "string") return peer.name;
  return peer.startsWith(`${namespace}/`) ? peer.slice(namespace.length + 1) : peer;
}
