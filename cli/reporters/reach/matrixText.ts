import type { MatrixReport } from "../../reach/matrixReport.js";
import type { Style } from "../../style.js";
import { table, wrap } from "../layout.js";
import { plainName } from "./escape.js";
import type { Group } from "./groups.js";
import { noteLines } from "./noteLines.js";
import { sectionsOf, type OutsideGroup } from "./sections.js";
import { summary } from "./summary.js";
import { WorkloadNames } from "./workloadNames.js";

/** How a matrix is written. */
export interface MatrixLayout {
  readonly style: Style;
  readonly columns: number;
  /** What was read, for the first line. */
  readonly title: string;
  /** Whether every name is told, however many there are. */
  readonly complete: boolean;
  /** Further lines for the end, such as how many findings there are. */
  readonly more?: readonly string[];
}

/** Who can talk to whom, for a person at a terminal. */
export function matrixText(report: MatrixReport, layout: MatrixLayout): string {
  const { style, columns, title, complete } = layout;
  const names = new WorkloadNames(
    report.workloads.map(({ workload }) => workload),
    complete,
  );
  const { incoming, outgoing, across, inside, within } = sectionsOf(report, complete);
  const section = (heading: string, rows: readonly (readonly string[])[]) =>
    rows.length > 0 && [style.heading(heading), ...table(rows, columns, "  ")];
  const outside = ({ workloads, outside: place, traffic, uncertain }: OutsideGroup, isSource: boolean) => {
    const own = names.describe(workloads);
    return [...(isSource ? [place, "->", own] : [own, "->", place]), marked(traffic, uncertain)];
  };
  const inCluster = ({ from, to, traffic, uncertain }: Group, home?: string) => [
    names.describe(from, home),
    "->",
    names.describe(to, home),
    marked(traffic, uncertain),
  ];
  const sections = [
    wrap(`${style.heading(`Reachability of ${plainName(title)}`)}: ${summary(report)}`, columns, "", "    "),
    section(
      "From outside the cluster",
      incoming.map((group) => outside(group, true)),
    ) || nothing("From outside the cluster", "nothing gets in"),
    section(
      "To outside the cluster",
      outgoing.map((group) => outside(group, false)),
    ) || nothing("To outside the cluster", "nothing gets out"),
    section(
      "Across namespaces",
      across.map((group) => inCluster(group)),
    ),
    ...[...inside].map(([namespace, groups]) =>
      section(
        `Namespace ${plainName(namespace)}`,
        groups.map((group) => inCluster(group, namespace)),
      ),
    ),
    section(
      "Among the pods of one workload",
      within.map(({ workloads, traffic }) => [names.describe(workloads), traffic]),
    ),
    noteLines(report, style, columns),
    legend(
      layout,
      across.concat(...inside.values()).some(({ uncertain }) => uncertain),
    ),
  ];
  return `${sections
    .filter((lines) => lines !== false && lines.length > 0)
    .map((lines) => (lines as readonly string[]).join("\n"))
    .join("\n\n")}\n`;

  function nothing(heading: string, text: string): string[] {
    return [style.heading(heading), `  ${text}`];
  }
}

/** What is not certain is marked; the legend tells the mark. */
function marked(traffic: string, uncertain: boolean): string {
  return uncertain ? `${traffic} (?)` : traffic;
}

function legend({ style, columns, complete, more = [] }: MatrixLayout, uncertain: boolean): string[] {
  const lines = [
    ...(uncertain
      ? ["(?): depends on the addresses that pods get, on the node, or on the client's own port."]
      : []),
    ...(complete
      ? []
      : [
          "Every connection stands once. Where a number stands for names, --namespace NAME or --json tells them.",
        ]),
    ...more,
  ];
  return lines.flatMap((line) => wrap(style.faint(line), columns, "", "    "));
}
