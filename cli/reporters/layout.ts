import { stripVTControlCharacters } from "node:util";

const noBreakSpace = "\u00a0";

/** Text that {@link wrap} keeps on one line. */
export function unbroken(text: string): string {
  return text.replaceAll(" ", noBreakSpace);
}

/**
 * Text broken at spaces into lines of at most `columns`; `first` stands before the first line, `rest` before
 * the others. A single word that is longer stays whole, so that it can be copied.
 */
export function wrap(text: string, columns: number, first = "", rest = first): string[] {
  const width = Math.max(20, columns - Math.max(widthOf(first), widthOf(rest)));
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines.map(
    (content, index) => `${index === 0 ? first : rest}${content.replaceAll(noBreakSpace, " ")}`,
  );
}

/**
 * Rows with columns aligned by two spaces, within `columns`. A row that would make the table wider stands
 * outside its columns, with the last cell on the next line.
 */
export function table(rows: readonly (readonly string[])[], columns: number, indent = ""): string[] {
  const lengths = new Map(rows.map((row) => [row, row.map((cell) => cell.length)]));
  let widths: readonly number[] = [];
  const aligned = new Set<readonly string[]>();
  for (const [row, own] of [...lengths].sort(([, a], [, b]) => total(a) - total(b))) {
    const wider = Array.from({ length: Math.max(widths.length, own.length) }, (_, column) =>
      Math.max(widths[column] ?? 0, own[column] ?? 0),
    );
    if (indent.length + total(wider) > columns) continue;
    widths = wider;
    aligned.add(row);
  }
  return rows.flatMap((row) =>
    aligned.has(row)
      ? [
          indent +
            row
              .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column]!)))
              .join("  "),
        ]
      : [
          ...wrap(row.slice(0, -1).join(" "), columns, indent, `${indent}    `),
          ...wrap(row.at(-1) ?? "", columns, `${indent}  `),
        ],
  );
}

/** Length of a row with two spaces between cells. */
function total(cells: readonly number[]): number {
  return cells.reduce((sum, length) => sum + 2 + length, -2);
}

/** Columns that text takes at a terminal, its colours left out. */
function widthOf(text: string): number {
  return stripVTControlCharacters(text).length;
}
