import type { MatrixReport } from "../../reach/matrixReport.js";
import type { Style } from "../../style.js";
import { matrixTables, uncertainMark } from "./matrixTables.js";
import { noteTexts } from "./noteTexts.js";
import { summary } from "./summary.js";
import { forMarkdown, forTerminal, tablesMarkdown, tablesText } from "./tables.js";

/** What a matrix is of, and how much of it is told. */
export interface MatrixLayout {
  /** What was read. */
  readonly title: string;
  /** Whether every name is told, however many there are. */
  readonly complete: boolean;
}

/** Who can talk to whom, for a person at a terminal of so many columns. */
export function matrixText(
  report: MatrixReport,
  { title, complete }: MatrixLayout,
  style: Style,
  columns: number,
): string {
  const last = legend(report, complete).map((line) => style.faint(line));
  return tablesText(
    { about: `Reachability of ${forTerminal.name(title)}`, says: summary(report) },
    matrixTables(report, complete, forTerminal),
    [{ heading: "Notes", texts: noteTexts(report).map(forTerminal.text) }],
    last,
    style,
    columns,
  );
}

/** Who can talk to whom, for a pull request. */
export function matrixMarkdown(report: MatrixReport, { title, complete }: MatrixLayout): string {
  return tablesMarkdown(
    { about: `Reachability of ${forMarkdown.name(title)}`, says: summary(report) },
    matrixTables(report, complete, forMarkdown),
    [{ heading: "Notes", texts: noteTexts(report).map(forMarkdown.text) }],
    legend(report, complete).map(forMarkdown.text),
  );
}

function legend({ connections }: MatrixReport, complete: boolean): string[] {
  return [
    ...(connections.some(({ uncertain }) => uncertain)
      ? [`${uncertainMark} depends on the addresses that pods get, on the node, or on the client's own port.`]
      : []),
    ...(complete
      ? []
      : [
          "Every connection stands once. Where a number stands for names, --namespace NAME or --json tells them.",
        ]),
  ];
}
