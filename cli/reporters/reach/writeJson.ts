import { terminalJson } from "./escape.js";

/** Characters that are written at once: the whole of a large matrix is longer than a text can be. */
const pieceLength = 1 << 16;

/** Writes a report as JSON, the items of its lists on one line each, piece by piece. */
export function writeJson(report: object, out: (text: string) => void): void {
  let piece = "";
  const write = (text: string) => {
    piece += text;
    if (piece.length < pieceLength) return;
    out(piece);
    piece = "";
  };
  const json = (value: unknown) => terminalJson(JSON.stringify(value));
  let before = "{\n";
  for (const [key, value] of Object.entries(report) as [string, unknown][]) {
    if (value === undefined) continue;
    write(`${before}  ${json(key)}: `);
    before = ",\n";
    if (!Array.isArray(value) || value.length === 0) {
      write(json(value));
      continue;
    }
    for (const [index, item] of value.entries()) write(`${index === 0 ? "[" : ","}\n    ${json(item)}`);
    write("\n  ]");
  }
  write("\n}\n");
  out(piece);
}
