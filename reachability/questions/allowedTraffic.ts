import type { TransportProtocol } from "../model/cluster.js";
import { subtract, unionAll, type IntervalSet } from "../sets/intervals.js";
import {
  allTraffic,
  icmpOf,
  otherProtocolsIn,
  portsIn,
  protocolNumbers,
  trafficOf,
  transportProtocols,
} from "../evaluate/traffic.js";

/** Numbers from the first to the second, both included. */
export type Range = readonly [number, number];

/** What gets through, as reports show it. */
export interface AllowedTraffic {
  /** Ports by protocol; all of them are [[1, 65535]]. A protocol of which nothing gets through is absent. */
  readonly allow: Readonly<Partial<Record<TransportProtocol, readonly Range[]>>>;
  /**
   * Types of ICMP and ICMPv6 as `8` or `8/0`, `all` for all. Absent: as with the ports, all of it where all ports of all
   * protocols get through, else none.
   */
  readonly icmp?: readonly string[];
  /** Other IP protocols by number. Absent: as with `icmp`. */
  readonly protocols?: readonly Range[];
}

/** A set of traffic as reports show it. */
export function describeTraffic(traffic: IntervalSet): AllowedTraffic {
  const allow: Partial<Record<TransportProtocol, Range[]>> = {};
  for (const protocol of transportProtocols) {
    const ports = rangesOf(portsIn(traffic, protocolNumbers[protocol]));
    if (ports.length > 0) allow[protocol] = ports;
  }
  const transport = unionAll(transportProtocols.map((protocol) => trafficOf(protocolNumbers[protocol])));
  const everyPort = subtract(transport, traffic).length === 0;
  const icmp = icmpIn(traffic);
  const protocols = rangesOf(otherProtocolsIn(traffic));
  const asPorts = everyPort ? icmp.join() === "all" : icmp.length === 0;
  const othersAsPorts = everyPort
    ? otherProtocolsIn(subtract(allTraffic, traffic)).length === 0
    : protocols.length === 0;
  return {
    allow,
    ...(asPorts ? {} : { icmp }),
    ...(othersAsPorts ? {} : { protocols }),
  };
}

function rangesOf(set: IntervalSet): Range[] {
  const ranges: Range[] = [];
  for (let i = 0; i < set.length; i += 2) ranges.push([set[i]!, set[i + 1]!]);
  return ranges;
}

/** Types, or types and codes, of the ICMP that is in a set: of either family, whichever the ends have. */
function icmpIn(traffic: IntervalSet): string[] {
  const codes = unionAll(
    [protocolNumbers.ICMP, protocolNumbers.ICMPv6].map((protocol) => portsIn(traffic, protocol)),
  );
  if (codes.length === 0) return [];
  if (subtract(portsIn(icmpOf(protocolNumbers.ICMP), protocolNumbers.ICMP), codes).length === 0)
    return ["all"];
  const texts: string[] = [];
  for (let i = 0; i < codes.length; i += 2) {
    for (let next = codes[i]!; next <= codes[i + 1]!;) {
      const type = next >> 8;
      const whole = next % 256 === 0 && next + 255 <= codes[i + 1]!;
      texts.push(whole ? `${type}` : `${type}/${next % 256}`);
      next += whole ? 256 : 1;
    }
  }
  return texts;
}
