import type { Flow, Peer } from "../../../flows/flow.js";
import { formatAddress, parseCidr } from "../../../reachability/sets/addresses.js";
import { addressesOf } from "../../reachability/oracle/endpoints.js";
import { holds } from "../../reachability/oracle/address.js";
import { ofKind, type Pod } from "../../reachability/oracle/objects.js";
import type { End, Packet } from "../../reachability/oracle/packet.js";
import { namespaces } from "../../support/flows.js";
import { pods } from "./cluster.js";

type Traffic = Pick<Packet, "protocol" | "port" | "icmp">;

const podEnds: readonly End[] = (ofKind(pods, "", "Pod") as readonly Pod[]).flatMap((pod) =>
  addressesOf(pod).map((address) => ({ pod: `${pod.metadata.namespace!}/${pod.metadata.name}`, address })),
);

const isOwn = ({ pod }: End) =>
  pod !== undefined && (namespaces as readonly string[]).includes(pod.split("/")[0]!);

/** Whether a packet is of a declared flow, or asks DNS: read off the declaration alone. */
export function isDeclared(flows: readonly Flow[], { from, to, protocol, port }: Packet): boolean {
  if (isOwn(from) && to.pod === "kube-system/dns")
    return port === 53 && (protocol === "TCP" || protocol === "UDP");
  return flows.some(
    (flow) =>
      isEnd(flow.from, from) &&
      isEnd(flow.to, to) &&
      flow.ports.some(
        (range) => range.protocol === protocol && range.port <= port! && port! <= range.endPort,
      ),
  );
}

function isEnd(peer: Peer, { pod, address }: End): boolean {
  if (peer.kind === "workload") return pod === `${peer.namespace}/${peer.workload}`;
  const { cidrs, except } = peer;
  return cidrs.some((cidr) => holds(cidr, address)) && !except.some((cidr) => holds(cidr, address));
}

/**
 * The packet that four numbers choose, between any ends that flows tell apart and near their ports, mostly about one of
 * the flows; undefined where it is about nobody who declares anything.
 */
export function packetOf(flows: readonly Flow[], choice: readonly number[]): Packet | undefined {
  const [which = 0, source = 0, target = 0, what = 0] = choice;
  const flow = flows[which % Math.max(1, flows.length)];
  const ends = [...podEnds, ...flows.flatMap(({ from, to }) => [...boundariesOf(from), ...boundariesOf(to)])];
  const from = pick(endsOf(flow?.from, ends, which), source);
  const to = pick(endsOf(flow?.to, ends, which >> 2), target);
  const packet = { from, to, ...pick(trafficOf(flow), what) };
  return from.pod === to.pod || !(isOwn(from) || isOwn(to)) ? undefined : packet;
}

/** Three times out of four the ends that a flow names. */
function endsOf(peer: Peer | undefined, all: readonly End[], choice: number): readonly End[] {
  const own = peer ? all.filter((end) => isEnd(peer, end)) : [];
  return choice % 4 === 0 || own.length === 0 ? all : own;
}

function pick<T>(items: readonly T[], choice: number): T {
  return items[choice % items.length]!;
}

/** The first and last address of every network of a peer, and those just outside. */
function boundariesOf(peer: Peer): readonly End[] {
  if (peer.kind === "workload") return [];
  return [...peer.cidrs, ...peer.except].flatMap((cidr) => {
    const { first, last } = parseCidr(cidr)!;
    return [first - 1n, first, last, last + 1n]
      .filter((address) => address >= 0n && address < 1n << 32n)
      .map((address) => ({ address: formatAddress(4, address) }));
  });
}

function trafficOf(flow: Flow | undefined): readonly Traffic[] {
  const ports = flow?.ports.flatMap(({ port, endPort }) => [port - 1, port, endPort, endPort + 1]) ?? [];
  const numbers = [...ports, 53].filter((port) => port >= 1 && port <= 65_535);
  const declared = flow?.ports.map(({ protocol, port }) => ({ protocol, port })) ?? [];
  return [
    ...declared,
    ...(["TCP", "UDP", "SCTP"] as const).flatMap((protocol) => numbers.map((port) => ({ protocol, port }))),
    { protocol: "ICMP", icmp: { type: 8, code: 0 } },
    { protocol: 47 },
  ];
}
