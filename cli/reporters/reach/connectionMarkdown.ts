import type { ConnectionReport } from "../../reach/connectionReport.js";
import { style } from "../../style.js";
import { boundedMarkdown } from "./boundedMarkdown.js";
import { connectionText } from "./connectionText.js";

/** The answer to one question, for a pull request: the text as it stands, in a block that means nothing to Markdown. */
export function connectionMarkdown(report: ConnectionReport, explain: boolean): string {
  const text = connectionText(report, { style: style(false), columns: 110, explain });
  // Indented by four spaces, no line can end the block, as the line of a fence could.
  return boundedMarkdown([
    text
      .trimEnd()
      .split("\n")
      .map((line) => `    ${line}`),
  ]);
}
