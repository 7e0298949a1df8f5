import { addressRows, between } from "../evaluate/connections.js";
import type { Evaluation } from "../evaluate/evaluation.js";
import { trafficOfFamily } from "../evaluate/traffic.js";
import { combine, pieces } from "../evaluate/piecewise.js";
import type { Direction } from "../model/policy.js";
import type { AddressRange } from "../sets/addresses.js";
import { emptySet, intersect, membersOf, subtract, type IntervalSet } from "../sets/intervals.js";
import type { Expectation, ExpectedFlow } from "./expectation.js";
import { Expected, type Wanted } from "./expected.js";
import { podConnections } from "./podConnections.js";

/** An end of a connection: an endpoint by its number, or addresses. */
export type ProofEnd =
  | { readonly kind: "pods"; readonly endpoint: number }
  | { readonly kind: "addresses"; readonly range: AddressRange };

/** Where the network and the expectation differ. */
export type Difference =
  /** Something gets through that is not expected. */
  | {
      readonly kind: "undeclared";
      readonly from: ProofEnd;
      readonly to: ProofEnd;
      readonly traffic: IntervalSet;
    }
  /** One end's policies open something that is not expected; so far the other end's stop it. */
  | {
      readonly kind: "one-sided";
      /** The side that is open. */
      readonly direction: Direction;
      readonly from: ProofEnd;
      readonly to: ProofEnd;
      readonly traffic: IntervalSet;
    }
  /** Something that is required does not get through, or not for every address that the pods may have. */
  | {
      readonly kind: "blocked";
      readonly from: ProofEnd;
      readonly to: ProofEnd;
      readonly traffic: IntervalSet;
      readonly flow: ExpectedFlow;
    }
  /** A required flow of which one end is no pod of the cluster. */
  | { readonly kind: "nobody"; readonly flow: ExpectedFlow };

/** Every difference between what gets through and what is expected, in both directions; none is the proof. */
export function* differences(evaluation: Evaluation, expectation: Expectation): Generator<Difference> {
  const expected = new Expected(evaluation, expectation);
  for (const flow of expected.missing) yield { kind: "nobody", flow };
  yield* betweenPods(evaluation, expectation, expected);
  yield* withAddresses(evaluation, expectation, expected);
  yield* oneSided(evaluation, expectation, expected);
}

function* betweenPods(
  evaluation: Evaluation,
  { closed }: Expectation,
  expected: Expected,
): Generator<Difference> {
  const { endpoints } = evaluation;
  const judged = endpoints.map(closed);
  const found = new Map<number, Set<number>>();
  for (const { from, to, allow, certain } of podConnections(evaluation)) {
    const wanted = expected.between(from, to);
    if (wanted.flows.length > 0) found.set(from, (found.get(from) ?? new Set()).add(to));
    // A pod always reaches itself.
    const trivial = from === to && endpoints[from]!.count <= 1;
    const undeclared = subtract(allow, wanted.may);
    const ends = { from: pods(from), to: pods(to) };
    if (undeclared.length > 0 && !trivial && (judged[from] || judged[to]))
      yield { kind: "undeclared", ...ends, traffic: undeclared };
    yield* blocked(wanted, certain, ends);
  }
  for (const from of endpoints.keys())
    for (const [to, wanted] of expected.from(from))
      if (!found.get(from)?.has(to)) yield* blocked(wanted, emptySet, { from: pods(from), to: pods(to) });
}

function* withAddresses(
  evaluation: Evaluation,
  { closed }: Expectation,
  expected: Expected,
): Generator<Difference> {
  const { endpoints, universe } = evaluation;
  // A piece is of one family.
  const outside = universe.space.families.flatMap((family) =>
    intersect(evaluation.outsideParts, universe.space.partsOf(family)),
  );
  for (const [endpointClass, members] of universe.classes.entries()) {
    for (const direction of ["ingress", "egress"] as const) {
      const { allow, certain } = addressRows(evaluation, endpointClass, direction);
      const actual = combine(allow, certain, (may, always) => ({ may, always }), never);
      for (const endpoint of members) {
        const isClosed = closed(endpoints[endpoint]!);
        const compared = combine(
          actual,
          expected.withAddresses(endpoint, direction),
          ({ may, always }, wanted) => ({ may, always, wanted }),
          never,
        );
        for (let i = 0; i < outside.length; i += 2)
          for (const { first, last, value } of pieces(compared, outside[i]!, outside[i + 1]!)) {
            const pod = pods(endpoint);
            const addresses: ProofEnd = { kind: "addresses", range: universe.space.rangeOf(first, last) };
            const ends =
              direction === "ingress" ? { from: addresses, to: pod } : { from: pod, to: addresses };
            const undeclared = subtract(value.may, value.wanted.may);
            if (isClosed && undeclared.length > 0) yield { kind: "undeclared", ...ends, traffic: undeclared };
            yield* blocked(value.wanted, value.always, ends);
          }
      }
    }
  }
}

/** What the policies of a closed pod open on their own, and the other end's do not. */
function* oneSided(
  evaluation: Evaluation,
  { closed }: Expectation,
  expected: Expected,
): Generator<Difference> {
  const { endpoints, universe, sourcePorts } = evaluation;
  const seen = new Set<string>();
  for (const [endpointClass, all] of universe.classes.entries()) {
    const members = all.filter((member) => closed(endpoints[member]!));
    if (members.length === 0) continue;
    for (const direction of ["ingress", "egress"] as const)
      for (const element of membersOf(universe.elementsOf(endpointClass))) {
        const family = universe.familyOf(element);
        for (const sourcePort of sourcePorts) {
          const row = evaluation.row(element, direction, sourcePort);
          for (const { first, last, value } of pieces(row, universe.pods[0]!, universe.pods[1]!)) {
            const open = intersect(value, trafficOfFamily(family));
            if (open.length === 0) continue;
            for (let peer = first; peer <= last; peer += 1) {
              const [source, target] = direction === "ingress" ? [peer, element] : [element, peer];
              if (universe.familyOf(peer) !== family) continue;
              const excess = subtract(open, between(evaluation, source, target, sourcePort));
              if (excess.length === 0) continue;
              for (const member of members)
                for (const other of universe.classes[universe.classAt(peer)]!) {
                  const [from, to] = direction === "ingress" ? [other, member] : [member, other];
                  const traffic = subtract(excess, expected.between(from, to).may);
                  const key = `${direction} ${from} ${to}`;
                  const trivial = from === to && endpoints[from]!.count <= 1;
                  if (trivial || traffic.length === 0 || seen.has(key)) continue;
                  seen.add(key);
                  yield { kind: "one-sided", direction, from: pods(from), to: pods(to), traffic };
                }
            }
          }
        }
      }
  }
}

/** Pieces are reported as they are: joined ones would hide which flow is which. */
function never(): boolean {
  return false;
}

/** What is wanted and does not surely get through, flow by flow. */
function* blocked(
  { must, flows }: Wanted,
  certain: IntervalSet,
  ends: { readonly from: ProofEnd; readonly to: ProofEnd },
): Generator<Difference> {
  if (subtract(must, certain).length === 0) return;
  for (const flow of flows) {
    const traffic = subtract(flow.required ? flow.traffic : emptySet, certain);
    if (traffic.length > 0) yield { kind: "blocked", ...ends, traffic, flow };
  }
}

/** The end that an endpoint is. */
export function pods(endpoint: number): ProofEnd {
  return { kind: "pods", endpoint };
}
