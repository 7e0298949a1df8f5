/** Rows with columns aligned by two spaces; the last column is not padded. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? 0, cell.length)));
  return rows.map((row) =>
    row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column]!))).join("  "),
  );
}

/** Text broken at spaces into lines of at most `columns`, each after `indent`; `mark` stands before the first. */
export function wrap(text: string, columns: number, indent: string, mark = ""): string[] {
  const width = Math.max(20, columns - indent.length - 2);
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines.map((content, index) => `${indent}${index === 0 || mark === "" ? mark : "  "}${content}`);
}
