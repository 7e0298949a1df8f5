import {
  icmpOf,
  otherTraffic,
  protocolNumbers,
  toPorts,
  trafficOf,
  transportProtocols,
} from "../../evaluate/traffic.js";
import { includes, interval, unionAll, type IntervalSet } from "../../sets/intervals.js";
import type { AllowedTraffic, Range } from "../allowedTraffic.js";

/** The set that a report shows: the reverse of `describeTraffic`, ICMP taken as that of both families. */
export function trafficFrom({ allow, icmp, protocols }: AllowedTraffic): IntervalSet {
  const ports = unionAll(
    transportProtocols.map((protocol) => toPorts(protocolNumbers[protocol], setFrom(allow[protocol] ?? []))),
  );
  const everyPort = includes(ports, transport);
  return unionAll([
    ports,
    icmp ? unionAll(icmp.map(icmpFrom)) : everyPort ? icmpFrom("all") : [],
    protocols ? otherTraffic(setFrom(protocols)) : everyPort ? otherTraffic(interval(0, 255)) : [],
  ]);
}

const transport = unionAll(transportProtocols.map((protocol) => trafficOf(protocolNumbers[protocol])));

function setFrom(ranges: readonly Range[]): IntervalSet {
  return unionAll(ranges.map(([first, last]) => interval(first, last)));
}

function icmpFrom(text: string): IntervalSet {
  const [type, code] = text === "all" ? [] : text.split("/").map(Number);
  return unionAll(
    [protocolNumbers.ICMP, protocolNumbers.ICMPv6].map((protocol) => icmpOf(protocol, type, code)),
  );
}
