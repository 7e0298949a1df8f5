import type { Io } from "../io.js";
import { writeJson } from "../reporters/reach/writeJson.js";
import { style, type Style } from "../style.js";
import type { Format } from "./options.js";

/** How one answer is told in each format; as JSON, it is the report itself. */
export interface Renderers<Report> {
  /** For a person at a terminal of so many columns. */
  readonly text: (report: Report, style: Style, columns: number) => string;
  /** For a pull request. */
  readonly markdown: (report: Report) => string;
  /** A picture; undefined for what cannot be drawn, which the options refuse to ask for. */
  readonly mermaid?: (report: Report) => string;
}

/** Writes a report in the format that was asked for. */
export function writeReport<Report extends object>(
  report: Report,
  format: Format,
  io: Io,
  { text, markdown, mermaid }: Renderers<Report>,
): void {
  switch (format) {
    case "json":
      writeJson(report, io.out);
      return;
    case "markdown":
      io.out(markdown(report));
      return;
    case "mermaid":
      if (!mermaid) throw new TypeError("found a picture of what cannot be drawn");
      io.out(mermaid(report));
      return;
    case "text":
      io.out(text(report, style(io.colour), io.columns));
  }
}
