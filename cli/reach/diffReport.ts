import { formatPath } from "../../problems/problem.js";
import type { Cause } from "../../reachability/evaluate/sideDecision.js";
import { causeFinder, type SideChange } from "../../reachability/questions/diff/causes.js";
import { diff } from "../../reachability/questions/diff/diff.js";
import type {
  Change,
  ChangedTraffic,
  WithinChange,
  WorkloadName,
} from "../../reachability/questions/diff/difference.js";
import { matrixOf } from "../../reachability/questions/matrix.js";
import { workloadsOf } from "../../reachability/questions/diff/workloadsOf.js";
import type { Compared } from "./baseInput.js";
import { basisOf, familyNames, type Basis, type Family } from "./basis.js";
import { isDeclaredTraffic, type Meant } from "./declaredTraffic.js";
import { policyName } from "./explainCase.js";
import { placeOf } from "../../reachability/questions/place.js";
import { unknownChanges } from "./unknownChanges.js";

/** What `basalt reach --diff BASE --json` prints; docs/reach-json.md describes it. */
export interface DiffReport extends Basis {
  readonly version: 1;
  readonly base: string;
  readonly head: string;
  /** Whether anything gets through that did not. */
  readonly widened: boolean;
  /** Whether any of that is not declared as a flow. */
  readonly undeclared: boolean;
  readonly connections: readonly (Change & Reported)[];
  readonly within: readonly (WithinChange & Reported)[];
  readonly newWorkloads: readonly WorkloadName[];
  readonly goneWorkloads: readonly WorkloadName[];
  /** Every workload of either version; for reports that tell sets of them. */
  readonly workloads: readonly WorkloadName[];
  /** How many changes are told without causes, because there are so many. */
  readonly withoutCauses: number;
  /**
   * Present where what gets through now is of families, too, that the base does not tell about: all of that is told as added,
   * `because` of it.
   */
  readonly familiesNotInBase?: readonly Family[];
}

/** What is said of a change besides the change itself. */
export interface Reported {
  /** Present where the declaration has flows for all that was added. */
  readonly declared?: true;
  /** Why it is so now and was not: of what was added, and of what was removed. */
  readonly causes?: { readonly added: readonly ReportedCause[]; readonly removed: readonly ReportedCause[] };
  /** Flows by which what was added gets through, and by which what was removed did; where declarations were compared. */
  readonly flows?: { readonly added: readonly string[]; readonly removed: readonly string[] };
}

export interface ReportedCause {
  readonly direction: "ingress" | "egress";
  readonly before?: ReportedDecision;
  readonly now?: ReportedDecision;
}

/** How the policies of one end decide in one version. */
export interface ReportedDecision {
  readonly kind: Cause["kind"];
  /** The policy of the rule; of a tier's default those that isolate. */
  readonly policies?: readonly { readonly policy: string; readonly place: string }[];
  /** Path of the rule, and what it does. */
  readonly rule?: string;
  readonly action?: string;
  readonly tier?: string;
}

/** Looking for causes asks about single packets: of more changes than this, nobody reads why. */
const mostCauses = 500;

/** What changed from a base to a version. */
export function diffReport(
  compared: Compared,
  head: { readonly title: string; readonly declaration?: Meant },
): DiffReport {
  const { declaration } = head;
  const { base, evaluation } = compared;
  const workloads = workloadsOf(evaluation);
  const difference = diff(base.matrix, matrixOf(evaluation), { base: base.workloads, head: workloads });
  const find = causeFinder(base.evaluation, evaluation);
  let asked = 0;
  const reported = <Changed extends Change | WithinChange>(change: Changed): Changed & Reported => {
    asked += 1;
    const causes = asked > mostCauses ? undefined : find(change);
    return {
      ...withDeclared(change, declaration),
      ...(causes
        ? { causes: { added: causes.added.map(reportedCause), removed: causes.removed.map(reportedCause) } }
        : {}),
    };
  };
  // What was opened is looked into first: if not all can be, it is what matters.
  const order = <Changed extends ChangedTraffic>(changes: readonly Changed[]) =>
    [...changes].sort((a, b) => Number(isWidening(b)) - Number(isWidening(a)));
  const unknown = unknownChanges(compared);
  const marked = <Changed extends Change | WithinChange>(changes: readonly Changed[]) =>
    changes.map((change) => withDeclared(change, declaration));
  const connections = [...order(difference.connections).map(reported), ...marked(unknown.connections)];
  const within = [...order(difference.within).map(reported), ...marked(unknown.within)];
  const { families } = evaluation.universe.space;
  const basis = basisOf(evaluation.cluster, [...families, ...unknown.families]);
  return {
    version: 1,
    base: base.title,
    head: head.title,
    widened: [...connections, ...within].some(isWidening),
    undeclared: [...connections, ...within].some((change) => isWidening(change) && !change.declared),
    connections,
    within,
    newWorkloads: difference.newWorkloads,
    goneWorkloads: difference.goneWorkloads,
    workloads: [...workloads, ...difference.goneWorkloads],
    withoutCauses: Math.max(0, asked - mostCauses),
    ...(unknown.families.length > 0 ? { familiesNotInBase: named(unknown.families) } : {}),
    ...basis,
    families: named(families),
    notes: [...basis.notes, ...base.notes, ...unknown.notes],
  };
}

function named(families: readonly (4 | 6)[]): Family[] {
  return families.map((family) => familyNames[family]);
}

/** Whether a change lets through what did not get through, or not for certain. */
export function isWidening({ added, certainty }: ChangedTraffic): boolean {
  return added !== undefined || certainty === "gained";
}

function withDeclared<Changed extends Change | WithinChange>(
  change: Changed,
  declaration: Meant | undefined,
): Changed & Pick<Reported, "declared"> {
  return declaration && isDeclared(change, declaration) ? { ...change, declared: true } : change;
}

function isDeclared(change: Change | WithinChange, declaration: Meant): boolean {
  if (!change.added) return false;
  const ends =
    "from" in change
      ? [
          { name: change.from, kind: change.fromKind },
          { name: change.to, kind: change.toKind },
        ]
      : [
          { name: change.workload, kind: change.kind },
          { name: change.workload, kind: change.kind },
        ];
  return isDeclaredTraffic(declaration, ends[0]!, ends[1]!, change.added);
}

function reportedCause({ direction, before, now }: SideChange): ReportedCause {
  return {
    direction,
    ...(before ? { before: reportedDecision(before) } : {}),
    ...(now ? { now: reportedDecision(now) } : {}),
  };
}

function reportedDecision(cause: Cause): ReportedDecision {
  switch (cause.kind) {
    case "rule": {
      const { policy, rule } = cause;
      return {
        kind: "rule",
        policies: [{ policy: policyName(policy), place: placeOf(policy.origin, rule.path) }],
        rule: formatPath(rule.path),
        action: rule.action,
        tier: policy.tier,
      };
    }
    case "tier-default":
      return {
        kind: "tier-default",
        policies: cause.policies.map((policy) => ({
          policy: policyName(policy),
          place: placeOf(policy.origin),
        })),
        tier: cause.tier.name,
      };
    case "no-policy":
    case "profile":
      return { kind: cause.kind };
  }
}
