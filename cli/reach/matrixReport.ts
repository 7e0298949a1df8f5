import type { Evaluation } from "../../reachability/evaluate/evaluation.js";
import type { WorkloadName } from "../../reachability/questions/diff/difference.js";
import { workloadsOf } from "../../reachability/questions/diff/workloadsOf.js";
import { matrixOf, type Matrix } from "../../reachability/questions/matrix.js";
import { basisOf, type Basis } from "./basis.js";
import { refuseTooMany } from "./refuseTooMany.js";

/**
 * What `basalt reach --json` prints; docs/reach-json.md describes it. `version` changes when a field changes its meaning
 * or goes; new fields do not change it.
 */
export interface MatrixReport extends Matrix, Basis {
  /** Every workload that was read, those without connections included; sorted. */
  readonly workloads: readonly WorkloadName[];
  /** How many policies are enforced. */
  readonly policies: number;
  /** Present where the connections are only those of some namespaces and workloads. */
  readonly only?: { readonly namespaces: readonly string[]; readonly workloads: readonly string[] };
}

/** The whole matrix with what it rests on. Throws a UsageError where there is too much of it. */
export function matrixReport(evaluation: Evaluation): MatrixReport {
  refuseTooMany(evaluation);
  const { cluster, universe } = evaluation;
  return {
    ...matrixOf(evaluation),
    workloads: workloadsOf(evaluation),
    policies: cluster.policies.length,
    ...basisOf(cluster, universe.space.families),
  };
}
