import { addressRows } from "../evaluate/connections.js";
import type { Evaluation } from "../evaluate/evaluation.js";
import { pieces } from "../evaluate/piecewise.js";
import type { Direction } from "../model/policy.js";
import { emptySet, intersect, interval, subtract, type IntervalSet } from "../sets/intervals.js";
import type { ExpectedNever, NeverEnd } from "./expectation.js";
import { endpointsAt } from "./expected.js";
import { pods, type ProofEnd } from "./prove.js";
import { podConnections } from "./podConnections.js";

/** A connection that an assertion forbids. */
export interface Broken {
  readonly never: ExpectedNever;
  readonly from: ProofEnd;
  readonly to: ProofEnd;
  readonly traffic: IntervalSet;
}

/** Every connection that gets through although an assertion says that it never does. */
export function* brokenAssertions(
  evaluation: Evaluation,
  nevers: readonly ExpectedNever[],
): Generator<Broken> {
  if (nevers.length === 0) return;
  const into = new Map<number, { readonly from: number; readonly traffic: IntervalSet }[]>();
  for (const { from, to, allow } of podConnections(evaluation)) {
    // A pod always reaches itself.
    if (from === to && evaluation.endpoints[from]!.count <= 1) continue;
    const list = into.get(to);
    if (list) list.push({ from, traffic: allow });
    else into.set(to, [{ from, traffic: allow }]);
  }
  for (const never of nevers) {
    const excepted = new Set(never.except.flatMap((end) => endpointsAt(evaluation, end) ?? []));
    const sources = podsOf(evaluation, never.from).filter((source) => !excepted.has(source));
    const targets = podsOf(evaluation, never.to);
    const asked = new Set(sources);
    for (const to of targets)
      for (const { from, traffic } of into.get(to) ?? [])
        if (asked.has(from)) yield { never, from: pods(from), to: pods(to), traffic };
    for (const [side, ends, direction] of [
      [never.from, targets, "ingress"],
      [never.to, sources, "egress"],
    ] as const) {
      const parts = addressesOf(evaluation, side);
      if (parts.length === 0) continue;
      for (const endpoint of ends) yield* outside(evaluation, never, endpoint, direction, parts);
    }
  }
}

function* outside(
  evaluation: Evaluation,
  never: ExpectedNever,
  endpoint: number,
  direction: Direction,
  parts: IntervalSet,
): Generator<Broken> {
  const { universe } = evaluation;
  const { allow } = addressRows(evaluation, universe.classOfEndpoint(endpoint), direction);
  for (let i = 0; i < parts.length; i += 2) {
    for (const { first, last, value } of pieces(allow, parts[i]!, parts[i + 1]!)) {
      if (value.length === 0) continue;
      const addresses: ProofEnd = { kind: "addresses", range: universe.space.rangeOf(first, last) };
      const [from, to] = direction === "ingress" ? [addresses, pods(endpoint)] : [pods(endpoint), addresses];
      yield { never, from, to, traffic: value };
    }
  }
}

function podsOf(evaluation: Evaluation, end: NeverEnd): number[] {
  if (end.kind === "anything") return [...evaluation.endpoints.keys()];
  return end.kind === "outside" ? [] : (endpointsAt(evaluation, end) ?? []);
}

/** Parts of the address space that an end means, each interval of one family. */
function addressesOf(evaluation: Evaluation, end: NeverEnd): IntervalSet {
  const { space } = evaluation.universe;
  const parts = ((): IntervalSet => {
    switch (end.kind) {
      case "anything":
        return evaluation.outsideParts;
      case "outside":
        return subtract(interval(0, space.size - 1), space.partsIn(end.inside));
      case "addresses":
        return space.partsIn(end.ranges);
      case "pods":
      case "every-pod":
        return emptySet;
    }
  })();
  return space.families.flatMap((family) => intersect(parts, space.partsOf(family)));
}
