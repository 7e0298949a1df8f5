/** One side of a connection: a pod of the cluster at one of its addresses, or any other address. */
export interface End {
  /** `namespace/name` of the pod; undefined for what is outside of the cluster or unknown. */
  readonly pod?: string;
  readonly address: string;
}

/** The first packet of a connection, after a Service's translation: the port is the pod's. */
export interface Packet {
  readonly from: End;
  readonly to: End;
  readonly protocol: "TCP" | "UDP" | "SCTP" | "ICMP" | "ICMPv6" | number;
  readonly port?: number;
  readonly sourcePort?: number;
  readonly icmp?: { readonly type: number; readonly code: number };
}

/** What a verdict depends on besides the objects. */
export interface Settings {
  /** 31 for Calico 3.31: decides which cluster-wide Kubernetes policies are enforced, and how ties are ordered. */
  readonly calicoMinor: number;
  /** Where pods' addresses are; the oracle is told every address and does not need it. */
  readonly podCidr?: string;
  readonly nodeCidr?: string;
  /** True asks what would be if every staged policy were enforced. */
  readonly staged?: boolean;
}

export type Direction = "ingress" | "egress";

/** IANA's numbers of the protocols that have a name in policies. */
const protocolNumbers: Readonly<Record<string, number>> = {
  ICMP: 1,
  TCP: 6,
  UDP: 17,
  ICMPV6: 58,
  SCTP: 132,
  UDPLITE: 136,
};

/** The number of a protocol given by name, in any case, or by number. */
export function protocolNumber(protocol: string | number): number {
  const number = protocolNumbers[String(protocol).toUpperCase()] ?? Number(protocol);
  if (!Number.isInteger(number)) throw new Error(`the oracle knows no protocol ${protocol}`);
  return number;
}
