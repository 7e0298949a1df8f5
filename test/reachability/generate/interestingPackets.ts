import ipaddr from "ipaddr.js";
import { isIPv6 } from "../oracle/address.js";
import { addressesOf } from "../oracle/endpoints.js";
import { namespaceOf, ofKind, type Pod } from "../oracle/objects.js";
import { protocolNumber, type End, type Packet } from "../oracle/packet.js";

type Traffic = Omit<Packet, "from" | "to">;

/**
 * The packets worth asking about a cluster: between all ends that its objects tell apart, on all ports that they
 * tell apart.
 */
export function interestingPackets(objects: readonly unknown[]): readonly Packet[] {
  const ends = [...podEnds(objects), ...outsideEnds(objects)];
  return ends.flatMap((from) =>
    ends
      .filter((to) => isIPv6(from.address) === isIPv6(to.address))
      // Nobody filters what does not touch a pod.
      .filter((to) => from.pod !== undefined || to.pod !== undefined)
      .flatMap((to) =>
        [...portTraffic(objects), ...icmpTraffic(isIPv6(to.address))].map((traffic) => ({
          from,
          to,
          ...traffic,
        })),
      ),
  );
}

function podEnds(objects: readonly unknown[]): readonly End[] {
  return (ofKind(objects, "", "Pod") as readonly Pod[]).flatMap((pod) =>
    addressesOf(pod).map((address) => ({ pod: `${namespaceOf(pod)}/${pod.metadata.name}`, address })),
  );
}

/** The first and last address of every network that objects name, and those just outside, but for pods'. */
function outsideEnds(objects: readonly unknown[]): readonly End[] {
  const taken = podEnds(objects).map(({ address }) => ipaddr.parse(address).toNormalizedString());
  const cidrs = textsOf(objects).filter((text) => ipaddr.isValidCIDR(text));
  const addresses = cidrs.flatMap((cidr) => boundaries(cidr)).map((address) => address.toNormalizedString());
  const plain = ["198.51.100.1", "2001:db8:ffff::1"].map((address) =>
    ipaddr.parse(address).toNormalizedString(),
  );
  return [...new Set([...plain, ...addresses])]
    .filter((address) => !taken.includes(address))
    .map((address) => ({ address }));
}

function boundaries(cidr: string): readonly (ipaddr.IPv4 | ipaddr.IPv6)[] {
  const [network, length] = ipaddr.parseCIDR(cidr);
  const first = number(network.toByteArray()) & ~mask(network, length);
  const last = first | mask(network, length);
  const size = network.toByteArray().length;
  return [first - 1n, first, last, last + 1n]
    .filter((value) => value >= 0n && value < 1n << BigInt(size * 8))
    .map((value) => ipaddr.fromByteArray(bytes(value, size)));
}

function mask(network: ipaddr.IPv4 | ipaddr.IPv6, length: number): bigint {
  return (1n << BigInt(network.toByteArray().length * 8 - length)) - 1n;
}

function number(all: readonly number[]): bigint {
  return all.reduce((value, byte) => value * 256n + BigInt(byte), 0n);
}

function bytes(value: bigint, size: number): number[] {
  return Array.from({ length: size }, (_, index) => Number((value >> BigInt(8 * (size - 1 - index))) & 255n));
}

/** Every number at which a port range begins or ends, and its neighbours, on every protocol with ports. */
function portTraffic(objects: readonly unknown[]): readonly Traffic[] {
  const ports = around([...portsNamed(objects, isDestination), 7]);
  const sourcePorts: readonly (number | undefined)[] = hasSourcePorts(objects)
    ? around(portsNamed(objects, isSource))
    : [undefined];
  return (["TCP", "UDP", "SCTP"] as const).flatMap((protocol) =>
    ports.flatMap((port) =>
      sourcePorts.map((sourcePort) =>
        sourcePort === undefined ? { protocol, port } : { protocol, port, sourcePort },
      ),
    ),
  );
}

function icmpTraffic(isV6: boolean): readonly Traffic[] {
  const protocol = isV6 ? "ICMPv6" : "ICMP";
  const types = [isV6 ? 128 : 8, 3];
  return [
    ...types.flatMap((type) => [0, 1].map((code) => ({ protocol, icmp: { type, code } }) as const)),
    { protocol: 47 },
    { protocol: protocolNumber("UDPLite") },
  ];
}

function around(ports: readonly number[]): readonly number[] {
  const all = ports.flatMap((port) => [port - 1, port, port + 1]);
  return [...new Set(all)].filter((port) => port >= 1 && port <= 65_535).sort((one, other) => one - other);
}

const isSource = (path: readonly string[]) => path.includes("source");
const isDestination = (path: readonly string[]) => !path.includes("source") || path.includes("containers");

/** The numbers under any field about ports; a container's ports are both ends of a packet, by name. */
function portsNamed(
  objects: readonly unknown[],
  belongs: (path: readonly string[]) => boolean,
): readonly number[] {
  const wanted = /port|^(start|end|number)$/i;
  return leavesOf(objects, [])
    .filter(({ path }) => path.some((key) => wanted.test(key)))
    .filter(({ path }) => belongs(path) || path.includes("containerPort"))
    .flatMap(({ value }) => String(value).split(":").map(Number))
    .filter((port) => Number.isInteger(port));
}

function hasSourcePorts(objects: readonly unknown[]): boolean {
  return leavesOf(objects, []).some(
    ({ path }) => isSource(path) && path.some((key) => /^(p|notP)orts$/.test(key)),
  );
}

function textsOf(objects: readonly unknown[]): readonly string[] {
  return leavesOf(objects, [])
    .map(({ value }) => value)
    .filter((value) => typeof value === "string");
}

interface Leaf {
  readonly path: readonly string[];
  readonly value: unknown;
}

function leavesOf(value: unknown, path: readonly string[]): readonly Leaf[] {
  if (typeof value !== "object" || value === null) return [{ path, value }];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]));
}
