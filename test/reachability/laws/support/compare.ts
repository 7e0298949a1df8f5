import assert from "node:assert/strict";
import { Evaluation } from "../../../../reachability/evaluate/evaluation.js";
import { allowedBetween, type Between } from "../../../../reachability/questions/allowedBetween.js";
import type { End } from "../../../../reachability/questions/ask.js";
import { endpointName } from "../../../../reachability/questions/matrix.js";
import { formatRange, type AddressRange } from "../../../../reachability/sets/addresses.js";
import { includes } from "../../../../reachability/sets/intervals.js";
import type { Case } from "../../generate/flavours.js";
import { evaluationOf } from "../../support/evaluate.js";

/** Says of two clusters with the same pods that what gets through in the first still does in the second, on every port. */
export function assertKeeps({ objects, settings }: Case, changed: readonly unknown[]): void {
  const [before, after] = together(evaluationOf(objects, settings), evaluationOf(changed, settings));
  for (const [from, to] of pairs(before)) {
    const first = allowedBetween(before, from, to);
    const second = allowedBetween(after, from, to);
    for (const how of ["allow", "certain"] as const satisfies readonly (keyof Between)[])
      assert.ok(
        includes(second[how], first[how]),
        `${how} ${text(before, from)} -> ${text(before, to)}: ${first[how].join()} became ${second[how].join()}`,
      );
  }
}

/** Two evaluations of the same pods, both cut at every address where one of them is: their parts are the same. */
export function together(one: Evaluation, other: Evaluation): readonly [Evaluation, Evaluation] {
  const cuts = [...partsOf(one), ...partsOf(other)];
  return [new Evaluation(one.cluster, cuts), new Evaluation(other.cluster, cuts)];
}

/** Every part into which an evaluation cuts the address space. */
export function partsOf({ universe: { space } }: Evaluation): AddressRange[] {
  return Array.from({ length: space.size }, (_, part) => space.rangeOf(part, part));
}

/** Every two ends that an evaluation tells apart, at least one of which is pods. */
export function* pairs(evaluation: Evaluation): Generator<readonly [End, End]> {
  const pods = [...evaluation.endpoints.keys()].map((endpoint): End => ({ kind: "pods", endpoint }));
  const parts = partsOf(evaluation).map((range): End => ({ kind: "addresses", ranges: [range] }));
  for (const pod of pods) {
    for (const other of pods) yield [pod, other];
    for (const part of parts) {
      yield [pod, part];
      yield [part, pod];
    }
  }
}

/** An end as a message names it. */
export function text({ endpoints }: Evaluation, end: End): string {
  return end.kind === "pods" ? endpointName(endpoints[end.endpoint]!) : end.ranges.map(formatRange).join();
}
