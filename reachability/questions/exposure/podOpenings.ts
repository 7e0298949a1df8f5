import type { Evaluation } from "../../evaluate/evaluation.js";
import { at, pieces } from "../../evaluate/piecewise.js";
import { trafficOfFamily } from "../../evaluate/traffic.js";
import type { Direction } from "../../model/policy.js";
import {
  emptySet,
  includes,
  intersect,
  membersOf,
  union,
  unionAll,
  type IntervalSet,
} from "../../sets/intervals.js";
import type { Who } from "./openings.js";
import { opposite, Rows } from "./rows.js";
import type { Undeclared } from "./undeclared.js";

/** What gets through between a class of pods and an undeclared one. */
export interface PodOpening {
  readonly endpointClass: number;
  readonly direction: Direction;
  readonly who: Who;
  readonly allow: IntervalSet;
}

/**
 * What undeclared pods could reach and be reached from; what somebody less special could as well is left out.
 *
 * @param evaluation of the cluster with the undeclared pods, which are its last endpoints
 */
export function* podOpenings(
  evaluation: Evaluation,
  undeclared: readonly Undeclared[],
): Generator<PodOpening> {
  const { universe, endpoints } = evaluation;
  const declared = endpoints.length - undeclared.length;
  // Pods that were to match a selection, and do not after all, say nothing about it.
  const real = undeclared
    .map(({ who }, index) => ({ who, endpoint: declared + index }))
    .filter(
      ({ who, endpoint }) =>
        who.kind !== "selection" ||
        intersect(evaluation.lookup.selections.select(who.selection).endpoints, [endpoint, endpoint]).length >
          0,
    );
  const byClass = new Map<number, Who[]>();
  const namespaceOf = new Map<Who, string>();
  for (const { who, endpoint } of real) {
    const own = universe.classOfEndpoint(endpoint);
    byClass.set(own, [...(byClass.get(own) ?? []), who]);
    namespaceOf.set(who, endpoints[endpoint]!.workload.namespace);
  }
  const peers = unionAll([...byClass.keys()].map((each) => universe.elementsOf(each)));
  const rows = new Rows(evaluation);
  for (const [endpointClass, members] of universe.classes.entries()) {
    if (members[0]! >= declared) continue;
    for (const direction of ["ingress", "egress"] as const) {
      const found = openTo(rows, endpointClass, direction, peers);
      if (found.size > 0)
        for (const { who, allow } of unsubsumed(found, byClass, namespaceOf))
          yield { endpointClass, direction, who, allow };
    }
  }
}

/** What gets through between a class and the peers, by the peers' class. */
function openTo(
  rows: Rows,
  endpointClass: number,
  direction: Direction,
  peers: IntervalSet,
): Map<number, IntervalSet> {
  const { universe } = rows.evaluation;
  const found = new Map<number, IntervalSet>();
  for (const element of membersOf(universe.elementsOf(endpointClass))) {
    const family = universe.familyOf(element);
    for (const [index, row] of rows.of(element, direction).entries()) {
      for (let i = 0; i < peers.length; i += 2) {
        for (const { first, last, value } of pieces(row, peers[i]!, peers[i + 1]!)) {
          const own = intersect(value, trafficOfFamily(family));
          if (own.length === 0) continue;
          for (let peer = first; peer <= last; peer += 1) {
            if (universe.familyOf(peer) !== family) continue;
            const through = intersect(own, at(rows.of(peer, opposite[direction])[index]!, element));
            if (through.length === 0) continue;
            const peerClass = universe.classAt(peer);
            found.set(peerClass, union(found.get(peerClass) ?? emptySet, through));
          }
        }
      }
    }
  }
  return found;
}

interface Opening {
  readonly who: Who;
  readonly allow: IntervalSet;
}

/** Of openings to several, those that say more than one to somebody less special. */
function unsubsumed(
  found: ReadonlyMap<number, IntervalSet>,
  byClass: ReadonlyMap<number, readonly Who[]>,
  namespaceOf: ReadonlyMap<Who, string>,
): Opening[] {
  const openings = [...found].flatMap(([peerClass, allow]) =>
    byClass.get(peerClass)!.map((who): Opening => ({ who, allow })),
  );
  const other = openings.find(({ who }) => who.kind === "other-namespace")?.allow ?? emptySet;
  const inNamespaces = openings.filter(({ who }) => who.kind === "namespace");
  const everywhere =
    inNamespaces.filter(({ allow }) => includes(allow, other)).length ===
    [...byClass.values()].flat().filter(({ kind }) => kind === "namespace").length;
  const byNamespace = new Map(inNamespaces.map(({ who, allow }) => [namespaceOf.get(who)!, allow]));
  const more = openings.filter(({ who, allow }) => {
    if (who.kind === "other-namespace" || includes(other, allow)) return false;
    const unlabelled = byNamespace.get(namespaceOf.get(who)!) ?? emptySet;
    return who.kind !== "selection" || !includes(unlabelled, allow);
  });
  if (other.length === 0) return more;
  return [{ who: { kind: everywhere ? "any-pod" : "other-namespace" }, allow: other }, ...more];
}
