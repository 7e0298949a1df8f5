/*
 * Flows as plain resolved data: every name looked up, every default filled in. `config` makes them from the
 * declaration; this folder turns them into policies.
 */

export type Protocol = "TCP" | "UDP" | "SCTP";

/** Pod ports from `port` to `endPort`, both included. */
export interface PortRange {
  readonly protocol: Protocol;
  readonly port: number;
  readonly endPort: number;
  /** The name under which the workload declares it, where it has one. */
  readonly name?: string;
}

/** Pods of one declared workload. */
export interface WorkloadPeer {
  readonly kind: "workload";
  readonly namespace: string;
  readonly workload: string;
  /** Labels that select exactly this workload's pods in its namespace. */
  readonly selector: Readonly<Record<string, string>>;
}

/** Addresses outside the cluster. */
export interface AddressPeer {
  readonly kind: "addresses";
  /** What these addresses are: internet, kubernetes-api, an AWS service, or the name of a declared range. */
  readonly name: string;
  /** Canonical CIDRs, sorted. */
  readonly cidrs: readonly string[];
  /** Canonical CIDRs inside them that are left out, sorted. */
  readonly except: readonly string[];
}

export type Peer = WorkloadPeer | AddressPeer;

/** One declared connection: `from` opens it, `to` accepts it on `ports`. */
export interface Flow {
  /** The namespace whose file declares it. */
  readonly namespace: string;
  readonly from: Peer;
  readonly to: Peer;
  /** At least one range, sorted. */
  readonly ports: readonly PortRange[];
}

/** A peer as people write it: `cartservice`, `billing/api` outside `namespace`, or the addresses' name. */
export function peerName(peer: Peer, namespace?: string): string {
  if (peer.kind === "addresses") return peer.name;
  return peer.namespace === namespace ? peer.workload : `${peer.namespace}/${peer.workload}`;
}

/** Ports as people read them: `grpc 7070`, `443`, `UDP 5000-5010`. */
export function portName(range: PortRange): string {
  const numbers = range.port === range.endPort ? String(range.port) : `${range.port}-${range.endPort}`;
  const protocol = range.protocol === "TCP" ? "" : `${range.protocol} `;
  return range.name === undefined ? `${protocol}${numbers}` : `${range.name} ${protocol}${numbers}`;
}
