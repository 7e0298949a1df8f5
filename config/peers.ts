import type { AddressPeer, Flow, Peer, PortRange } from "../flows/flow.js";

/** Names of AWS services cannot be mistaken for those of declared ranges, which have no colon. */
export function awsPeerName(service: string): string {
  return `aws:${service}`;
}

/**
 * Where the agent of EKS Pod Identity answers on every node: a link-local address, no part of any network
 * (https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html).
 */
export const podIdentityAgent: AddressPeer = {
  kind: "addresses",
  name: "pod-identity",
  cidrs: ["169.254.170.23/32"],
  except: [],
};

/** Names that mean addresses which Basalt knows itself; no workload and no range has one of them. */
export const definedPeers: readonly string[] = ["internet", "kubernetes-api", podIdentityAgent.name];

/** Any range outside the cluster, whatever its name: what is on the Internet does not depend on what it is called. */
export function isOutside(peer: Peer): peer is AddressPeer {
  return (
    peer.kind === "addresses" &&
    peer.name !== "kubernetes-api" &&
    peer.name !== podIdentityAgent.name &&
    !peer.name.startsWith("aws:")
  );
}

/** A range outside the cluster and ports that a flow opens to it. */
export interface OutsideOpening {
  /** What the range is called. */
  readonly name: string;
  readonly cidr: string;
  readonly ports: PortRange;
}

/** Every range outside the cluster with each of the ports that flows open to it, as often as flows do. */
export function outsideOpenings(flows: readonly Flow[]): OutsideOpening[] {
  return flows.flatMap(({ to, ports }) =>
    isOutside(to)
      ? to.cidrs.flatMap((cidr) => ports.map((range) => ({ name: to.name, cidr, ports: range })))
      : [],
  );
}
