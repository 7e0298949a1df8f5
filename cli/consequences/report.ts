import type { PolicyException, PolicyFinding } from "../pack/policyReport.js";
import type { DiffReport } from "../reach/diffReport.js";

/**
 * What a deployment of a commit would do to a stack: what `basalt preview --json` prints, a pull request's comment
 * shows, an approver approves, and a rollback asks about. docs/preview-json.md describes it. `version` changes when a
 * field changes its meaning or goes; new fields do not change it.
 */
export interface ConsequencesReport {
  readonly version: 1;
  readonly stack: string;
  /** engine: of `pulumi preview`, against what is deployed. plan: of two plans, without credentials; what is deployed may differ. */
  readonly source: "engine" | "plan";
  /** The commit that was previewed, and whether the work tree had anything else; absent outside a repository. */
  readonly commit?: { readonly id: string; readonly clean: boolean };
  /** What it is compared with: `deployed`, or the revision whose plan it is. */
  readonly base: string;
  readonly verdict: Verdict;
  /** Why there is no complete answer; with the verdict `failed` alone. */
  readonly failures: readonly string[];
  /** Node groups first, then by what happens to it: replaced, deleted, created, updated. */
  readonly changes: readonly ResourceChange[];
  readonly unchanged: number;
  readonly policies: {
    readonly findings: readonly PolicyFinding[];
    readonly exceptions: readonly PolicyException[];
  };
  readonly network: NetworkConsequences;
  readonly pins: readonly PinChange[];
  /** Names of the stack's outputs that would be others; absent where nobody has looked. */
  readonly outputs?: readonly string[];
  /** That the project has no file of this stack any more: nothing deploys it, and what is deployed stays. */
  readonly removed?: true;
}

/**
 * failed: it could not be previewed to its end. blocked: a mandatory policy refuses it, or a declared flow would not
 * get through. opens: something gets through that no flow declares, or nobody can tell what would. changes:
 * of resources, of connections, of what the stack tells of itself (pins among it), or of whether anything deploys it.
 * unchanged: none of these.
 */
export type Verdict = "failed" | "blocked" | "opens" | "changes" | "unchanged";

/** What happens to one resource. */
export interface ResourceChange {
  readonly action: "replace" | "delete" | "create" | "update";
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** Whether it makes nodes: a node group, or a launch template. */
  readonly nodes: boolean;
  /** The order of a replacement. */
  readonly order?: "create-before-delete" | "delete-before-create";
  /** Paths of the properties that differ; of a replacement those that it is for. */
  readonly properties: readonly string[];
}

/** Who could newly talk to whom, and who no longer. */
export interface NetworkConsequences {
  /** Absent where nothing is known about one of both versions; `unknown` says why. */
  readonly difference?: DiffReport;
  /** Declared flows that would not get through, assertions that would not hold: one sentence each. */
  readonly broken: readonly string[];
  readonly unknown?: string;
}

/** Something that runs is another version than before. */
export interface PinChange {
  /** As the stack's output `pins` calls it: `nodes/general`, `images/web`. */
  readonly name: string;
  /** Absent where it is new. */
  readonly from?: string;
  /** Absent where it is gone. */
  readonly to?: string;
  /** Days since each was first in the stack's file, or since the day in its own name; absent where nobody knows. */
  readonly fromAgeDays?: number;
  readonly toAgeDays?: number;
}
