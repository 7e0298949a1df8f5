import { formatRange, type AddressRange } from "../../sets/addresses.js";
import { outsideKind, type Connection, type Matrix, type WithinWorkload } from "../matrix.js";
import { compareByAddress, type RangeTraffic } from "./byAddress.js";
import { TrafficComparison } from "./compareTraffic.js";
import type { Change, ChangedTraffic, Difference, WithinChange, WorkloadName } from "./difference.js";
import { parseRange } from "./parseRange.js";
import { keyOf, split, variantsOf, workloadOf, type Variants } from "./variants.js";
import { mentionedIn } from "./workloadsOf.js";

/** All workloads of two versions, where they are known. */
export interface KnownWorkloads {
  /** Undefined, as for `head`: those that the matrix mentions. One that nobody could talk to then counts as new. */
  readonly base?: readonly WorkloadName[];
  readonly head?: readonly WorkloadName[];
}

/** What another version lets through, and what it does not any more. */
export function diff(base: Matrix, head: Matrix, known: KnownWorkloads = {}): Difference {
  const before = variantsOf(known.base ?? mentionedIn(base));
  const now = variantsOf(known.head ?? mentionedIn(head));
  const comparison = new TrafficComparison();
  // Pods that a saved matrix does not mention could talk to nobody: what it does not tell apart is all that there was,
  // but what it does tell apart may not be.
  const [from, to] = [split(base, before, now), known.base ? split(head, now, before) : head];
  const presence = new Presence(before, now);
  const connections = [
    ...comparePods(from.connections, to.connections, comparison, presence),
    ...compareOutside(from.connections, to.connections, comparison, presence),
  ];
  const within = compareWithin(from.within, to.within, comparison, presence);
  return {
    widened: [...connections, ...within].some(
      ({ added, certainty }) => added !== undefined || certainty === "gained",
    ),
    connections: connections.sort(
      (a, b) =>
        compareText(a.from, b.from) ||
        compareText(a.to, b.to) ||
        compareText(a.fromKind, b.fromKind) ||
        compareText(a.toKind, b.toKind),
    ),
    within: within.sort((a, b) => compareText(a.workload, b.workload) || compareText(a.kind, b.kind)),
    newWorkloads: presence.onlyIn(now, before),
    goneWorkloads: presence.onlyIn(before, now),
  };
}

/** Which workloads each version has. */
class Presence {
  constructor(
    private readonly before: Variants,
    private readonly now: Variants,
  ) {}

  /** Marks a change that is there because an end of it came or went. */
  mark<Changed extends ChangedTraffic>(change: Changed, ends: readonly WorkloadName[]): Changed {
    const missing = (side: Variants) =>
      ends.some(
        ({ workload, kind }) =>
          kind !== outsideKind && !side.has(keyOf({ workload: workloadOf(workload), kind })),
      );
    if (missing(this.before)) return { ...change, because: "new-workload" };
    return missing(this.now) ? { ...change, because: "gone-workload" } : change;
  }

  onlyIn(side: Variants, other: Variants): WorkloadName[] {
    return [...side.keys()]
      .filter((key) => !other.has(key))
      .map((key) => ({ kind: key.slice(0, key.indexOf(" ")), workload: key.slice(key.indexOf(" ") + 1) }))
      .sort((a, b) => compareText(a.workload, b.workload) || compareText(a.kind, b.kind));
  }
}

function comparePods(
  base: readonly Connection[],
  head: readonly Connection[],
  comparison: TrafficComparison,
  presence: Presence,
): Change[] {
  const byEnds = (connections: readonly Connection[]) =>
    new Map(
      connections
        .filter(({ fromKind, toKind }) => fromKind !== outsideKind && toKind !== outsideKind)
        .map((each) => [[each.fromKind, each.from, each.toKind, each.to].join(" "), each]),
    );
  return compareKeyed(byEnds(base), byEnds(head), comparison, (change, { from, fromKind, to, toKind }) =>
    presence.mark({ from, fromKind, to, toKind, ...change }, [
      { workload: from, kind: fromKind },
      { workload: to, kind: toKind },
    ]),
  );
}

function compareWithin(
  base: readonly WithinWorkload[],
  head: readonly WithinWorkload[],
  comparison: TrafficComparison,
  presence: Presence,
): WithinChange[] {
  const byName = (within: readonly WithinWorkload[]) => new Map(within.map((each) => [keyOf(each), each]));
  return compareKeyed(byName(base), byName(head), comparison, (change, { workload, kind }) =>
    presence.mark({ workload, kind, ...change }, [{ workload, kind }]),
  );
}

function compareKeyed<Item extends Connection | WithinWorkload, Changed>(
  base: ReadonlyMap<string, Item>,
  head: ReadonlyMap<string, Item>,
  comparison: TrafficComparison,
  describe: (change: ChangedTraffic, item: Item) => Changed,
): Changed[] {
  const changes: Changed[] = [];
  for (const [key, item] of head) {
    const change = comparison.compare(base.get(key), item);
    if (change) changes.push(describe(change, item));
  }
  for (const [key, item] of base) {
    const change = head.has(key) ? undefined : comparison.compare(item, undefined);
    if (change) changes.push(describe(change, item));
  }
  return changes;
}

/** One workload's connections with addresses in one direction. */
interface Outside {
  readonly workload: string;
  readonly kind: string;
  readonly direction: "ingress" | "egress";
  readonly ranges: RangeTraffic[];
}

function compareOutside(
  base: readonly Connection[],
  head: readonly Connection[],
  comparison: TrafficComparison,
  presence: Presence,
): Change[] {
  const [before, now] = [outsideOf(base), outsideOf(head)];
  const keys = new Map([...before, ...now]);
  return [...keys].flatMap(([key, { workload, kind, direction }]) =>
    compareByAddress(before.get(key)?.ranges ?? [], now.get(key)?.ranges ?? [], comparison).map(
      ({ range, change }) => {
        const outside = formatRange(range);
        const ends =
          direction === "ingress"
            ? { from: outside, fromKind: outsideKind, to: workload, toKind: kind }
            : { from: workload, fromKind: kind, to: outside, toKind: outsideKind };
        return presence.mark({ ...ends, ...change }, [{ workload, kind }]);
      },
    ),
  );
}

function outsideOf(connections: readonly Connection[]): Map<string, Outside> {
  const found = new Map<string, Outside>();
  // Few distinct ones, of many workloads.
  const parsed = new Map<string, AddressRange>();
  for (const connection of connections) {
    const { from, fromKind, to, toKind } = connection;
    if (fromKind !== outsideKind && toKind !== outsideKind) continue;
    const direction = fromKind === outsideKind ? "ingress" : "egress";
    const [workload, kind, text] = direction === "ingress" ? [to, toKind, from] : [from, fromKind, to];
    const key = `${direction} ${kind} ${workload}`;
    const outside = found.get(key) ?? { workload, kind, direction, ranges: [] };
    found.set(key, outside);
    const range = parsed.get(text) ?? parseRange(text)!;
    parsed.set(text, range);
    outside.ranges.push({ range, traffic: connection });
  }
  return found;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
