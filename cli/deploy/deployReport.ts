import type { ConsequencesReport } from "../consequences/report.js";
import type { Check } from "./check.js";

/**
 * What became of a deployment: what `basalt deploy --json` prints. docs/deploy-json.md describes it. `version` changes
 * when a field changes its meaning or goes; new fields do not change it.
 */
export interface DeployReport {
  readonly version: 1;
  readonly stack: string;
  readonly outcome: DeployOutcome;
  readonly preflight: readonly Check[];
  /** Why nothing was deployed; with the outcome `refused` alone. */
  readonly refusals: readonly string[];
  /** Absent where it was not previewed. */
  readonly consequences?: ConsequencesReport;
  /** Absent where no update began. */
  readonly update?: UpdateReport;
  /** Absent where none was tried. */
  readonly rollback?: RollbackReport;
}

/**
 * checked: nothing but the preflight was asked for, and it went well. refused: nothing was changed. deployed. failed: the
 * update did, and what it had changed stays. rolled-back: it failed, and the version before runs again.
 */
export type DeployOutcome = "checked" | "refused" | "deployed" | "failed" | "rolled-back";

/** How the update went. */
export interface UpdateReport {
  /** As it stands in the stack's history. */
  readonly message: string;
  /** Resources by what was done with them. */
  readonly changes: Readonly<Record<string, number>>;
  /** URNs of resources at which it failed. */
  readonly failed: readonly string[];
  /** What the engine said last; absent where it went well. */
  readonly failure?: string;
}

/** What was done about a failed update. */
export interface RollbackReport {
  /** The version of the history, and its commit. */
  readonly to: { readonly number: number; readonly commit: string };
  readonly result: "done" | "failed";
}
