import type {
  ExposureReport,
  ReportedEntryPoint,
  ReportedOpening,
  ReportedWho,
} from "../../reach/exposureReport.js";
import { nameKeys } from "../../../reachability/questions/exposure/freshNamespaces.js";
import type { Style } from "../../style.js";
import { counted } from "./counted.js";
import { noteTexts } from "./noteTexts.js";
import { parsedRangeName } from "./outsideName.js";
import { forMarkdown, forTerminal, tablesMarkdown, tablesText, type Escape, type Table } from "./tables.js";
import { trafficText } from "./trafficText.js";
import { WorkloadNames } from "./workloadNames.js";

/** What is open to the undeclared, for a person at a terminal. */
export function exposureText(
  report: ExposureReport,
  title: string,
  complete: boolean,
  style: Style,
  columns: number,
): string {
  return tablesText(
    { about: `Exposure of ${forTerminal.name(title)}`, says: summaryOf(report) },
    exposureTables(report, complete, forTerminal),
    [{ heading: "Notes", texts: noteTexts({ ...report, skipped: {} }).map(forTerminal.text) }],
    [style.faint(explanation)],
    style,
    columns,
  );
}

/** What is open to the undeclared, for a pull request. */
export function exposureMarkdown(report: ExposureReport, title: string, complete: boolean): string {
  return tablesMarkdown(
    { about: `Exposure of ${forMarkdown.name(title)}`, says: summaryOf(report) },
    exposureTables(report, complete, forMarkdown),
    [{ heading: "Notes", texts: noteTexts({ ...report, skipped: {} }).map(forMarkdown.text) }],
    [explanation],
  );
}

const explanation =
  "Openings that no present workload uses: of pods without labels, or as a rule asks for, that could come, and of addresses outside.";

function summaryOf({ openings, closedEntryPoints }: ExposureReport): string {
  const closed = closedEntryPoints.length;
  return `${counted(openings.length, "opening")}${closed === 0 ? "" : `, ${counted(closed, "way")} in that ${closed === 1 ? "leads" : "lead"} nowhere`}`;
}

function exposureTables(
  { openings, closedEntryPoints, workloads }: ExposureReport,
  complete: boolean,
  escape: Escape,
): Table[] {
  const names = new WorkloadNames(
    workloads.map(({ workload }) => workload),
    complete,
    escape.name,
  );
  const rows = (direction: "ingress" | "egress") =>
    groups(openings.filter((each) => each.direction === direction)).map(
      ({ who, traffic, through, members }) => {
        const ends = [escape.text(who), names.describe(members)];
        const [from = "", to = ""] = direction === "ingress" ? ends : ends.reverse();
        const via = through.length === 0 ? "" : ` (by ${through.join(", ")})`;
        return [from, ...escape.arrow, to, escape.text(`${traffic}${via}`)];
      },
    );
  const columns = ["from", "to", "what"];
  return [
    { heading: "Workloads could be reached by", columns, rows: rows("ingress"), none: "nobody" },
    { heading: "Workloads could reach", columns, rows: rows("egress"), none: "nobody" },
    {
      heading: "Ways in that lead nowhere, because policies let nobody in",
      columns: ["way in", "where"],
      rows: closedEntryPoints.map((each) => [escape.text(entryPointName(each)), escape.text(each.place)]),
    },
  ];
}

interface OpeningGroup {
  readonly who: string;
  readonly traffic: string;
  readonly through: readonly string[];
  readonly members: string[];
}

/** Who reaches furthest comes first. */
const order: readonly ReportedWho["kind"][] = [
  "internet",
  "any-pod",
  "other-namespace",
  "namespace",
  "selection",
  "private",
  "nodes",
];

function groups(openings: readonly ReportedOpening[]): OpeningGroup[] {
  const found = new Map<string, OpeningGroup & { readonly rank: number }>();
  for (const { workload, who, entryPoints, ...allowed } of openings) {
    const group = {
      who: whoText(who),
      traffic: trafficText(allowed),
      through: entryPoints.map(entryPointName),
      rank: order.indexOf(who.kind),
    };
    const key = JSON.stringify(group);
    const kept = found.get(key) ?? { ...group, members: [] };
    found.set(key, kept);
    kept.members.push(workload);
  }
  return [...found.values()]
    .map((group) => ({ ...group, members: [...new Set(group.members)].sort() }))
    .sort((a, b) => a.rank - b.rank || b.members.length - a.members.length);
}

function whoText(who: ReportedWho): string {
  switch (who.kind) {
    case "any-pod":
      return "any pod";
    case "namespace":
      return `any pod of ${who.namespace}`;
    case "other-namespace":
      return "any pod of a new namespace";
    case "selection": {
      const { namespace, labels, namespaceLabels } = who.example;
      const list = (each: Readonly<Record<string, string>>) =>
        Object.entries(each).map(([key, value]) => `${key}=${value}`);
      const own = list(labels).filter((text) => !text.startsWith("projectcalico.org/"));
      const around = list(omit(namespaceLabels, nameKeys));
      const place = /^undeclared(-\d+)?$/.test(namespace) ? "a new namespace" : namespace;
      return `a pod${own.length > 0 ? ` with ${own.join(", ")}` : ""} in ${around.length > 0 ? `a namespace with ${around.join(", ")}` : place}`;
    }
    case "internet":
      return who.all ? "the Internet" : `of the Internet ${rangesText(who.ranges)}`;
    case "private":
      return who.all ? "private addresses" : `private addresses ${rangesText(who.ranges)}`;
    case "nodes":
      return who.all ? "nodes" : `nodes ${rangesText(who.ranges)}`;
  }
}

function omit(labels: Readonly<Record<string, string>>, keys: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !keys.includes(key)));
}

function rangesText(ranges: readonly string[]): string {
  const more = ranges.length - 3;
  return `${ranges.slice(0, 3).map(parsedRangeName).join(", ")}${more > 0 ? ` and ${more} more ranges` : ""}`;
}

function entryPointName({ kind, namespace, name, port }: ReportedEntryPoint): string {
  return `${kind} ${namespace}/${name} port ${port}`;
}
