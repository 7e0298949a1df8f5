import { Evaluation } from "../../reachability/evaluate/evaluation.js";
import { exitCodes, type Io } from "../io.js";
import { matrixMarkdown, matrixText } from "../reporters/reach/matrixText.js";
import { matrixMermaid } from "../reporters/reach/matrixMermaid.js";
import type { Input } from "./input.js";
import { matrixReport } from "./matrixReport.js";
import { narrowed } from "./narrow.js";
import type { ReachOptions } from "./options.js";
import { writeReport } from "./writeReport.js";

/** Answers who can talk to whom. */
export function answerMatrix(input: Input, options: ReachOptions, io: Io): number {
  const report = narrowed(matrixReport(new Evaluation(input.cluster)), options);
  const complete = options.namespaces.length + options.workloads.length > 0;
  const layout = { title: input.title, complete };
  writeReport(report, options.format, io, {
    text: (told, style, columns) => matrixText(told, layout, style, columns),
    markdown: (told) => matrixMarkdown(told, layout),
    mermaid: matrixMermaid,
  });
  return exitCodes.clean;
}
