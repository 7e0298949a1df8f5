import {
  emptySet,
  includes,
  intersect,
  membersOf,
  overlaps,
  subtract,
  union,
  unionAll,
  type IntervalSet,
} from "../sets/intervals.js";
import type { AddressRange } from "../sets/addresses.js";
import type { Direction } from "../model/policy.js";
import type { Evaluation } from "./evaluation.js";
import { pieces } from "./piecewise.js";
import { allTraffic, trafficOfFamily } from "./traffic.js";

/** What can be sent between two endpoints of which at least one is on its host's network. */
export interface HostConnection {
  /** Numbers of endpoints. */
  readonly from: number;
  readonly to: number;
  readonly allow: IntervalSet;
  /** Whether it is the same whatever node they run on. */
  readonly certain: boolean;
}

/**
 * Pods on the host's network have the node's addresses and no policies of their own: to other pods they are addresses,
 * the node's, or under VXLAN its tunnel's inside the pods' range. (A pod on the same node lets its node in whatever its
 * policies say; that is not counted here.)
 */
export function* hostConnections(evaluation: Evaluation): Generator<HostConnection> {
  const { endpoints, universe } = evaluation;
  const hosts = [...endpoints.keys()].filter((number) => endpoints[number]!.hostNetwork);
  for (const host of hosts) {
    for (const other of hosts) yield { from: host, to: other, allow: allTraffic, certain: true };
    for (const [endpointClass, members] of universe.classes.entries()) {
      for (const direction of ["ingress", "egress"] as const) {
        const { allow, certain } = acrossNodes(evaluation, host, endpointClass, direction);
        if (allow.length === 0) continue;
        for (const member of members)
          yield direction === "ingress"
            ? { from: host, to: member, allow, certain }
            : { from: member, to: host, allow, certain };
      }
    }
  }
}

/** What pods on the host's network exchange with each range of addresses outside: everything, no policy applies to them. */
export function* hostOpenings(evaluation: Evaluation): Generator<{
  readonly endpoint: number;
  readonly range: AddressRange;
  readonly allow: IntervalSet;
}> {
  const { space } = evaluation.universe;
  for (const [endpoint, { hostNetwork }] of evaluation.endpoints.entries()) {
    if (!hostNetwork) continue;
    const own = partsOfHost(evaluation, endpoint, false);
    for (const family of space.families) {
      if (!overlaps(own, space.partsOf(family))) continue;
      const parts = intersect(evaluation.outsideParts, space.partsOf(family));
      for (let i = 0; i < parts.length; i += 2)
        yield { endpoint, range: space.rangeOf(parts[i]!, parts[i + 1]!), allow: trafficOfFamily(family) };
    }
  }
}

/** Where the node of a pod on its host's network may be seen: as a client also inside the pods' range. */
export function partsOfHost(evaluation: Evaluation, endpoint: number, asClient: boolean): IntervalSet {
  const { space } = evaluation.universe;
  const { addresses } = evaluation.endpoints[endpoint]!;
  const own = addresses ? space.partsIn(addresses) : evaluation.nodeParts;
  return asClient ? unionAll([own, space.partsIn(evaluation.cluster.addresses.pods)]) : own;
}

function acrossNodes(
  evaluation: Evaluation,
  host: number,
  endpointClass: number,
  direction: Direction,
): { readonly allow: IntervalSet; readonly certain: boolean } {
  const { universe, sourcePorts } = evaluation;
  const parts = partsOfHost(evaluation, host, direction === "ingress");
  let allow = emptySet;
  let always: IntervalSet = allTraffic;
  for (const element of membersOf(universe.elementsOf(endpointClass))) {
    const family = universe.familyOf(element);
    const own = intersect(parts, universe.space.partsOf(family));
    for (const sourcePort of sourcePorts) {
      const row = evaluation.row(element, direction, sourcePort);
      for (let i = 0; i < own.length; i += 2) {
        for (const { value } of pieces(row, own[i]!, own[i + 1]!)) {
          const through = intersect(value, trafficOfFamily(family));
          allow = union(allow, through);
          always = intersect(always, union(value, subtract(allTraffic, trafficOfFamily(family))));
        }
      }
    }
  }
  return { allow, certain: includes(always, allow) };
}
