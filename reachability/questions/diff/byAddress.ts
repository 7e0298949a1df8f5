import { compareRanges, type AddressRange } from "../../sets/addresses.js";
import type { ChangedTraffic } from "./difference.js";
import type { Side, TrafficComparison } from "./compareTraffic.js";

/** What one version lets through between a workload and a range. */
export interface RangeTraffic {
  readonly range: AddressRange;
  readonly traffic: NonNullable<Side>;
}

/** What changed between a workload and a range: maximal where the change is the same. */
export interface RangeChange {
  readonly range: AddressRange;
  readonly change: ChangedTraffic;
}

/**
 * Compares address by address: two versions cut the same addresses differently, which is no change.
 *
 * @param base disjoint ranges, as `head`
 */
export function compareByAddress(
  base: readonly RangeTraffic[],
  head: readonly RangeTraffic[],
  comparison: TrafficComparison,
): RangeChange[] {
  const changes: RangeChange[] = [];
  for (const family of [4, 6] as const) {
    const [before, now] = [base, head].map((side) =>
      side.filter(({ range }) => range.family === family).sort((a, b) => compareRanges(a.range, b.range)),
    ) as [RangeTraffic[], RangeTraffic[]];
    for (const { range, base: own, head: other } of pieces(before, now, family)) {
      const change = comparison.compare(own, other);
      if (!change) continue;
      const last = changes.at(-1);
      // The comparison answers the same change with the same object.
      if (last?.change === change && last.range.family === family && last.range.last + 1n === range.first)
        changes[changes.length - 1] = { change, range: { ...last.range, last: range.last } };
      else changes.push({ change, range });
    }
  }
  return changes;
}

/** The addresses of either, cut where one begins or ends. */
function* pieces(
  base: readonly RangeTraffic[],
  head: readonly RangeTraffic[],
  family: 4 | 6,
): Generator<{ readonly range: AddressRange; readonly base: Side; readonly head: Side }> {
  const bounds = new Set<bigint>();
  for (const { range } of [...base, ...head]) {
    bounds.add(range.first);
    bounds.add(range.last + 1n);
  }
  const cuts = [...bounds].sort((a, b) => (a < b ? -1 : 1));
  let [i, j] = [0, 0];
  for (const [index, first] of cuts.slice(0, -1).entries()) {
    while (i < base.length && base[i]!.range.last < first) i += 1;
    while (j < head.length && head[j]!.range.last < first) j += 1;
    yield {
      range: { family, first, last: cuts[index + 1]! - 1n },
      base: trafficAt(base[i], first),
      head: trafficAt(head[j], first),
    };
  }
}

function trafficAt(next: RangeTraffic | undefined, address: bigint): Side {
  return next && next.range.first <= address ? next.traffic : undefined;
}
