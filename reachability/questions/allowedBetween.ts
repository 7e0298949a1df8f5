import { between } from "../evaluate/connections.js";
import type { Evaluation } from "../evaluate/evaluation.js";
import { trafficOfOtherFamily } from "../evaluate/traffic.js";
import { emptySet, intersect, sameSet, union, type IntervalSet } from "../sets/intervals.js";
import { elementsOf, type End } from "./ask.js";

/** What can be sent from one end to another. */
export interface Between {
  /** For some addresses that the ends may have, some node, some port of the client's. */
  readonly allow: IntervalSet;
  /** For all of them. */
  readonly certain: IntervalSet;
}

/** All that one end can send to another. */
export function allowedBetween(evaluation: Evaluation, from: End, to: End): Between {
  const { universe, sourcePorts } = evaluation;
  let allow = emptySet;
  let certain: IntervalSet | undefined;
  const targets = elementsOf(evaluation, to, false);
  for (const source of elementsOf(evaluation, from, true)) {
    for (const target of targets) {
      if (universe.familyOf(source) !== universe.familyOf(target)) continue;
      for (const sourcePort of sourcePorts) {
        const through = between(evaluation, source, target, sourcePort);
        if (!sameSet(allow, through)) allow = union(allow, through);
        const always = union(through, trafficOfOtherFamily(universe.familyOf(source)));
        certain = certain === undefined || sameSet(certain, always) ? always : intersect(certain, always);
      }
    }
  }
  return { allow, certain: intersect(certain ?? emptySet, allow) };
}
