import type { Style } from "../../style.js";
import { table, wrap } from "../layout.js";
import { boundedMarkdown } from "./boundedMarkdown.js";
import { markdownName, markdownText, plainName } from "./escape.js";

/** Rows under a heading, of cells that a format has escaped already. */
export interface Table {
  readonly heading: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What is said where there are no rows; undefined: nothing, not even the heading. */
  readonly none?: string;
}

/** How one format writes what came from files. */
export interface Escape {
  /** A name. */
  readonly name: (text: string) => string;
  /** Text of our own that may hold names. */
  readonly text: (text: string) => string;
  /** Between who opens a connection and who accepts it, where the columns alone do not tell. */
  readonly arrow: readonly string[];
}

export const forTerminal: Escape = { name: plainName, text: plainName, arrow: ["->"] };

export const forMarkdown: Escape = { name: markdownName, text: markdownText, arrow: [] };

/** Texts under a heading. */
export interface Remarks {
  readonly heading: string;
  readonly texts: readonly string[];
}

/** The first line: what it is about, and what there is of it. */
export interface Title {
  readonly about: string;
  readonly says: string;
}

/** Tables and remarks for a person at a terminal. */
export function tablesText(
  { about, says }: Title,
  tables: readonly Table[],
  remarks: readonly Remarks[],
  last: readonly string[],
  style: Style,
  columns: number,
): string {
  const sections = [
    wrap(`${style.heading(about)}: ${says}`, columns, "", "    "),
    ...tables
      .filter(({ rows, none }) => rows.length > 0 || none !== undefined)
      .map(({ heading: own, rows, none = "" }) => [
        style.heading(own),
        ...(rows.length > 0 ? table(rows, columns, "  ") : [`  ${none}`]),
      ]),
    ...remarks
      .filter(({ texts }) => texts.length > 0)
      .map(({ heading: own, texts }) => [
        style.heading(own),
        ...texts.flatMap((text) => wrap(text, columns, `  ${style.warning("!")} `, "    ")),
      ]),
    last.flatMap((line) => wrap(line, columns, "", "    ")),
  ];
  return `${sections
    .filter(({ length }) => length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

/** Tables and remarks for a pull request. */
export function tablesMarkdown(
  { about, says }: Title,
  tables: readonly Table[],
  remarks: readonly Remarks[],
  last: readonly string[] = [],
): string {
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return boundedMarkdown([
    [`### ${about}`, "", says],
    ...tables
      .filter(({ rows, none }) => rows.length > 0 || none !== undefined)
      .map(({ heading, columns, rows, none = "" }) => [
        `#### ${heading}`,
        "",
        ...(rows.length > 0 ? [row(columns), row(columns.map(() => "---")), ...rows.map(row)] : [none]),
      ]),
    ...remarks
      .filter(({ texts }) => texts.length > 0)
      .map(({ heading, texts }) => [`#### ${heading}`, "", ...texts.map((text) => `- ${text}`)]),
    last,
  ]);
}
