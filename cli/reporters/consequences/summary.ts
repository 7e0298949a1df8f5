import type { ConsequencesReport, Verdict } from "../../consequences/report.js";
import { diffGroups, type DiffGroup } from "../reach/diffGroups.js";
import { counted } from "../reach/counted.js";
import type { Escape } from "../reach/tables.js";
import { shortType } from "./changeRows.js";
import { findingRows, isRefusal } from "./policyRows.js";

/** More names, nobody reads in a line. */
const mostOutputs = 8;

/** A verdict as the first word of a report. */
export const verdictWords: Readonly<Record<Verdict, string>> = {
  failed: "Failed",
  blocked: "Blocked",
  opens: "Opens",
  changes: "Changes",
  unchanged: "Unchanged",
};

/**
 * Why it is the verdict, and how much there is of everything, in one line.
 *
 * @param name writes what came from somebody else
 */
export function summary(
  report: ConsequencesReport,
  groups: readonly DiffGroup[],
  name: (text: string) => string,
): string {
  const { verdict, failures, network, policies, source, base } = report;
  const refusals = findingRows(policies.findings).filter(isRefusal);
  // Of a plan it is always so: charts are rendered by the engine alone.
  const isPartly = network.unknown !== undefined && !(source === "plan" && network.difference);
  const undeclared = groups.filter(({ widening, declared }) => widening && !declared).length;
  const reasons = [
    ...(failures.length > 0 ? ["it could not be previewed to its end"] : []),
    ...(refusals.length > 0
      ? [`${counted(new Set(refusals.map(({ rule }) => rule)).size, "policy refuses", "policies refuse")} it`]
      : []),
    ...(network.broken.length > 0
      ? [
          counted(
            network.broken.length,
            "required flow or assertion breaks",
            "required flows or assertions break",
          ),
        ]
      : []),
    ...(undeclared > 0
      ? [`${counted(undeclared, "connection opens", "connections open")} that no flow declares`]
      : []),
    ...(isPartly && verdict !== "failed"
      ? [network.difference ? "not all of the network is known" : "nobody can tell what opens"]
      : []),
  ];
  const counts = [changesText(report), connectionsText(groups)].filter((text) => text !== "");
  const amounts = counts.length > 0 ? counts : ownText(report, name);
  const compared =
    source === "plan" && !report.removed
      ? [`compared with the plan of ${name(base)}, not with what is deployed`]
      : [];
  const all = [
    ...reasons,
    ...(amounts.length > 0 ? amounts : verdict === "unchanged" ? ["nothing changes"] : []),
    ...compared,
  ];
  return all.join("; ");
}

/** Connections that change, grouped as a person reads them. */
export function connectionGroups({ network }: ConsequencesReport, escape: Escape): DiffGroup[] {
  return network.difference ? diffGroups(network.difference, false, escape) : [];
}

function changesText({ changes }: ConsequencesReport): string {
  const words = { replace: "replaced", create: "created", update: "updated", delete: "deleted" } as const;
  return Object.entries(words)
    .flatMap(([action, word]) => {
      const own = changes.filter((change) => change.action === action);
      if (own.length === 0) return [];
      const groups = own.filter(({ nodes, type }) => nodes && shortType(type) === "NodeGroup").length;
      return [`${own.length} ${word}${groups > 0 ? ` (${counted(groups, "node group")})` : ""}`];
    })
    .join(", ");
}

/** What changes where no resource and no connection does. */
function ownText(
  { removed, outputs = [], pins }: ConsequencesReport,
  name: (text: string) => string,
): string[] {
  if (removed) return ["its file is gone: nothing deploys it any more, and what is deployed stays"];
  if (outputs.length > 0) {
    const shown = outputs.slice(0, mostOutputs).map(name);
    const more = outputs.length - shown.length;
    return [
      `no resource changes, only what the stack tells of itself: ${[...shown, ...(more > 0 ? [`${more} more`] : [])].join(", ")}`,
    ];
  }
  return pins.length > 0 ? [`no resource changes, only ${counted(pins.length, "pin")}`] : [];
}

function connectionsText(groups: readonly DiffGroup[]): string {
  const opened = groups.filter(({ sign }) => sign === "+").length;
  const closed = groups.filter(({ sign }) => sign === "-").length;
  if (opened + closed === 0) return "";
  return [
    ...(opened > 0 ? [`${counted(opened, "connection")} opened`] : []),
    ...(closed > 0 ? [`${opened > 0 ? closed : counted(closed, "connection")} closed`] : []),
  ].join(", ");
}
