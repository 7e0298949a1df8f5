import type { PolicyManifest } from "./cluster.js";

interface Port {
  readonly protocol: string;
  readonly port: number;
  readonly endPort?: number;
}

interface Rule {
  readonly from?: readonly object[];
  readonly to?: readonly object[];
  readonly ports: readonly Port[];
}

/** The other policies that one may be by mistake, undefined where it is gone; none where it cannot be mistaken so. */
export type Mutation = (policy: PolicyManifest) => readonly (PolicyManifest | undefined)[];

const isDefaultDeny = ({ metadata }: PolicyManifest) => metadata.name === "default-deny";

/** Mistakes that block something which is declared. */
export const blocking: Readonly<Record<string, Mutation>> = {
  "a policy is missing": (policy) => (isDefaultDeny(policy) ? [] : [undefined]),
  "a port is another one": (policy) =>
    inPorts(policy, ({ protocol, port }) => ({ protocol, port: port + 50 })),
  "a port is of another protocol": (policy) =>
    inPorts(policy, (port) => ({ ...port, protocol: port.protocol === "SCTP" ? "TCP" : "SCTP" })),
  "a network is another one": (policy) =>
    inPeers(policy, (peer) => ("ipBlock" in peer ? [{ ipBlock: { cidr: "10.9.0.0/16" } }] : [])),
};

/** Mistakes that open something which is not declared. */
export const opening: Readonly<Record<string, Mutation>> = {
  "the default denial is missing": (policy) => (isDefaultDeny(policy) ? [undefined] : []),
  "the default denial is of egress only": (policy) =>
    isDefaultDeny(policy) ? [{ ...policy, spec: { ...policy.spec, policyTypes: ["Egress"] } }] : [],
  "a port is one more": (policy) =>
    inPorts(policy, ({ endPort, ...rest }) => ({ ...rest, endPort: (endPort ?? rest.port) + 1 })),
  "a rule has every port": (policy) => inRules(policy, (rule) => [{ ...rule, ports: [] }]),
  "a rule has everybody": (policy) => inRules(policy, (rule, side) => [{ ...rule, [side]: [] }]),
  "a peer is every pod of its namespace": (policy) =>
    inPeers(policy, (peer) => ("podSelector" in peer ? [{ ...peer, podSelector: {} }] : [])),
  "a peer is in any namespace": (policy) =>
    inPeers(policy, (peer) => ("podSelector" in peer ? [{ ...peer, namespaceSelector: {} }] : [])),
  "a network is one more": (policy) =>
    inPeers(policy, (peer) => ("ipBlock" in peer ? [peer, { ipBlock: { cidr: "10.9.0.0/16" } }] : [])),
  "a policy is about every pod of the namespace": (policy) =>
    "matchLabels" in (policy.spec["podSelector"] as object)
      ? [{ ...policy, spec: { ...policy.spec, podSelector: {} } }]
      : [],
};

/** The policy with one of its rules changed. */
function inRules(
  policy: PolicyManifest,
  change: (rule: Rule, side: "from" | "to") => readonly Rule[],
): readonly PolicyManifest[] {
  return (["ingress", "egress"] as const).flatMap((direction) =>
    ((policy.spec[direction] ?? []) as readonly Rule[]).flatMap((rule) =>
      change(rule, direction === "ingress" ? "from" : "to").map((other) => ({
        ...policy,
        spec: { ...policy.spec, [direction]: [other] },
      })),
    ),
  );
}

/** The policy with one of its ports changed. */
function inPorts(policy: PolicyManifest, change: (port: Port) => Port): readonly PolicyManifest[] {
  return inRules(policy, (rule) =>
    rule.ports.map((_, changed) => ({
      ...rule,
      ports: rule.ports.map((port, index) => (index === changed ? change(port) : port)),
    })),
  );
}

/** The policy with one of its peers changed, or made several; none: it cannot be. */
function inPeers(
  policy: PolicyManifest,
  change: (peer: object) => readonly object[],
): readonly PolicyManifest[] {
  return inRules(policy, (rule, side) =>
    (rule[side] ?? []).flatMap((peer, index, all) => {
      const others = change(peer);
      return others.length === 0
        ? []
        : [{ ...rule, [side]: [...all.slice(0, index), ...others, ...all.slice(index + 1)] }];
    }),
  );
}
