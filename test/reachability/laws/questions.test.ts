import assert from "node:assert/strict";
import fc from "fast-check";
import { between } from "../../../reachability/evaluate/connections.js";
import type { Evaluation } from "../../../reachability/evaluate/evaluation.js";
import { decideSide } from "../../../reachability/evaluate/sideDecision.js";
import { trafficOfFamily } from "../../../reachability/evaluate/traffic.js";
import { allowedBetween } from "../../../reachability/questions/allowedBetween.js";
import { ask } from "../../../reachability/questions/ask.js";
import { has, includes, type IntervalSet } from "../../../reachability/sets/intervals.js";
import { evaluationOf } from "../support/evaluate.js";
import { cases } from "./support/anyCase.js";
import { pairs, text } from "./support/compare.js";
import { runs } from "./support/runs.js";
import { anyRoll, type Roll } from "./support/shuffled.js";
import { boundariesOf } from "./support/traffic.js";

/** How many pairs of ends one run asks about. */
const pairsPerRun = 20;

function some<T>(items: readonly T[], roll: Roll): readonly T[] {
  return items.length === 0 ? [] : Array.from({ length: pairsPerRun }, () => items[roll(items.length)]!);
}

/** Traffic of every rule of an evaluation, which is where verdicts change. */
function trafficOfRules(evaluation: Evaluation): IntervalSet[] {
  return (["ingress", "egress"] as const).flatMap((direction) =>
    evaluation.cluster.policies.flatMap((policy, number) =>
      policy[direction] ? evaluation.rulesOf(number, direction).map(({ traffic }) => traffic) : [],
    ),
  );
}

describe("every question has the same answer", () => {
  for (const [flavour, anyCase] of Object.entries(cases)) {
    it(`for one packet policy by policy, and for all packets at once: ${flavour}`, () => {
      fc.assert(
        fc.property(anyCase, anyRoll, ({ objects, settings }, roll) => {
          const evaluation = evaluationOf(objects, settings);
          const { universe, sourcePorts } = evaluation;
          const packets = boundariesOf(trafficOfRules(evaluation));
          const elements = Array.from({ length: universe.size }, (_, element) => element);
          for (const from of some(elements, roll)) {
            const to = elements[roll(elements.length)]!;
            const sourcePort = sourcePorts[roll(sourcePorts.length)]!;
            if (universe.familyOf(from) !== universe.familyOf(to)) continue;
            const through = between(evaluation, from, to, sourcePort);
            for (const traffic of intersectEach(packets, trafficOfFamily(universe.familyOf(from)))) {
              const shared = { traffic, sourcePort };
              const sides = [
                ...(has(universe.pods, from)
                  ? [decideSide(evaluation, { subject: from, peer: to, direction: "egress", ...shared })]
                  : []),
                ...(has(universe.pods, to)
                  ? [decideSide(evaluation, { subject: to, peer: from, direction: "ingress", ...shared })]
                  : []),
              ];
              assert.equal(
                sides.every(({ allowed }) => allowed),
                has(through, traffic),
                JSON.stringify({ from, to, traffic, sourcePort }),
              );
            }
          }
        }),
        runs,
      );
    });

    it(`for one packet between two ends, wherever they are, and for all that they may send: ${flavour}`, () => {
      fc.assert(
        fc.property(anyCase, anyRoll, ({ objects, settings }, roll) => {
          const evaluation = evaluationOf(objects, settings);
          for (const [from, to] of some([...pairs(evaluation)], roll)) {
            const { allow, certain } = allowedBetween(evaluation, from, to);
            assert.ok(includes(allow, certain), "what gets through everywhere gets through somewhere");
            const packets = boundariesOf([allow, certain]);
            const traffic = packets[roll(packets.length)]!;
            const { verdict, cases: found } = ask(evaluation, from, to, traffic);
            const expected = has(certain, traffic) ? "allowed" : has(allow, traffic) ? "depends" : "denied";
            assert.equal(
              verdict,
              expected,
              `${text(evaluation, from)} -> ${text(evaluation, to)} ${traffic}`,
            );
            for (const { allowed, egress, ingress } of found)
              assert.equal(allowed, (egress?.allowed ?? true) && (ingress?.allowed ?? true));
          }
        }),
        runs,
      );
    });
  }
});

function intersectEach(packets: readonly number[], set: IntervalSet): readonly number[] {
  return packets.filter((packet) => has(set, packet));
}
