import { podRanges } from "../../reachability/evaluate/evaluation.js";
import type { Cluster, Note } from "../../reachability/model/cluster.js";
import { formatRange } from "../../reachability/sets/addresses.js";
import { placeOf } from "../../reachability/questions/place.js";

/** What an answer rests on; a part of every report. */
export interface Basis {
  /** Address families that the answer is about: those that anything in what was read, or in the question, has. */
  readonly families: readonly Family[];
  readonly addresses: ReportedAddresses;
  readonly notes: readonly ReportedNote[];
  /** How many objects of each kind (`apiVersion/Kind`) say nothing about the network. */
  readonly skipped: Readonly<Record<string, number>>;
}

/** An address family as reports, and Kubernetes, call it. */
export type Family = (typeof familyNames)[4 | 6];

/** Address families by the version of their protocol. */
export const familyNames = { 4: "IPv4", 6: "IPv6" } as const;

/** Where the cluster's own addresses are, as `a.b.c.d-e.f.g.h`. */
export interface ReportedAddresses {
  readonly pods: readonly string[];
  /** Present where nobody said so. */
  readonly podsAssumed?: true;
  readonly nodes: readonly string[];
  readonly nodesAssumed?: true;
}

export interface ReportedNote {
  readonly id: string;
  readonly text: string;
  /** `file:line` of the object that it is about. */
  readonly place?: string;
}

/** What an answer about a cluster, in some address families, rests on. */
export function basisOf(cluster: Cluster, families: readonly (4 | 6)[]): Basis {
  return {
    families: families.map((family) => familyNames[family]),
    addresses: reportedAddresses(cluster, families),
    notes: cluster.notes.map(reportedNote),
    skipped: cluster.skipped,
  };
}

function reportedAddresses(cluster: Cluster, families: readonly (4 | 6)[]): ReportedAddresses {
  const { podsAssumed, nodes, nodesAssumed } = cluster.addresses;
  return {
    pods: podRanges(cluster, families).map(formatRange),
    ...(podsAssumed ? { podsAssumed } : {}),
    nodes: nodes.map(formatRange),
    ...(nodesAssumed ? { nodesAssumed } : {}),
  };
}

function reportedNote({ id, text, origin }: Note): ReportedNote {
  return { id, text, ...(origin ? { place: placeOf(origin) } : {}) };
}
