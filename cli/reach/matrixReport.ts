import type { Cluster, Note } from "../../reachability/model/cluster.js";
import type { Evaluation } from "../../reachability/evaluate/evaluation.js";
import type { WorkloadName } from "../../reachability/questions/diff/difference.js";
import { workloadsOf } from "../../reachability/questions/diff/workloadsOf.js";
import { matrixOf, type Matrix } from "../../reachability/questions/matrix.js";
import { formatRange } from "../../reachability/sets/addresses.js";
import { placeOf } from "./place.js";
import { refuseTooMany } from "./refuseTooMany.js";

/**
 * What `basalt reach --json` prints; docs/reach-json.md describes it. `version` changes when a field changes its meaning
 * or goes; new fields do not change it.
 */
export interface MatrixReport extends Matrix {
  /** Every workload that was read, those without connections included; sorted. */
  readonly workloads: readonly WorkloadName[];
  /** How many policies are enforced. */
  readonly policies: number;
  readonly addresses: ReportedAddresses;
  readonly notes: readonly ReportedNote[];
  readonly skipped: Readonly<Record<string, number>>;
  /** Present where the connections are only those of some namespaces and workloads. */
  readonly only?: { readonly namespaces: readonly string[]; readonly workloads: readonly string[] };
}

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

/** The whole matrix with what it rests on. Throws a UsageError where there is too much of it. */
export function matrixReport(evaluation: Evaluation): MatrixReport {
  refuseTooMany(evaluation);
  const { cluster } = evaluation;
  return {
    ...matrixOf(evaluation),
    workloads: workloadsOf(evaluation),
    policies: cluster.policies.length,
    addresses: reportedAddresses(cluster),
    notes: cluster.notes.map(reportedNote),
    skipped: cluster.skipped,
  };
}

/** Where the cluster's own addresses are. */
export function reportedAddresses({ addresses }: Cluster): ReportedAddresses {
  const { pods, podsAssumed, nodes, nodesAssumed } = addresses;
  return {
    pods: pods.map(formatRange),
    ...(podsAssumed ? { podsAssumed } : {}),
    nodes: nodes.map(formatRange),
    ...(nodesAssumed ? { nodesAssumed } : {}),
  };
}

/** A note with the place of what it is about. */
export function reportedNote({ id, text, origin }: Note): ReportedNote {
  return { id, text, ...(origin ? { place: placeOf(origin) } : {}) };
}
