import type { TransportProtocol } from "../model/cluster.js";
import { emptySet, intersect, interval, subtract, unionAll, type IntervalSet } from "../sets/intervals.js";

/*
 * Traffic as numbers on one line, so that any set of protocols, ports and ICMP types is an IntervalSet: first the ports
 * of TCP, UDP and SCTP, then ICMP and ICMPv6 by type and code, then the other protocols by number.
 */

/** IP protocol numbers (https://www.iana.org/assignments/protocol-numbers). */
export const protocolNumbers = { ICMP: 1, TCP: 6, UDP: 17, ICMPv6: 58, SCTP: 132 } as const;

const block = 65536;
const blocks: readonly number[] = [
  protocolNumbers.TCP,
  protocolNumbers.UDP,
  protocolNumbers.SCTP,
  protocolNumbers.ICMP,
  protocolNumbers.ICMPv6,
];
const others = blocks.length * block;
/** Protocols without ports or types, each one number on the line. */
const otherNumbers = subtract(interval(0, 255), unionAll(blocks.map((number) => interval(number, number))));

/** Transport protocols in the order of reports. */
export const transportProtocols = ["TCP", "UDP", "SCTP"] as const satisfies readonly TransportProtocol[];

/** Every port; nobody connects to port 0. */
export const allPorts: IntervalSet = interval(1, 65535);

/** All traffic of one IP protocol. */
export function trafficOf(protocol: number): IntervalSet {
  const at = blocks.indexOf(protocol);
  if (at < 0) return interval(others + protocol, others + protocol);
  return hasPorts(protocol)
    ? interval(at * block + 1, at * block + 65535)
    : interval(at * block, (at + 1) * block - 1);
}

/** Everything that can be sent. */
export const allTraffic: IntervalSet = unionAll([
  ...blocks.map(trafficOf),
  otherNumbers.map((number) => others + number),
]);

/** Whether a protocol has ports. */
export function hasPorts(protocol: number): boolean {
  return blocks.slice(0, transportProtocols.length).includes(protocol);
}

/** A transport protocol's traffic to some ports. */
export function toPorts(protocol: number, ports: IntervalSet): IntervalSet {
  const base = blocks.indexOf(protocol) * block;
  return ports.map((port) => base + port);
}

/** ICMP (or ICMPv6) of a type and code; of all, where one is not given. */
export function icmpOf(protocol: number, type?: number, code?: number): IntervalSet {
  const base = blocks.indexOf(protocol) * block;
  if (type === undefined) return trafficOf(protocol);
  return code === undefined
    ? interval(base + type * 256, base + type * 256 + 255)
    : interval(base + type * 256 + code, base + type * 256 + code);
}

/** The ports of a transport protocol (or the `type * 256 + code` of ICMP) that are in a set of traffic. */
export function portsIn(traffic: IntervalSet, protocol: number): IntervalSet {
  const own = intersect(traffic, trafficOf(protocol));
  const base = blocks.indexOf(protocol) * block;
  return own.length === 0 ? emptySet : own.map((number) => number - base);
}

/** Numbers of the IP protocols without ports or types that are in a set of traffic. */
export function otherProtocolsIn(traffic: IntervalSet): IntervalSet {
  return intersect(traffic, interval(others, others + 255)).map((number) => number - others);
}

/** All traffic of the IP protocols without ports or types whose numbers are in a set. */
export function otherTraffic(protocols: IntervalSet): IntervalSet {
  return intersect(protocols, otherNumbers).map((number) => others + number);
}

/** Traffic that can be sent between addresses of a family: each has its own ICMP. */
export function trafficOfFamily(family: 4 | 6): IntervalSet {
  return subtract(allTraffic, trafficOfOtherFamily(family));
}

/** Traffic that no address of a family sends, because it is the other one's: what is said of all addresses does not mean it. */
export function trafficOfOtherFamily(family: 4 | 6): IntervalSet {
  return trafficOf(family === 4 ? protocolNumbers.ICMPv6 : protocolNumbers.ICMP);
}
