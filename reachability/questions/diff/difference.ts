import type { AllowedTraffic } from "../allowedTraffic.js";

/** What one version lets through and another does not. */
export interface Difference {
  /** Whether anything gets through that did not, or gets through for certain that only may have. */
  readonly widened: boolean;
  /** By `from`, then `to`. An end outside is an address range, maximal among those that changed alike. */
  readonly connections: readonly Change[];
  /** Among the pods of one workload; by workload. */
  readonly within: readonly WithinChange[];
  /** Workloads of the second version alone, by name. */
  readonly newWorkloads: readonly WorkloadName[];
  /** Workloads of the first version alone, by name. */
  readonly goneWorkloads: readonly WorkloadName[];
}

/** A workload as a {@link Matrix} names it. */
export interface WorkloadName {
  /** `namespace/name`. */
  readonly workload: string;
  /** The owner's kind, or Pod. */
  readonly kind: string;
}

/** What changed between two ends: at least one of `added`, `removed` and `certainty` is there. */
export interface ChangedTraffic {
  /** added: nothing got through before. removed: nothing does now. */
  readonly change: "added" | "removed" | "changed";
  /** What gets through now and did not. */
  readonly added?: AllowedTraffic;
  /** What got through and does not now. */
  readonly removed?: AllowedTraffic;
  /** gained: what depended on addresses, nodes or client ports now does not. lost: the reverse. */
  readonly certainty?: "gained" | "lost";
  /**
   * Whether it is because a workload came or went; or is all that gets through in an address family that the first version
   * does not tell about, so that nobody knows whether it did before.
   */
  readonly because?: "new-workload" | "gone-workload" | "family-not-in-base";
}

export interface Change extends ChangedTraffic {
  readonly from: string;
  readonly fromKind: string;
  readonly to: string;
  readonly toKind: string;
}

export interface WithinChange extends ChangedTraffic, WorkloadName {}
