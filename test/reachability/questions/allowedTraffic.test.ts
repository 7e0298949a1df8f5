import assert from "node:assert/strict";
import {
  allTraffic,
  icmpOf,
  protocolNumbers,
  toPorts,
  trafficOf,
  trafficOfFamily,
} from "../../../reachability/evaluate/traffic.js";
import { describeTraffic, type AllowedTraffic } from "../../../reachability/questions/allowedTraffic.js";
import { subtract, unionAll, type IntervalSet } from "../../../reachability/sets/intervals.js";

const { TCP, UDP, SCTP, ICMP, ICMPv6 } = protocolNumbers;
const ports = (protocol: number, ...bounds: number[]) => toPorts(protocol, bounds);
const every = { TCP: [[1, 65535]], UDP: [[1, 65535]], SCTP: [[1, 65535]] } as const;
const transport = unionAll([TCP, UDP, SCTP].map(trafficOf));
/** IGMP, GRE and ESP. */
const [igmp, gre, esp] = [2, 47, 50];

describe("what gets through, as reports show it, is", () => {
  const cases: readonly (readonly [says: string, traffic: () => IntervalSet, shown: AllowedTraffic])[] = [
    ["nothing", () => [], { allow: {} }],
    ["everything", () => allTraffic, { allow: every }],
    ["everything that IPv4 has, ICMP alike", () => trafficOfFamily(4), { allow: every }],
    ["everything that IPv6 has, ICMP alike", () => trafficOfFamily(6), { allow: every }],
    [
      "ports, in ranges, by protocol",
      () => unionAll([ports(TCP, 80, 80, 90, 99), ports(UDP, 53, 53), ports(SCTP, 1, 65535)]),
      {
        allow: {
          TCP: [
            [80, 80],
            [90, 99],
          ],
          UDP: [[53, 53]],
          SCTP: [[1, 65535]],
        },
      },
    ],
    [
      "all ports without ICMP and other protocols, which is then said",
      () => transport,
      { allow: every, icmp: [], protocols: [] },
    ],
    [
      "all ports and other protocols without ICMP",
      () => subtract(allTraffic, unionAll([trafficOf(ICMP), trafficOf(ICMPv6)])),
      { allow: every, icmp: [] },
    ],
    ["ICMP alone, all of it", () => trafficOf(ICMP), { allow: {}, icmp: ["all"] }],
    ["ICMPv6 alone, all of it", () => trafficOf(ICMPv6), { allow: {}, icmp: ["all"] }],
    [
      "types of ICMP, whole ones and single codes",
      () => unionAll([icmpOf(ICMP, 0), icmpOf(ICMP, 3, 4), icmpOf(ICMP, 8)]),
      { allow: {}, icmp: ["0", "3/4", "8"] },
    ],
    [
      "neighbouring types of ICMP, each by itself",
      () => unionAll([icmpOf(ICMP, 3, 255), icmpOf(ICMP, 4), icmpOf(ICMP, 5, 0)]),
      { allow: {}, icmp: ["3/255", "4", "5/0"] },
    ],
    [
      "types of either ICMP, once",
      () => unionAll([icmpOf(ICMP, 8), icmpOf(ICMPv6, 8), icmpOf(ICMPv6, 128)]),
      { allow: {}, icmp: ["8", "128"] },
    ],
    [
      "other protocols by number",
      () => unionAll([igmp, gre, esp].map((number) => trafficOf(number))),
      {
        allow: {},
        protocols: [
          [2, 2],
          [47, 47],
          [50, 50],
        ],
      },
    ],
    [
      "all ports and ICMP, and some of the other protocols",
      () => unionAll([transport, trafficOf(ICMP), trafficOf(gre)]),
      { allow: every, protocols: [[47, 47]] },
    ],
    [
      "all ports but one, and all else",
      () => subtract(allTraffic, ports(TCP, 22, 22)),
      {
        allow: {
          ...every,
          TCP: [
            [1, 21],
            [23, 65535],
          ],
        },
        icmp: ["all"],
        protocols: [
          [0, 0],
          [2, 5],
          [7, 16],
          [18, 57],
          [59, 131],
          [133, 255],
        ],
      },
    ],
  ];
  for (const [says, traffic, shown] of cases)
    it(says, () => {
      assert.deepEqual(describeTraffic(traffic()), shown);
    });
});
