import { Evaluation } from "../../evaluate/evaluation.js";
import type { Cluster } from "../../model/cluster.js";
import { formatRange } from "../../sets/addresses.js";
import type { IntervalSet } from "../../sets/intervals.js";
import { describeTraffic, type AllowedTraffic } from "../allowedTraffic.js";
import { endpointName } from "../matrix.js";
import { addressOpenings } from "./addressOpenings.js";
import { byEndpoint, entrancesOf, isClosed, leadsTo } from "./entryPoints.js";
import type { Exposure, Exposures, Who } from "./openings.js";
import { podOpenings } from "./podOpenings.js";
import { undeclaredPods, withPods } from "./undeclared.js";

/**
 * What pods that nobody declared, and addresses outside, could reach, and what they could be reached from: openings that
 * no present workload uses. Pods on their host's network are left out, as policies say nothing about them.
 *
 * @throws RangeError as {@link Evaluation}
 */
export function exposure(cluster: Cluster): Exposures {
  const undeclared = undeclaredPods(cluster);
  const evaluation = new Evaluation(withPods(cluster, undeclared));
  const { endpoints, universe } = evaluation;
  const declared = endpoints.length - undeclared.length;
  const present = universe.classes.map((members) => members.filter((member) => member < declared));
  const entrances = entrancesOf(evaluation);
  const leading = byEndpoint(entrances);
  const describe = describer();
  const openings: Exposure[] = [];
  const add = (
    endpoint: number,
    { direction, allow }: { readonly direction: Exposure["direction"]; readonly allow: IntervalSet },
    who: Who,
    entryPoints: Exposure["entryPoints"],
  ) => {
    const of = endpoints[endpoint]!;
    openings.push({
      workload: endpointName(of),
      kind: of.workload.kind,
      direction,
      who,
      ...describe(allow),
      entryPoints,
    });
  };
  for (const opening of podOpenings(evaluation, undeclared))
    for (const endpoint of present[opening.endpointClass]!) add(endpoint, opening, opening.who, []);
  const classes = [...present.keys()].filter((each) => present[each]!.length > 0);
  for (const opening of addressOpenings(evaluation, classes)) {
    const { kind, ranges, all, direction, allow } = opening;
    const who: Who = { kind, ranges: ranges.map(formatRange), all };
    for (const endpoint of present[opening.endpointClass]!) {
      const ways = direction === "ingress" ? (leading.get(endpoint) ?? []) : [];
      const entryPoints = ways.filter((way) => leadsTo(way, endpoint, allow, ranges)).map(({ name }) => name);
      add(endpoint, opening, who, entryPoints);
    }
  }
  return {
    openings: openings
      .map((opening) => ({ opening, key: sortKey(opening) }))
      .sort(byKey)
      .map(({ opening }) => opening),
    closedEntryPoints: entrances.filter((entrance) => isClosed(evaluation, entrance)).map(({ name }) => name),
    families: universe.space.families,
  };
}

/** Describes each distinct set once. */
function describer(): (allow: IntervalSet) => AllowedTraffic {
  const kept = new Map<string, AllowedTraffic>();
  return (allow) => {
    const key = allow.join();
    const described = kept.get(key) ?? describeTraffic(allow);
    kept.set(key, described);
    return described;
  };
}

const whoOrder = ["any-pod", "other-namespace", "namespace", "selection", "internet", "private", "nodes"];

function sortKey({ workload, kind, direction, who, allow }: Exposure): string {
  const detail =
    "namespace" in who
      ? who.namespace
      : "selection" in who
        ? JSON.stringify([who.selection, allow])
        : "ranges" in who
          ? who.ranges.join()
          : "";
  return [workload, kind, direction === "ingress" ? 0 : 1, whoOrder.indexOf(who.kind), detail].join("\0");
}

function byKey(a: { readonly key: string }, b: { readonly key: string }): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}
