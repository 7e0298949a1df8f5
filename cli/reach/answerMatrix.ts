import { Evaluation } from "../../reachability/evaluate/evaluation.js";
import { exitCodes, type Io } from "../io.js";
import { matrixMarkdown, matrixText } from "../reporters/reach/matrixText.js";
import { matrixMermaid } from "../reporters/reach/matrixMermaid.js";
import { writeJson } from "../reporters/reach/writeJson.js";
import { style } from "../style.js";
import type { Input } from "./input.js";
import { matrixReport } from "./matrixReport.js";
import { narrowed } from "./narrow.js";
import type { ReachOptions } from "./options.js";

/** Answers who can talk to whom. */
export function answerMatrix(input: Input, options: ReachOptions, io: Io): number {
  const report = narrowed(matrixReport(new Evaluation(input.cluster)), options);
  const complete = options.namespaces.length + options.workloads.length > 0;
  const layout = { title: input.title, complete };
  switch (options.format) {
    case "json":
      writeJson(report, io.out);
      break;
    case "markdown":
      io.out(matrixMarkdown(report, layout));
      break;
    case "mermaid":
      io.out(matrixMermaid(report));
      break;
    case "text":
      io.out(matrixText(report, layout, style(io.colour), io.columns));
  }
  return exitCodes.clean;
}
