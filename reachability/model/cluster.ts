import type { AddressRange } from "../sets/addresses.js";
import type { Origin } from "./manifest.js";
import type { Policy, Tier } from "./policy.js";

/*
 * What was read, normalised: everything that decides who can talk to whom.
 */

export type Labels = Readonly<Record<string, string>>;

/** TCP, UDP and SCTP, as Kubernetes names them. */
export type TransportProtocol = "TCP" | "UDP" | "SCTP";

/** Everything that decides who can talk to whom. Sorted by namespace and name wherever order means nothing. */
export interface Cluster {
  readonly namespaces: readonly Namespace[];
  readonly workloads: readonly Workload[];
  readonly services: readonly Service[];
  readonly entryPoints: readonly EntryPoint[];
  readonly networkSets: readonly NetworkSet[];
  /** In the order of evaluation; every policy's tier is among them. */
  readonly tiers: readonly Tier[];
  /** Enforced ones, in the order of evaluation. */
  readonly policies: readonly Policy[];
  readonly addresses: ClusterRanges;
  /** What was read and changes nothing, and what was assumed. */
  readonly notes: readonly Note[];
  /** How many objects of each kind (`apiVersion/Kind`) say nothing about the network. */
  readonly skipped: Readonly<Record<string, number>>;
}

/** Where the cluster's own addresses are. */
export interface ClusterRanges {
  /** Ranges that pods get addresses from; at least one. */
  readonly pods: readonly AddressRange[];
  /** Whether nobody said so, and `pods` is Calico's default. */
  readonly podsAssumed: boolean;
  /** Where nodes are; where nobody said so, all private ranges. */
  readonly nodes: readonly AddressRange[];
  readonly nodesAssumed: boolean;
}

/** Something a reader should know: not a mistake in what was read. */
export interface Note {
  /** Kebab-case id, for example `not-enforced`, `assumed`, `unknown-namespace`. */
  readonly id: string;
  readonly text: string;
  /** The object that it is about, where there is one. */
  readonly origin?: Origin;
}

export interface Namespace {
  readonly name: string;
  /** With `kubernetes.io/metadata.name`. */
  readonly labels: Labels;
  /** Undefined where only objects in it were read: its other labels are unknown. */
  readonly origin?: Origin;
}

/** Pods of one owner. */
export interface Workload {
  readonly namespace: string;
  readonly name: string;
  /** The owner's kind, or Pod. */
  readonly kind: string;
  readonly origin: Origin;
  /** Distinct kinds of pods that it has; mostly one. Never empty. */
  readonly pods: readonly PodVariant[];
}

/** Pods that no rule can tell apart. */
export interface PodVariant {
  /** The pod's own labels and those that controllers add for certain. */
  readonly labels: Labels;
  readonly serviceAccount: { readonly name: string; readonly labels: Labels };
  readonly hostNetwork: boolean;
  /** Ports that its containers declare, in their order. */
  readonly ports: readonly ContainerPort[];
  /** Known addresses, of running pods; empty: somewhere in the pods' ranges. */
  readonly addresses: readonly AddressRange[];
  /** How many pods there may be: Infinity where a controller decides. */
  readonly count: number;
  readonly origin: Origin;
}

export interface ContainerPort {
  /** Of an init container that ends: policies find its name, Services do not. */
  readonly ends?: true;
  readonly name?: string;
  readonly protocol: TransportProtocol;
  readonly port: number;
}

export interface Service {
  readonly namespace: string;
  readonly name: string;
  readonly type: "ClusterIP" | "NodePort" | "LoadBalancer" | "ExternalName";
  readonly headless: boolean;
  /** Undefined: no selector, backends are what EndpointSlices say. */
  readonly selector?: Labels;
  readonly ports: readonly ServicePort[];
  /** Backends that EndpointSlices name by address. */
  readonly endpoints: readonly ServiceEndpoints[];
  /** Where a load balancer or an external address admits clients from; undefined: not limited. */
  readonly sources?: readonly AddressRange[];
  readonly externalAddresses: readonly AddressRange[];
  readonly origin: Origin;
}

export interface ServicePort {
  readonly name?: string;
  readonly protocol: TransportProtocol;
  readonly port: number;
  /** Port of the pod, by number or by name. */
  readonly target: number | string;
  readonly nodePort?: number;
}

/** One EndpointSlice: addresses that all serve the same ports. */
export interface ServiceEndpoints {
  readonly addresses: readonly AddressRange[];
  /** A port of undefined: all ports. */
  readonly ports: readonly {
    readonly name?: string;
    readonly protocol: TransportProtocol;
    readonly port?: number;
  }[];
}

/** One backend of an Ingress. */
export interface EntryPoint {
  readonly namespace: string;
  /** Name of the Ingress. */
  readonly name: string;
  readonly service: string;
  /** Port of the Service, by number or by name. */
  readonly port: number | string;
  readonly origin: Origin;
  readonly path: readonly PropertyKey[];
}

/** Addresses with labels, which Calico's selectors find. */
export interface NetworkSet {
  /** Undefined: a GlobalNetworkSet. */
  readonly namespace?: string;
  readonly name: string;
  readonly labels: Labels;
  readonly nets: readonly AddressRange[];
  readonly origin: Origin;
}
