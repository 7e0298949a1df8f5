import { liveKindOf } from "../../drift/cluster/liveKinds.js";
import type { DriftFinding, DriftReport } from "../../drift/report.js";
import type { DiffReport, Reported, ReportedCause } from "../../reach/diffReport.js";
import { counted } from "../reach/counted.js";
import { diffGroups, type DiffGroup } from "../reach/diffGroups.js";
import type { Escape } from "../reach/tables.js";

/** A report as a person reads it: what opens something first. */
export interface DriftSections {
  readonly verdict: string;
  readonly openings: readonly DiffGroup[];
  readonly closings: readonly DiffGroup[];
  readonly changed: readonly FindingText[];
  readonly missing: readonly FindingText[];
  readonly undeclared: readonly FindingText[];
  readonly unread: readonly { readonly what: string; readonly reason: string }[];
  /** One line for what is there, undeclared, and no drift. */
  readonly left: string;
  /** Why a repair did not come to its end, line by line; empty where it did, and where there was none. */
  readonly failure: readonly string[];
}

/** One finding, escaped. */
export interface FindingText {
  /** `NetworkPolicy shop/default-deny`. */
  readonly title: string;
  /** What differs, and what it does. */
  readonly details: readonly string[];
  readonly opens: boolean;
}

/** So many differences of one object are told; --json has all. */
const mostDifferences = 8;

/** Sorts a report into its sections, with everything escaped. */
export function driftSections(report: DriftReport, escape: Escape): DriftSections {
  const { network, findings, unread, left } = report;
  const groups = network.difference ? diffGroups(withWhoOpens(network.difference), false, escape) : [];
  const of = (change: DriftFinding["change"]) =>
    findings.filter((finding) => finding.change === change).map((finding) => findingText(finding, escape));
  const count = left.reduce((sum, { objects }) => sum + objects.length, 0);
  return {
    verdict: verdictText(report),
    openings: groups.filter(({ widening }) => widening),
    closings: groups.filter(({ widening }) => !widening),
    changed: of("changed"),
    missing: of("missing"),
    undeclared: of("undeclared"),
    unread: unread.map(({ what, reason }) => ({
      what: escape.text(what),
      reason: reason.split("\n").map(escape.text).join(" "),
    })),
    left:
      count === 0
        ? ""
        : `${counted(count, "object")} that nobody declared ${count === 1 ? "is" : "are"} no drift (the platform's own, or somebody else's); --json lists them with reasons.`,
    failure: (report.failure ?? "")
      .split("\n")
      .filter((line) => line !== "")
      .map(escape.text),
  };
}

/**
 * A difference that tells of causes only what decides now. Each connection was denied by its own policies before, which
 * would be a line for each; and where a policy is, its name says: there is one cluster.
 */
function withWhoOpens(difference: DiffReport): DiffReport {
  const bare = (causes: readonly ReportedCause[]) =>
    causes.map(({ direction, now }): ReportedCause => {
      const policies = now?.policies?.map(({ policy }) => ({ policy, place: "plan: " }));
      return { direction, ...(now ? { now: { ...now, ...(policies ? { policies } : {}) } } : {}) };
    });
  const told = <Changed extends Reported>(change: Changed): Changed => ({
    ...change,
    ...(change.causes ? { causes: { added: bare(change.causes.added), removed: [] } } : {}),
  });
  return {
    ...difference,
    connections: difference.connections.map(told),
    within: difference.within.map(told),
  };
}

/** What is the case, in a sentence. */
export function verdictText(report: DriftReport): string {
  const { verdict, findings, unread } = report;
  switch (verdict) {
    case "opens":
      return "something gets through that the declaration does not allow";
    case "drifted":
      return `${findings.length === 0 ? "connections are" : counted(findings.length, "thing")} not as declared; ${openedText(report)}`;
    case "incomplete":
      return `not known: ${counted(unread.length, "thing")} could not be read, and nothing else differs`;
    case "clean":
      return "clean: everything is as declared";
  }
}

/**
 * Whether policies let anything through that they should not, where no connection was seen to open. Of what was not
 * read, of settings by which policies hold or do not, and of who enforces them, nobody can tell.
 */
function openedText({ network, findings, unread }: DriftReport): string {
  const settings = findings.filter(isSetting).length;
  const enforcers = findings.filter(isOfEnforcer).length;
  const reasons = [
    ...(unread.length > 0 ? [`${counted(unread.length, "thing")} could not be read`] : []),
    ...(settings > 0
      ? [`${counted(settings, "setting")} of Calico ${settings === 1 ? "differs" : "differ"}`]
      : []),
    ...(enforcers > 0
      ? [`${counted(enforcers, "thing")} of what enforces policies ${enforcers === 1 ? "differs" : "differ"}`]
      : []),
  ];
  if (network.difference && reasons.length === 0) return "policies let nothing through that they should not";
  return `whether anything gets through is not known${reasons.length > 0 ? ` (${reasons.join(", ")})` : ""}`;
}

/** A pool decides for which addresses Calico enforces at all. */
function isSetting({ apiVersion = "", kind }: DriftFinding): boolean {
  return kind === "IPPool" || liveKindOf(apiVersion, kind)?.role === "setting";
}

/** Whether it is about what runs Calico, or kube-proxy, which decides where a Service leads. */
function isOfEnforcer({ apiVersion = "", kind, namespace = "", name }: DriftFinding): boolean {
  if (liveKindOf(apiVersion, kind)?.role !== "workload") return false;
  return (
    ["calico-system", "tigera-operator"].includes(namespace) ||
    (namespace === "kube-system" && /^kube-proxy(-|$)/.test(name))
  );
}

function findingText(finding: DriftFinding, escape: Escape): FindingText {
  const { kind, namespace, name, differences, effect, notDeployed, holds, repair } = finding;
  const own = `${namespace === undefined ? "" : `${namespace}/`}${name}`;
  const shown = differences.slice(0, mostDifferences).map((each) => escape.text(differenceText(each)));
  const more = differences.length - shown.length;
  return {
    title: `${escape.text(kind.split(":").at(-1)!)} ${escape.name(own)}`,
    details: [
      ...shown,
      ...(more > 0 ? [`and ${counted(more, "difference")} more`] : []),
      ...(holds === undefined ? [] : [`${counted(holds, "object")} of the compared kinds in it`]),
      ...(effect === undefined ? [] : [effects[effect]]),
      ...(notDeployed ? ["the declaration was changed since the last deployment"] : []),
      ...(repair.by === "none" ? [escape.text(`not repaired: ${repair.because}`)] : []),
    ],
    opens: effect === "opens",
  };
}

const effects = {
  opens: "by itself it opens connections",
  closes: "by itself it closes connections, and opens none",
  none: "by itself it opens and closes nothing",
} as const;

function differenceText({ path, change, declared, live }: DriftFinding["differences"][number]): string {
  const values = [
    ...(live === undefined ? [] : [`is ${live}`]),
    ...(declared === undefined ? [] : [`declared ${declared}`]),
  ].join(", ");
  return `${path} ${change}${values === "" ? "" : `: ${values}`}`;
}
