import {
  isWidening,
  type DiffReport,
  type Reported,
  type ReportedCause,
  type ReportedDecision,
} from "../../reach/diffReport.js";
import type { Change, WithinChange } from "../../../reachability/questions/diff/difference.js";
import { parseRange } from "../../../reachability/questions/diff/parseRange.js";
import { outsideKind } from "../../../reachability/questions/matrix.js";
import { outsideName } from "./outsideName.js";
import type { Escape } from "./tables.js";
import { trafficText } from "./trafficText.js";
import { WorkloadNames } from "./workloadNames.js";

/** Changes that are alike: of the same kind and traffic, for the same reasons. */
export interface DiffGroup {
  /** +: opened. -: closed. ?: more, or less, certain than it was. */
  readonly sign: "+" | "-" | "?";
  readonly widening: boolean;
  readonly declared: boolean;
  /** Whether the base does not tell what there was. */
  readonly unknown: boolean;
  readonly from: string;
  readonly to: string;
  readonly traffic: string;
  /** `ingress of the target: before …; now …`. */
  readonly causes: readonly string[];
  /** Declared flows behind it; empty where there are none, or nobody has looked. */
  readonly flows: readonly string[];
}

/** One side of one change, as it is grouped. */
interface Part extends Pick<
  DiffGroup,
  "sign" | "widening" | "declared" | "unknown" | "traffic" | "causes" | "flows"
> {
  readonly from: string;
  readonly to: string;
  readonly outside?: "from" | "to";
}

/** Everything that changed, what was opened and nobody declared first. */
export function diffGroups(report: DiffReport, complete: boolean, escape: Escape): DiffGroup[] {
  const names = new WorkloadNames(
    report.workloads.map(({ workload }) => workload),
    complete,
    escape.name,
  );
  const families = (report.familiesNotInBase ?? []).join(" and ");
  const parts = [...report.connections, ...report.within].flatMap((change) => partsOf(change, families));
  const groups = new Map<string, { part: Part; targets: Map<string, string[]> }>();
  for (const part of parts) {
    const { sign, declared, traffic, causes, flows, outside, from, to } = part;
    // Outside, what is on one side are ranges of one workload: those are what one line lists.
    const key = JSON.stringify([sign, declared, traffic, causes, flows, outside]);
    const [one, other] = outside === "from" ? [to, from] : [from, to];
    const group = groups.get(key) ?? { part, targets: new Map<string, string[]>() };
    groups.set(key, group);
    group.targets.set(one, [...(group.targets.get(one) ?? []), other]);
  }
  const pods = report.addresses.podsAssumed
    ? []
    : report.addresses.pods.flatMap((text) => parseRange(text) ?? []);
  const outsideText = (ranges: readonly string[]) =>
    escape.text(
      outsideName(
        ranges.flatMap((text) => parseRange(text) ?? []),
        pods,
        complete,
      ).text,
    );
  return [...groups.values()]
    .flatMap(({ part, targets }) => {
      const { sign, widening, declared, unknown: isUnknown, traffic, causes, flows, outside } = part;
      const byPartners = new Map<string, string[]>();
      for (const [one, others] of targets) {
        const key = others.sort().join("\n");
        byPartners.set(key, [...(byPartners.get(key) ?? []), one]);
      }
      return [...byPartners].map(([key, members]): DiffGroup => {
        const own = names.describe(members.sort());
        const others = outside ? outsideText(key.split("\n")) : names.describe(key.split("\n"));
        const [from, to] = outside === "from" ? [others, own] : [own, others];
        return {
          sign,
          widening,
          declared,
          unknown: isUnknown,
          traffic: escape.text(traffic),
          causes: causes.map(escape.text),
          flows: flows.map(escape.name),
          from,
          to,
        };
      });
    })
    .sort((a, b) => rank(a) - rank(b) || (a.from < b.from ? -1 : a.from > b.from ? 1 : a.to < b.to ? -1 : 1));
}

function rank({ widening, declared, unknown, sign }: DiffGroup): number {
  if (widening) return declared ? 2 : unknown ? 1 : 0;
  return sign === "-" ? 3 : 4;
}

/** @param families those that the base does not tell about */
function partsOf(change: (Change | WithinChange) & Reported, families: string): Part[] {
  const isUnknown = change.because === "family-not-in-base";
  const ends = {
    ...("from" in change
      ? { from: change.from, to: change.to, outside: outsideOf(change) }
      : { from: change.workload, to: change.workload, outside: undefined }),
    unknown: isUnknown,
  };
  const declared = change.declared === true;
  const causes = (list: readonly ReportedCause[] = []) => list.map(causeText);
  return [
    ...(change.added
      ? [
          {
            ...ends,
            sign: "+" as const,
            widening: true,
            declared,
            traffic: isUnknown ? `${trafficText(change.added)} by ${families}` : trafficText(change.added),
            causes: isUnknown
              ? [`the base does not tell about ${families}: save it again`]
              : causes(change.causes?.added),
            flows: change.flows?.added ?? [],
          },
        ]
      : []),
    ...(change.removed
      ? [
          {
            ...ends,
            sign: "-" as const,
            widening: false,
            declared: false,
            traffic: trafficText(change.removed),
            causes: causes(change.causes?.removed),
            flows: change.flows?.removed ?? [],
          },
        ]
      : []),
    ...(change.certainty
      ? [
          {
            ...ends,
            sign: "?" as const,
            widening: isWidening({ ...change, added: undefined }),
            declared,
            traffic: `what got through in some places now does ${change.certainty === "gained" ? "in all" : "in fewer"}`,
            causes: [],
            flows: [],
          },
        ]
      : []),
  ];
}

function outsideOf({ fromKind, toKind }: Change): "from" | "to" | undefined {
  return fromKind === outsideKind ? "from" : toKind === outsideKind ? "to" : undefined;
}

function causeText({ direction, before, now }: ReportedCause): string {
  const side = direction === "egress" ? "egress of the source" : "ingress of the target";
  const texts = [
    ...(before ? [`before ${decisionText(before)}`] : []),
    ...(now ? [`now ${decisionText(now)}`] : []),
  ];
  return `${side}: ${texts.join("; ")}`;
}

/** How one version decides. */
function decisionText({ kind, policies = [], rule, action }: ReportedDecision): string {
  switch (kind) {
    case "no-policy":
      return "open, as no policy applies";
    case "profile":
      return "allowed by the namespace's profile";
    case "tier-default": {
      const shown = policies.slice(0, 3).map(placed).join(", ");
      return `denied, as nothing opens it: isolated by ${shown}${policies.length > 3 ? ` and ${policies.length - 3} more` : ""}`;
    }
    case "rule":
      return `${action === "allow" ? "allowed" : "denied"} by ${policies.map(placed).join(", ")}, ${rule ?? ""}`;
  }
}

function placed({ policy, place }: { readonly policy: string; readonly place: string }): string {
  return place.startsWith("plan: ") ? policy : `${policy} (${place})`;
}
