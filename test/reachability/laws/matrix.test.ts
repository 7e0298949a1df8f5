import assert from "node:assert/strict";
import fc from "fast-check";
import type { Evaluation } from "../../../reachability/evaluate/evaluation.js";
import { describeTraffic } from "../../../reachability/questions/allowedTraffic.js";
import { allowedBetween } from "../../../reachability/questions/allowedBetween.js";
import { matrixOf, outsideKind, type Connection } from "../../../reachability/questions/matrix.js";
import { parseAddress } from "../../../reachability/sets/addresses.js";
import { sameSet } from "../../../reachability/sets/intervals.js";
import { anyChoices, chosenPackets } from "../agreement/cases.js";
import { flavours } from "../generate/flavours.js";
import { addressesOf } from "../oracle/endpoints.js";
import type { Pod } from "../oracle/objects.js";
import type { End } from "../oracle/packet.js";
import { verdict } from "../oracle/verdict.js";
import { evaluationOf } from "../support/evaluate.js";
import { cases } from "./support/anyCase.js";
import { pairs, text } from "./support/compare.js";
import { listed } from "./support/listed.js";
import { runs } from "./support/runs.js";

/** How many of the packets that a case chooses one run asks the oracle about, which is slow. */
const asked = 15;

/** Fields of a connection that say what gets through. */
function trafficOf({ allow, icmp, protocols, uncertain }: Connection): object {
  return {
    allow,
    ...(icmp ? { icmp } : {}),
    ...(protocols ? { protocols } : {}),
    ...(uncertain ? { uncertain } : {}),
  };
}

/** First and last address of a range, by name. */
function boundsOf(range: string) {
  const [first, last] = range.split("-").map((address) => parseAddress(address)!);
  return { family: first!.family, first: first!.first, last: last!.last };
}

/** The connections with addresses outside, for each workload and direction. */
function outsideOf(connections: readonly Connection[]): readonly (readonly [string, Connection][])[] {
  const groups = new Map<string, [string, Connection][]>();
  for (const each of connections) {
    const inward = each.fromKind === outsideKind;
    if (!inward && each.toKind !== outsideKind) continue;
    const key = inward ? `to ${each.to}` : `from ${each.from}`;
    groups.set(key, [...(groups.get(key) ?? []), [inward ? each.from : each.to, each]]);
  }
  return [...groups.values()];
}

/** Whether the matrix speaks of an address: it is no pod's, and not where pods get theirs from. */
function isOutside({ pod, address }: End, evaluation: Evaluation): boolean {
  const { family, first } = parseAddress(address)!;
  const inside = evaluation.cluster.addresses.pods.some(
    (range) => range.family === family && range.first <= first && first <= range.last,
  );
  return pod === undefined && !inside;
}

describe("the matrix", () => {
  for (const [flavour, anyCase] of Object.entries(flavours)) {
    it(`lists what the specifications let through, packet by packet: ${flavour}`, () => {
      fc.assert(
        fc.property(anyCase, anyChoices, ({ objects, settings }, choices) => {
          const evaluation = evaluationOf(objects, settings);
          const matrix = matrixOf(evaluation);
          const packets = chosenPackets(objects, choices)
            .filter((packet) => packet.from.pod !== packet.to.pod)
            .filter(({ from, to }) => [from, to].every((end) => end.pod ?? isOutside(end, evaluation)))
            .slice(0, asked);
          for (const packet of packets) {
            const found = listed(matrix, packet);
            const message = JSON.stringify({ packet, found });
            if (verdict(objects, packet, settings)) assert.ok(found, message);
            // Of several addresses or client's ports it may be others that get through.
            else if (found && !(found.uncertain ?? mayDiffer(objects, evaluation))) assert.fail(message);
          }
        }),
        runs,
      );
    });
  }

  for (const [flavour, anyCase] of Object.entries(cases)) {
    it(`lists every pair of workloads between which anything gets through, and what: ${flavour}`, () => {
      fc.assert(
        fc.property(anyCase, ({ objects, settings }) => {
          const evaluation = evaluationOf(objects, settings);
          const actual = new Map(
            matrixOf(evaluation)
              .connections.filter(({ fromKind, toKind }) => ![fromKind, toKind].includes(outsideKind))
              .map((each) => [`${each.from} ${each.to}`, trafficOf(each)]),
          );
          const expected = new Map<string, object>();
          for (const [from, to] of pairs(evaluation)) {
            if (from.kind !== "pods" || to.kind !== "pods" || from.endpoint === to.endpoint) continue;
            const { allow, certain } = allowedBetween(evaluation, from, to);
            if (allow.length === 0) continue;
            expected.set(`${text(evaluation, from)} ${text(evaluation, to)}`, {
              ...describeTraffic(allow),
              ...(sameSet(allow, certain) ? {} : { uncertain: true }),
            });
          }
          assert.deepEqual(actual, expected);
        }),
        runs,
      );
    });

    it(`lists addresses in ranges that are disjoint and as long as they can be, sorted: ${flavour}`, () => {
      fc.assert(
        fc.property(anyCase, ({ objects, settings }) => {
          const { connections } = matrixOf(evaluationOf(objects, settings));
          const order = connections.map(({ from, to }) => [from, to] as const);
          assert.deepEqual(
            order,
            [...order].sort(([a, b], [c, d]) => (a === c ? (b < d ? -1 : 1) : a < c ? -1 : 1)),
          );
          for (const group of outsideOf(connections)) {
            const ranges = group
              .map(([range, each]) => ({ ...boundsOf(range), says: JSON.stringify(trafficOf(each)) }))
              .sort((a, b) => a.family - b.family || (a.first < b.first ? -1 : 1));
            for (const [index, range] of ranges.slice(1).entries()) {
              const before = ranges[index]!;
              if (before.family !== range.family) continue;
              assert.ok(before.last < range.first, "two ranges share an address");
              assert.ok(before.last + 1n < range.first || before.says !== range.says, "two ranges are one");
            }
          }
        }),
        runs,
      );
    });
  }
});

/** Whether the matrix may list for addresses outside what only some addresses of a pod, or ports of a client, have. */
function mayDiffer(objects: readonly object[], { sourcePorts }: Evaluation): boolean {
  return (
    sourcePorts.length > 1 ||
    objects.some((object) => "status" in object && addressesOf(object as Pod).length > 1)
  );
}
