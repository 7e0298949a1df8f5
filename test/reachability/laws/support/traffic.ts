import { allTraffic } from "../../../../reachability/evaluate/traffic.js";
import { has, type IntervalSet } from "../../../../reachability/sets/intervals.js";

/** Packets at which some sets of traffic begin and end, those just outside, and a few of every kind. */
export function boundariesOf(sets: readonly IntervalSet[]): readonly number[] {
  const bounds = [allTraffic, ...sets].flat();
  return [...new Set(bounds.flatMap((bound) => [bound - 1, bound, bound + 1]))].filter((each) =>
    has(allTraffic, each),
  );
}
