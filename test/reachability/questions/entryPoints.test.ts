import assert from "node:assert/strict";
import { protocolNumbers, toPorts } from "../../../reachability/evaluate/traffic.js";
import { leadsTo, type Entrance } from "../../../reachability/questions/exposure/entryPoints.js";
import { parseCidr } from "../../../reachability/sets/addresses.js";
import type { IntervalSet } from "../../../reachability/sets/intervals.js";

const port = (number: number) => toPorts(protocolNumbers.TCP, [number, number]);
const cidrs = (...texts: string[]) => texts.map((text) => parseCidr(text)!);
const everywhere = ["0.0.0.0/0"];

/** Leads to the endpoints 1 and 2 at port 80, and to 2 and 3 at port 90. */
function entrance(sources?: readonly string[]): Entrance {
  return {
    name: {
      kind: "LoadBalancer",
      namespace: "shop",
      name: "web",
      port: 80,
      origin: { file: "web.yaml", path: [], lineOf: () => undefined },
      path: [],
    },
    targets: [
      { traffic: port(80), endpoints: [1, 2] },
      { traffic: port(90), endpoints: [2, 3] },
    ],
    ...(sources ? { sources: cidrs(...sources) } : {}),
  };
}

describe("a way in leads to what is open", () => {
  const cases: readonly (readonly [
    says: string,
    endpoint: number,
    allow: () => IntervalSet,
    from: readonly string[],
    sources: readonly string[] | undefined,
    leads: boolean,
  ])[] = [
    ["at a pod behind it, and its port", 1, () => port(80), everywhere, undefined, true],
    ["at a pod behind its other port", 3, () => port(90), everywhere, undefined, true],
    ["not at another pod", 4, () => port(80), everywhere, undefined, false],
    ["not at a port that it does not have there", 3, () => port(80), everywhere, undefined, false],
    ["not at a port that it does not have", 1, () => port(81), everywhere, undefined, false],
    ["not where nothing is open", 1, () => [], everywhere, undefined, false],
    ["from the clients that it admits", 1, () => port(80), everywhere, ["192.0.2.0/24"], true],
    [
      "from some of them",
      1,
      () => port(80),
      ["192.0.2.0/25", "10.0.0.0/8"],
      ["192.0.2.128/25", "192.0.2.0/32"],
      true,
    ],
    ["up to the last of them", 1, () => port(80), ["192.0.2.255/32"], ["192.0.2.0/24"], true],
    ["from the first of them on", 1, () => port(80), ["192.0.2.0/32"], ["192.0.2.0/24"], true],
    ["not from clients before them", 1, () => port(80), ["192.0.1.255/32"], ["192.0.2.0/24"], false],
    ["not from clients after them", 1, () => port(80), ["192.0.3.0/32"], ["192.0.2.0/24"], false],
    ["not from clients of the other family", 1, () => port(80), ["::/0"], ["0.0.0.0/0"], false],
    ["not where it admits nobody", 1, () => port(80), everywhere, [], false],
  ];
  for (const [says, endpoint, allow, from, sources, leads] of cases)
    it(says, () => {
      assert.equal(leadsTo(entrance(sources), endpoint, allow(), cidrs(...from)), leads);
    });
});
