import type { Direction } from "../model/policy.js";
import type { AddressRange } from "../sets/addresses.js";
import { emptySet, has, intersect, membersOf, sameSet, union, type IntervalSet } from "../sets/intervals.js";
import type { Evaluation, Row } from "./evaluation.js";
import { at, combine, constant, on, pieces } from "./piecewise.js";
import { trafficOfFamily, trafficOfOtherFamily } from "./traffic.js";

/** What can be sent from one class of pods to another. */
export interface ClassConnection {
  readonly from: number;
  readonly to: number;
  /** What gets through for some addresses that the pods may have, some node they may run on, some port of the client's. */
  readonly allow: IntervalSet;
  /** What gets through for all of them; nearly always the same. */
  readonly certain: IntervalSet;
}

/** What can be sent between a class of pods and addresses. */
export interface AddressConnection {
  readonly endpointClass: number;
  /** ingress: from the addresses to the pods. */
  readonly direction: Direction;
  readonly range: AddressRange;
  readonly allow: IntervalSet;
}

/** Rows with more peers in one piece than this are joined from the other side. */
const narrow = 64;

/** Where a row of a pod allows anything, among pods. */
interface OpenPiece {
  readonly first: number;
  readonly last: number;
  readonly allow: IntervalSet;
}

/**
 * Every pair of classes between which anything gets through: egress of the one and ingress of the other. Only pairs that
 * one side opens narrowly are looked at, and those that both open widely: the cost is that of the answer.
 */
export function* classConnections(evaluation: Evaluation): Generator<ClassConnection> {
  for (const endpointClass of evaluation.universe.classes.keys())
    yield* connectionsFrom(evaluation, endpointClass, joinOf(evaluation));
}

/** The open pieces of every pod's ingress, found from the peer's side. */
interface Join {
  /** For a source element, the pods that open narrowly to it. */
  readonly narrowTo: ReadonlyMap<number, readonly number[]>;
  /** Pods that open widely. */
  readonly wide: readonly number[];
}

const joins = new WeakMap<Evaluation, Join>();

function joinOf(evaluation: Evaluation): Join {
  const kept = joins.get(evaluation);
  if (kept) return kept;
  const narrowTo = new Map<number, number[]>();
  const wide = new Set<number>();
  const { universe, sourcePorts } = evaluation;
  for (const element of membersOf(universe.pods)) {
    for (const sourcePort of sourcePorts) {
      for (const { first, last } of openPieces(evaluation, evaluation.row(element, "ingress", sourcePort))) {
        if (last - first >= narrow) wide.add(element);
        else
          for (let peer = first; peer <= last; peer += 1) {
            const list = narrowTo.get(peer);
            if (!list) narrowTo.set(peer, [element]);
            else if (list.at(-1) !== element) list.push(element);
          }
      }
    }
  }
  const join = { narrowTo, wide: [...wide] };
  joins.set(evaluation, join);
  return join;
}

function openPieces({ universe }: Evaluation, row: Row): OpenPiece[] {
  const open: OpenPiece[] = [];
  for (const { first, last, value } of pieces(row, universe.pods[0]!, universe.pods[1]!))
    if (value.length > 0) open.push({ first, last, allow: value });
  return open;
}

function* connectionsFrom(evaluation: Evaluation, from: number, join: Join): Generator<ClassConnection> {
  const { universe, sourcePorts } = evaluation;
  const found = new Map<number, Found>();
  const sources = universe.elementsOf(from);
  const both = universe.space.families.length > 1;
  for (const source of membersOf(sources)) {
    const family = universe.familyOf(source);
    const ofFamily = trafficOfFamily(family);
    const ofOther = both ? trafficOfOtherFamily(family) : emptySet;
    for (const sourcePort of sourcePorts) {
      for (const { target, leaving } of targetsOf(evaluation, source, sourcePort, join)) {
        if (universe.familyOf(target) !== family) continue;
        const entering = at(evaluation.row(target, "ingress", sourcePort), source);
        const through = intersect(intersect(leaving, entering), ofFamily);
        if (through.length === 0) continue;
        const to = universe.classAt(target);
        const always = union(through, ofOther);
        const before = found.get(to);
        if (before) {
          before.allow = union(before.allow, through);
          before.certain = intersect(before.certain, always);
          before.times[family] += 1;
        } else found.set(to, { allow: through, certain: always, times: { 4: 0, 6: 0, [family]: 1 } });
      }
    }
  }
  for (const [to, pair] of [...found].sort(([a], [b]) => a - b))
    yield { from, to, allow: pair.allow, certain: certainOf(evaluation, from, to, pair) };
}

