import { isWidening, type DiffReport } from "../../reach/diffReport.js";
import type { Style } from "../../style.js";
import { wrap } from "../layout.js";
import { counted } from "./counted.js";
import { diffGroups, type DiffGroup } from "./diffGroups.js";
import { noteTexts } from "./noteTexts.js";
import { forMarkdown, forTerminal, tablesMarkdown, type Escape } from "./tables.js";

/** What changed, for a person at a terminal. */
export function diffText(report: DiffReport, complete: boolean, style: Style, columns: number): string {
  const title = `${style.heading(`Reachability of ${forTerminal.name(report.head)}`)} since ${forTerminal.name(report.base)}`;
  const sections = [
    wrap(`${title}: ${counts(report)}`, columns, "", "    "),
    ...diffGroups(report, complete, forTerminal).map((group) => groupLines(group, style, columns)),
    workloadLines(report, forTerminal).flatMap((text) => wrap(text, columns, "", "    ")),
    noteTexts({ ...report, skipped: {} }).flatMap((text) =>
      wrap(forTerminal.text(text), columns, `  ${style.warning("!")} `, "    "),
    ),
    wrap(verdict(report, style), columns, "", "    "),
  ];
  return `${sections
    .filter(({ length }) => length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

/** What changed, for a pull request. */
export function diffMarkdown(report: DiffReport, complete: boolean): string {
  const groups = diffGroups(report, complete, forMarkdown);
  return tablesMarkdown(
    {
      about: `Reachability of ${forMarkdown.name(report.head)} since ${forMarkdown.name(report.base)}`,
      says: `${verdict(report, undefined)} ${counts(report)}.`,
    },
    [
      {
        heading: "What changed",
        columns: ["", "from", "to", "what", "why"],
        rows: groups.map(({ sign, declared, from, to, traffic, causes }) => [
          `**${sign}**`,
          from,
          to,
          declared ? `${traffic} (declared)` : traffic,
          causes.join("; "),
        ]),
        none: "Nothing.",
      },
    ],
    [
      { heading: "Workloads", texts: workloadLines(report, forMarkdown) },
      { heading: "Notes", texts: noteTexts({ ...report, skipped: {} }).map(forMarkdown.text) },
    ],
  );
}

function groupLines(
  { sign, widening, declared, from, to, traffic, causes }: DiffGroup,
  style: Style,
  columns: number,
): string[] {
  const mark = widening ? (declared ? style.warning : style.bad) : style.good;
  return [
    ...wrap(`${mark(sign)} ${from} -> ${to} ${traffic}${declared ? " (declared)" : ""}`, columns, "", "    "),
    ...causes.flatMap((cause) => wrap(style.faint(cause), columns, "    ", "      ")),
  ];
}

function counts({ connections, within }: DiffReport): string {
  const all = [...connections, ...within];
  const of = (change: string) => all.filter((each) => each.change === change).length;
  return `${counted(of("added"), "connection")} added, ${of("removed")} removed, ${of("changed")} changed`;
}

function workloadLines({ newWorkloads, goneWorkloads, withoutCauses }: DiffReport, escape: Escape): string[] {
  const list = (workloads: DiffReport["newWorkloads"]) => {
    const shown = workloads.slice(0, 10).map(({ workload }) => escape.name(workload));
    const more = workloads.length - shown.length;
    return [...shown, ...(more > 0 ? [`${more} more`] : [])].join(", ");
  };
  return [
    ...(newWorkloads.length > 0 ? [`New: ${list(newWorkloads)}`] : []),
    ...(goneWorkloads.length > 0 ? [`Gone: ${list(goneWorkloads)}`] : []),
    ...(withoutCauses > 0
      ? [`${counted(withoutCauses, "change")} without causes, as there are so many`]
      : []),
  ];
}

function verdict(report: DiffReport, style: Style | undefined): string {
  const { widened, undeclared, familiesNotInBase = [] } = report;
  const undeclaredOnes = [...report.connections, ...report.within].filter(
    (change) => isWidening(change) && !change.declared,
  );
  if (undeclaredOnes.length > 0 && undeclaredOnes.every(({ because }) => because === "family-not-in-base"))
    return `${style ? style.bad("Not known") : "**Not known**"}: something gets through by ${familiesNotInBase.join(" and ")}, and the base does not tell whether it did before.`;
  if (undeclared)
    return `${style ? style.bad("Widened") : "**Widened**"}: something gets through that did not, and no flow declares it.`;
  if (widened)
    return `${style ? style.warning("Widened") : "**Widened**"}, as declared: every opening is a flow of the declaration.`;
  return `${style ? style.good("Not widened") : "**Not widened**"}: nothing gets through that did not before.`;
}
