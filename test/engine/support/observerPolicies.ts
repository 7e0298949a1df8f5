import { BlockList } from "node:net";
import type { KubernetesObject, LabelSelector } from "./kubernetes/objects.js";
import { matches } from "./kubernetes/selectors.js";

/*
 * What Kubernetes' network policies allow, by https://kubernetes.io/docs/concepts/services-networking/network-policies/
 * and nothing of Basalt's: a second opinion on its policies.
 */

/** One end of a connection. */
export interface End {
  /** Undefined outside the cluster. */
  readonly pod?: { readonly namespace: string; readonly labels: Readonly<Record<string, string>> };
  readonly address?: string;
}

/** A connection that somebody opens. */
export interface Connection {
  readonly from: End;
  readonly to: End;
  readonly protocol: string;
  /** Port of the receiving end itself. */
  readonly port: number;
}

interface Rule {
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
  readonly ports?: readonly { protocol?: string; port?: number; endPort?: number }[];
}

interface Peer {
  readonly podSelector?: LabelSelector;
  readonly namespaceSelector?: LabelSelector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

interface PolicySpec {
  readonly podSelector?: LabelSelector;
  readonly policyTypes?: readonly string[];
  readonly ingress?: readonly Rule[];
  readonly egress?: readonly Rule[];
}

/** A side of a connection. */
export type Side = "ingress" | "egress";

/** The sides on which policies refuse a connection; none when it is allowed. */
export function refusingSides(policies: Iterable<KubernetesObject>, connection: Connection): Side[] {
  const all = [...policies];
  return (["egress", "ingress"] as const).filter((side) => !allows(all, connection, side));
}

/** Whether a policy denies all pods of its namespace everything that no other policy allows. */
export function isDefaultDeny({ spec }: KubernetesObject): boolean {
  const { podSelector, policyTypes, ingress = [], egress = [] } = spec as PolicySpec;
  return (
    Object.keys(podSelector ?? {}).length === 0 &&
    ["Ingress", "Egress"].every((type) => policyTypes?.includes(type)) &&
    ingress.length === 0 &&
    egress.length === 0
  );
}

function allows(policies: readonly KubernetesObject[], connection: Connection, side: Side): boolean {
  const [subject, peer] =
    side === "egress" ? [connection.from, connection.to] : [connection.to, connection.from];
  const { pod } = subject;
  if (!pod) return true;
  const type = side === "egress" ? "Egress" : "Ingress";
  const isolating = policies
    .filter(({ metadata }) => metadata.namespace === pod.namespace)
    .map(({ spec, metadata }) => ({ spec: spec as PolicySpec, namespace: metadata.namespace! }))
    .filter(({ spec }) => spec.policyTypes?.includes(type) && matches(spec.podSelector, pod.labels));
  if (isolating.length === 0) return true;
  return isolating.some(({ spec, namespace }) =>
    (spec[side] ?? []).some((rule) => {
      const peers = side === "egress" ? rule.to : rule.from;
      return (
        (peers === undefined || peers.length === 0 || peers.some((one) => isPeer(one, namespace, peer))) &&
        hasPort(rule, connection)
      );
    }),
  );
}

function isPeer({ podSelector, namespaceSelector, ipBlock }: Peer, namespace: string, end: End): boolean {
  if (ipBlock) return end.address !== undefined && isInside(ipBlock, end.address);
  if (!end.pod) return false;
  const inNamespace = namespaceSelector
    ? matches(namespaceSelector, { "kubernetes.io/metadata.name": end.pod.namespace })
    : end.pod.namespace === namespace;
  return inNamespace && matches(podSelector, end.pod.labels);
}

function hasPort({ ports = [] }: Rule, connection: Connection): boolean {
  if (ports.length === 0) return true;
  return ports.some(({ protocol = "TCP", port, endPort = port }) => {
    if (protocol !== connection.protocol) return false;
    return port === undefined || (connection.port >= port && connection.port <= endPort!);
  });
}

function isInside({ cidr, except = [] }: NonNullable<Peer["ipBlock"]>, address: string): boolean {
  return isIn(cidr, address) && !except.some((range) => isIn(range, address));
}

function isIn(cidr: string, address: string): boolean {
  const [network, bits] = cidr.split("/");
  const list = new BlockList();
  list.addSubnet(network!, Number(bits));
  return list.check(address);
}
