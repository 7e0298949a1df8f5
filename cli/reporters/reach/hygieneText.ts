import type { Basis } from "../../reach/basis.js";
import type { Style } from "../../style.js";
import { wrap } from "../layout.js";
import { counted } from "./counted.js";
import { noteTexts } from "./noteTexts.js";
import { forMarkdown, forTerminal, tablesMarkdown } from "./tables.js";

/** What `basalt reach --hygiene --json` prints; docs/reach-json.md describes it. */
export interface HygieneReport extends Basis {
  readonly version: 1;
  /** By place. */
  readonly findings: readonly {
    readonly id: string;
    readonly text: string;
    /** `file:line`. */
    readonly place?: string;
    /** Place in the file, for example `spec.ingress[0]`. */
    readonly path?: string;
  }[];
}

/** What works otherwise than it seems to, for a person at a terminal. */
export function hygieneText(report: HygieneReport, title: string, style: Style, columns: number): string {
  const about = style.heading(`Hygiene of ${forTerminal.name(title)}`);
  const sections = [
    wrap(`${about}: ${counted(report.findings.length, "finding")}`, columns, "", "    "),
    report.findings.flatMap(({ id, text, place }) => [
      ...wrap(
        `${style.warning(id)}${place === undefined ? "" : ` ${forTerminal.name(place)}`}`,
        columns,
        "",
        "    ",
      ),
      ...wrap(forTerminal.text(text), columns, "    "),
    ]),
    noteTexts(report).flatMap((text) =>
      wrap(forTerminal.text(text), columns, `${style.warning("!")} `, "  "),
    ),
  ];
  return `${sections
    .filter(({ length }) => length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

/** What works otherwise than it seems to, for a pull request. */
export function hygieneMarkdown(report: HygieneReport, title: string): string {
  return tablesMarkdown(
    { about: `Hygiene of ${forMarkdown.name(title)}`, says: counted(report.findings.length, "finding") },
    [
      {
        heading: "Findings",
        columns: ["what", "where", "why"],
        rows: report.findings.map(({ id, place, text }) => [
          id,
          place === undefined ? "" : forMarkdown.name(place),
          forMarkdown.text(text),
        ]),
      },
    ],
    [{ heading: "Notes", texts: noteTexts(report).map(forMarkdown.text) }],
  );
}
