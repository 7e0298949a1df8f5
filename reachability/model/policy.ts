import type { AddressRange } from "../sets/addresses.js";
import type { Origin } from "./manifest.js";
import type { Selector } from "./selector.js";

/*
 * Every kind of policy in one normal form: the most general, which is Calico's. Defaults are filled in, texts are
 * parsed, and what Kubernetes says by leaving something out is said.
 */

export type Direction = "ingress" | "egress";

/** allow and deny end the evaluation; pass goes on to the next tier; log says something and goes on to the next rule. */
export type Action = "allow" | "deny" | "pass" | "log";

/** Policies that are evaluated together. */
export interface Tier {
  readonly name: string;
  /** Lower is earlier; Infinity where none is given. */
  readonly order: number;
  /** What happens to what a policy of the tier applies to and no rule matches. */
  readonly defaultAction: "deny" | "pass";
}

/** A policy that is enforced. */
export interface Policy {
  /** As it was written: NetworkPolicy, GlobalNetworkPolicy, ClusterNetworkPolicy … */
  readonly kind: string;
  readonly apiVersion: string;
  /** Undefined for kinds of the whole cluster. */
  readonly namespace?: string;
  readonly name: string;
  readonly origin: Origin;
  readonly tier: string;
  /** Lower is earlier within the tier; Infinity where none is given. Ties go by `tieBreak`. */
  readonly order: number;
  /** Compared by UTF-16 code units among policies of one tier and order. */
  readonly tieBreak: string;
  /** What it applies to. */
  readonly subject: EndpointSelection;
  /** Rules in sequence; undefined where the policy does not apply in that direction. */
  readonly ingress?: readonly Rule[];
  readonly egress?: readonly Rule[];
}

/** All parts must match; of each list, one item. */
export interface Rule {
  readonly action: Action;
  /** Place in the policy's object, for example `spec.ingress[0]`. */
  readonly path: readonly PropertyKey[];
  /** Undefined: both. */
  readonly ipVersion?: 4 | 6;
  /** Undefined: anyone. An empty list: nobody. */
  readonly source?: readonly Entity[];
  /** Undefined: anyone. An empty list: nobody. */
  readonly destination?: readonly Entity[];
  /** Undefined: all traffic. An empty list: none. */
  readonly traffic?: readonly Traffic[];
}

/** One end of a connection; all parts that are there must match. */
export interface Entity {
  /** Place in the policy's object, for example `spec.ingress[0].from[1]`. */
  readonly path: readonly PropertyKey[];
  readonly selection?: EndpointSelection;
  readonly notSelection?: EndpointSelection;
  /** The address is in one of these. */
  readonly nets?: readonly AddressRange[];
  /** The address is in none of these. */
  readonly notNets?: readonly AddressRange[];
  /**
   * A backend of this Service (Calico's `services` match). As a destination also its ports count, as a source only its
   * addresses.
   */
  readonly service?: { readonly namespace: string; readonly name: string };
}

/** Pods, and network sets where `networkSets` says so; all parts that are there must match. */
export interface EndpointSelection {
  /** Where they are. */
  readonly namespaces: NamespaceSelection;
  /** Condition on the pod's (or the network set's) labels. */
  readonly labels: Selector;
  /** Condition on the pod's service account; what has none does not match. */
  readonly serviceAccounts?: { readonly names?: readonly string[]; readonly labels?: Selector };
  /** Whether network sets are selected too: Calico's do, Kubernetes' do not. */
  readonly networkSets: boolean;
}

export type NamespaceSelection =
  /** Anywhere, things without a namespace included. */
  | { readonly kind: "anywhere" }
  /** Not in a namespace: Calico's `global()`. */
  | { readonly kind: "outside" }
  /** In the namespace of this name. */
  | { readonly kind: "named"; readonly name: string }
  /** In a namespace whose labels match. */
  | { readonly kind: "labelled"; readonly labels: Selector };

/** Which packets; all parts that are there must match. Ports are only with TCP, UDP and SCTP, types only with a protocol. */
export interface Traffic {
  /** Place in the policy's object, for example `spec.ingress[0].ports[1]`. */
  readonly path: readonly PropertyKey[];
  /** IP protocol number (6 TCP, 17 UDP, 132 SCTP, 1 ICMP, 58 ICMPv6 …); undefined: all. */
  readonly protocol?: number;
  readonly notProtocol?: number;
  readonly icmp?: { readonly type?: number; readonly code?: number };
  readonly notIcmp?: { readonly type?: number; readonly code?: number };
  /** Undefined: all. An empty list: none. */
  readonly destinationPorts?: readonly PortMatch[];
  readonly notDestinationPorts?: readonly PortMatch[];
  readonly sourcePorts?: readonly PortMatch[];
  readonly notSourcePorts?: readonly PortMatch[];
}

/** Ports from `port` to `endPort`, or those that the pod on that side gives the name, per protocol. */
export type PortMatch = { readonly port: number; readonly endPort: number } | { readonly name: string };

/** Every rule of a policy, both directions. */
export function rulesOf({ ingress = [], egress = [] }: Policy): readonly Rule[] {
  return egress.length === 0 ? ingress : [...ingress, ...egress];
}

/** Every end that a policy's rules name. */
export function entitiesOf(policy: Policy): readonly Entity[] {
  return rulesOf(policy).flatMap(({ source = [], destination = [] }) =>
    source.length === 0 ? destination : [...source, ...destination],
  );
}