/** What was found between two classes, place by place. */
interface Found {
  allow: IntervalSet;
  /** What gets through wherever anything does, and with it the ICMP that an address of the other family sends. */
  certain: IntervalSet;
  /** At how many pairs of places, of each family, and ports of the client's anything gets through. */
  readonly times: Record<4 | 6, number>;
}

function certainOf(
  { universe, sourcePorts }: Evaluation,
  from: number,
  to: number,
  { allow, certain, times }: Found,
): IntervalSet {
  const count = (endpointClass: number, family: 4 | 6) =>
    [...membersOf(universe.elementsOf(endpointClass))].filter(
      (element) => universe.familyOf(element) === family,
    ).length;
  let always = certain;
  for (const family of universe.space.families)
    if (times[family] < sourcePorts.length * count(from, family) * count(to, family))
      always = intersect(always, trafficOfOtherFamily(family));
  return sameSet(always, allow) ? allow : intersect(always, allow);
}

/** Pods that the source's own policies let it send to, and that may let it in. */
function* targetsOf(
  evaluation: Evaluation,
  source: number,
  sourcePort: number,
  { narrowTo, wide }: Join,
): Generator<{ readonly target: number; readonly leaving: IntervalSet }> {
  const row = evaluation.row(source, "egress", sourcePort);
  const candidates = [...(narrowTo.get(source) ?? []), ...wide];
  for (const { first, last, allow } of openPieces(evaluation, row)) {
    if (last - first < Math.max(narrow, candidates.length)) {
      for (let target = first; target <= last; target += 1) yield { target, leaving: allow };
    } else {
      const seen = new Set<number>();
      for (const target of candidates) {
        if (target < first || target > last || seen.has(target)) continue;
        seen.add(target);
        yield { target, leaving: allow };
      }
    }
  }
}

/** What a class of pods can send to, or be sent from, addresses outside; ranges that are treated alike are one. */
export function* addressConnectionsOf(
  evaluation: Evaluation,
  endpointClass: number,
  direction: Direction,
): Generator<AddressConnection> {
  const { universe } = evaluation;
  const outside = evaluation.outsideParts;
  const row = addressRows(evaluation, endpointClass, direction).allow;
  for (const family of universe.space.families) {
    const parts = intersect(outside, universe.space.partsOf(family));
    for (let i = 0; i < parts.length; i += 2) {
      for (const { first, last, value } of pieces(row, parts[i]!, parts[i + 1]!)) {
        if (value.length > 0)
          yield { endpointClass, direction, range: universe.space.rangeOf(first, last), allow: value };
      }
    }
  }
}

/** What a class of pods can exchange with every address: for some place and client port of the pods, and for all. */
export function addressRows(
  evaluation: Evaluation,
  endpointClass: number,
  direction: Direction,
): { readonly allow: Row; readonly certain: Row } {
  const { universe } = evaluation;
  let allow: Row = constant(emptySet);
  let certain: Row = constant(emptySet);
  for (const family of universe.space.families) {
    const rows = rowsOfFamily(evaluation, endpointClass, direction, family);
    const [row, ...others] = rows;
    if (!row) continue;
    // A pod reaches addresses of its own family.
    const parts = on(universe.space.partsOf(family), trafficOfFamily(family), emptySet, universe.size);
    const every = others.reduce((a, b) => combine(a, b, intersect, sameSet), row);
    const any = others.reduce((a, b) => combine(a, b, union, sameSet), row);
    allow = combine(allow, combine(any, parts, intersect, sameSet), union, sameSet);
    certain = combine(certain, combine(every, parts, intersect, sameSet), union, sameSet);
  }
  return { allow, certain };
}

/** The distinct rows of a class's elements of one family. */
function rowsOfFamily(
  evaluation: Evaluation,
  endpointClass: number,
  direction: Direction,
  family: 4 | 6,
): Row[] {
  const { universe, sourcePorts } = evaluation;
  const rows = new Set<Row>();
  for (const element of membersOf(universe.elementsOf(endpointClass)))
    if (universe.familyOf(element) === family)
      for (const sourcePort of sourcePorts) rows.add(evaluation.row(element, direction, sourcePort));
  return [...rows];
}

/** What can be sent from one element to another, from one port of the client's. */
export function between(evaluation: Evaluation, from: number, to: number, sourcePort: number): IntervalSet {
  const { universe } = evaluation;
  if (universe.familyOf(from) !== universe.familyOf(to)) return emptySet;
  const isPod = (element: number) => has(universe.pods, element);
  let through = trafficOfFamily(universe.familyOf(from));
  if (isPod(from)) through = intersect(through, at(evaluation.row(from, "egress", sourcePort), to));
  if (isPod(to)) through = intersect(through, at(evaluation.row(to, "ingress", sourcePort), from));
  return through;
}
