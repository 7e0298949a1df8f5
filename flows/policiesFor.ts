import { createHash } from "node:crypto";
import { peerName, portName, type Flow, type Peer, type PortRange } from "./flow.js";

/** Whether a policy takes effect or only says what it would do. */
export type Enforcement = "enforced" | "staged";

/** What a namespace's policies are made from. */
export interface NamespaceFlows {
  readonly namespace: string;
  readonly enforcement: Enforcement;
  /** Flows that one of this namespace's workloads opens or accepts. */
  readonly flows: readonly Flow[];
}

/** The spec of a networking.k8s.io/v1 NetworkPolicy; Calico's staged kind has the same shape. */
export interface PolicySpec {
  readonly podSelector: { readonly matchLabels?: Readonly<Record<string, string>> };
  readonly policyTypes: readonly ("Ingress" | "Egress")[];
  readonly ingress?: readonly {
    readonly from: readonly PolicyPeer[];
    readonly ports: readonly PolicyPort[];
  }[];
  readonly egress?: readonly { readonly to: readonly PolicyPeer[]; readonly ports: readonly PolicyPort[] }[];
}

export type PolicyPeer =
  | {
      readonly namespaceSelector: { readonly matchLabels: Readonly<Record<string, string>> };
      readonly podSelector: { readonly matchLabels: Readonly<Record<string, string>> };
    }
  | { readonly podSelector: { readonly matchLabels: Readonly<Record<string, string>> } }
  | { readonly ipBlock: { readonly cidr: string; readonly except?: readonly string[] } };

export interface PolicyPort {
  readonly protocol: string;
  readonly port: number;
  readonly endPort?: number;
}

/** One policy, as data. */
export interface Policy {
  readonly name: string;
  readonly namespace: string;
  readonly enforcement: Enforcement;
  /** The declared flow it opens; undefined for the two policies every namespace has. */
  readonly flow?: Flow;
  /** That flow in words. */
  readonly meaning?: string;
  readonly spec: PolicySpec;
}

/** Name of the policy that denies everything; every namespace has one. */
export const defaultDenyName = "default-deny";

/** Name of the policy that opens DNS; every namespace has one. */
export const dnsName = "allow-dns";

/** Name of the policy that keeps a namespace open while it only rehearses the others. */
export const whileStagedName = "allow-all-while-staged";

/** Where the cluster's DNS runs, on EKS and on every cluster made by kubeadm. */
export const dnsPods = { namespace: "kube-system", labels: { "k8s-app": "kube-dns" } } as const;

/** The label that Kubernetes itself puts on every namespace. */
export const namespaceLabel = "kubernetes.io/metadata.name";

/**
 * The policies of one namespace: default-deny in both directions, DNS, then one policy for each flow and
 * side. Names depend on nothing but the flow itself: reordering, or adding another, changes none. A flow whose
 * meaning changes gets another name, so that an update adds the new policy before it removes the old one.
 */
export function policiesFor({ namespace, enforcement, flows }: NamespaceFlows): Policy[] {
  const policies: Policy[] = [
    {
      name: defaultDenyName,
      namespace,
      enforcement,
      spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"], ingress: [], egress: [] },
    },
    {
      name: dnsName,
      namespace,
      enforcement,
      spec: {
        podSelector: {},
        policyTypes: ["Egress"],
        egress: [{ to: [podsOf(dnsPods.namespace, dnsPods.labels)], ports: dnsPorts() }],
      },
    },
  ];
  const named = new Map<string, Policy>();
  for (const flow of flows) {
    for (const policy of sidesOf(flow, namespace, enforcement)) {
      // Two lines that mean the same connection are one policy.
      named.set(policy.name, policy);
    }
  }
  return [...policies, ...[...named.values()].sort((a, b) => (a.name < b.name ? -1 : 1))];
}

/** UDP and TCP 53. */
export function dnsPorts(): { readonly protocol: "UDP" | "TCP"; readonly port: number }[] {
  return [
    { protocol: "UDP", port: 53 },
    { protocol: "TCP", port: 53 },
  ];
}

/** In a policy an empty list or selector means everything: such a flow is a mistake of the program. */
function refuseOpenEnds(flow: Flow): void {
  const ends = [flow.from, flow.to].map((peer) =>
    peer.kind === "addresses" ? peer.cidrs.length : Object.keys(peer.selector).length,
  );
  if (flow.ports.length === 0 || ends.includes(0)) {
    throw new RangeError(
      `the flow ${peerName(flow.from)} -> ${peerName(flow.to)} has an end or ports that name nothing`,
    );
  }
}

function sidesOf(flow: Flow, namespace: string, enforcement: Enforcement): Policy[] {
  refuseOpenEnds(flow);
  const sides: Policy[] = [];
  if (flow.from.kind === "workload" && flow.from.namespace === namespace) {
    sides.push(
      policy(flow, "egress", enforcement, namespace, {
        podSelector: { matchLabels: flow.from.selector },
        policyTypes: ["Egress"],
        egress: [{ to: peersOf(flow.to, namespace), ports: portsOf(flow.ports) }],
      }),
    );
  }
  if (flow.to.kind === "workload" && flow.to.namespace === namespace) {
    sides.push(
      policy(flow, "ingress", enforcement, namespace, {
        podSelector: { matchLabels: flow.to.selector },
        policyTypes: ["Ingress"],
        ingress: [{ from: peersOf(flow.from, namespace), ports: portsOf(flow.ports) }],
      }),
    );
  }
  return sides;
}

function policy(
  flow: Flow,
  side: "ingress" | "egress",
  enforcement: Enforcement,
  namespace: string,
  spec: PolicySpec,
): Policy {
  const from = peerName(flow.from, namespace);
  const to = peerName(flow.to, namespace);
  const hash = createHash("sha256").update(JSON.stringify(spec)).digest("hex").slice(0, 8);
  return {
    name: `${dashed(from)}-to-${dashed(to)}-${side}-${hash}`,
    namespace,
    enforcement,
    flow,
    meaning: `${from} -> ${to} [${flow.ports.map(portName).join(", ")}]`,
    spec,
  };
}

function dashed(name: string): string {
  return name.replace(/[^a-z0-9-]/g, "-");
}

function peersOf(peer: Peer, namespace: string): PolicyPeer[] {
  if (peer.kind === "addresses") {
    return peer.cidrs.map((cidr) => ({
      ipBlock: { cidr, ...(peer.except.length > 0 ? { except: peer.except } : {}) },
    }));
  }
  return peer.namespace === namespace
    ? [{ podSelector: { matchLabels: peer.selector } }]
    : [podsOf(peer.namespace, peer.selector)];
}

function podsOf(namespace: string, labels: Readonly<Record<string, string>>): PolicyPeer {
  return {
    namespaceSelector: { matchLabels: { [namespaceLabel]: namespace } },
    podSelector: { matchLabels: labels },
  };
}

function portsOf(ports: readonly PortRange[]): PolicyPort[] {
  return ports.map(({ protocol, port, endPort }) => ({
    protocol,
    port,
    ...(endPort === port ? {} : { endPort }),
  }));
}
