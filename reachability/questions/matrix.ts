import type { Endpoint } from "../evaluate/endpoints.js";
import type { Evaluation } from "../evaluate/evaluation.js";
import { addressConnectionsOf, classConnections } from "../evaluate/connections.js";
import { hostConnections, hostOpenings } from "../evaluate/hostNetwork.js";
import { formatRange } from "../sets/addresses.js";
import type { IntervalSet } from "../sets/intervals.js";
import { describeTraffic, type AllowedTraffic } from "./allowedTraffic.js";

/** The kind of an end that is addresses outside the cluster, `a.b.c.d-e.f.g.h`. */
export const outsideKind = "External";

/** Who can talk to whom, in the shape that is kept stable (docs/reach-json.md). */
export interface Matrix {
  readonly version: 1;
  /** By `from`, then `to`. */
  readonly connections: readonly Connection[];
  /** Among the pods of one workload, where it may have several. */
  readonly within: readonly WithinWorkload[];
}

export interface Connection extends AllowedTraffic {
  /** `namespace/name` of a workload, or an address range. */
  readonly from: string;
  /** The owner's kind, Pod, or {@link outsideKind}. */
  readonly fromKind: string;
  readonly to: string;
  readonly toKind: string;
  /** Present where it depends on addresses that the pods have yet to get, on the node, or on the client's own port. */
  readonly uncertain?: true;
}

export interface WithinWorkload extends AllowedTraffic {
  readonly workload: string;
  readonly kind: string;
}

/** A workload as reports name it; its pods that are told apart have a suffix: `shop/web{role=canary}`. */
export function endpointName({ workload, variant }: Endpoint): string {
  const name = `${workload.namespace}/${workload.name}`;
  return variant === undefined ? name : `${name}{${variant}}`;
}

/** Everything that gets through, workload by workload. */
export function matrixOf(evaluation: Evaluation): Matrix {
  const { endpoints, universe } = evaluation;
  const described = new Map<IntervalSet, AllowedTraffic>();
  const describe = (allow: IntervalSet) => {
    const kept = described.get(allow) ?? describeTraffic(allow);
    described.set(allow, kept);
    return kept;
  };
  const ends = endpoints.map((endpoint) => ({ name: endpointName(endpoint), kind: endpoint.workload.kind }));
  const connections: Connection[] = [];
  const within: WithinWorkload[] = [];
  const add = (from: number, to: number, allow: IntervalSet, certain: boolean) => {
    if (from !== to) {
      connections.push({
        from: ends[from]!.name,
        fromKind: ends[from]!.kind,
        to: ends[to]!.name,
        toKind: ends[to]!.kind,
        ...describe(allow),
        ...(certain ? {} : { uncertain: true }),
      });
    } else if (endpoints[from]!.count > 1) {
      // A pod always reaches itself; here it is about two pods.
      within.push({ workload: ends[from]!.name, kind: ends[from]!.kind, ...describe(allow) });
    }
  };
  for (const { from, to, allow, certain } of classConnections(evaluation)) {
    const sure = certain === allow || certain.join() === allow.join();
    for (const source of universe.classes[from]!)
      for (const target of universe.classes[to]!) add(source, target, allow, sure);
  }
  for (const { from, to, allow, certain } of hostConnections(evaluation)) add(from, to, allow, certain);
  for (const endpointClass of universe.classes.keys()) {
    for (const direction of ["ingress", "egress"] as const) {
      for (const { range, allow } of addressConnectionsOf(evaluation, endpointClass, direction)) {
        const outside = { name: formatRange(range), kind: outsideKind };
        for (const member of universe.classes[endpointClass]!) {
          const [from, to] = direction === "ingress" ? [outside, ends[member]!] : [ends[member]!, outside];
          connections.push({
            from: from.name,
            fromKind: from.kind,
            to: to.name,
            toKind: to.kind,
            ...describe(allow),
          });
        }
      }
    }
  }
  for (const { endpoint, range, allow } of hostOpenings(evaluation)) {
    const { name, kind } = ends[endpoint]!;
    const outside = formatRange(range);
    const all = describe(allow);
    connections.push({ from: outside, fromKind: outsideKind, to: name, toKind: kind, ...all });
    connections.push({ from: name, fromKind: kind, to: outside, toKind: outsideKind, ...all });
  }
  return {
    version: 1,
    connections: connections.sort(byEnds),
    within: within.sort((a, b) => compareText(a.workload, b.workload)),
  };
}

function byEnds(a: Connection, b: Connection): number {
  return (
    compareText(a.from, b.from) ||
    compareText(a.to, b.to) ||
    compareText(a.fromKind, b.fromKind) ||
    compareText(a.toKind, b.toKind)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
