import { exitCodes, type Io } from "../io.js";
import { diffMarkdown, diffText } from "../reporters/reach/diffText.js";
import { writeJson } from "../reporters/reach/writeJson.js";
import { style } from "../style.js";
import { evaluateBase, readBase } from "./baseInput.js";
import { diffReport, isWidening } from "./diffReport.js";
import type { Input } from "./input.js";
import { focusOf } from "./narrow.js";
import type { ReachOptions } from "./options.js";
import { refuseTooMany } from "./refuseTooMany.js";

/** Answers what changed since a base. */
export async function answerDiff(
  input: Input,
  baseName: string,
  options: ReachOptions,
  io: Io,
): Promise<number> {
  const { base, evaluation } = evaluateBase(await readBase(baseName, input, options, io), input.cluster);
  refuseTooMany(evaluation);
  const whole = diffReport(base, { ...input, evaluation });
  const isMeant = focusOf(options, whole.workloads);
  const connections = whole.connections.filter(({ from, to }) => isMeant(from) || isMeant(to));
  const within = whole.within.filter(({ workload }) => isMeant(workload));
  const widening = [...connections, ...within].filter(isWidening);
  const report = {
    ...whole,
    connections,
    within,
    widened: widening.length > 0,
    undeclared: widening.some(({ declared }) => !declared),
  };
  const complete = options.namespaces.length + options.workloads.length > 0;
  switch (options.format) {
    case "json":
      writeJson(report, io.out);
      break;
    case "markdown":
      io.out(diffMarkdown(report, complete));
      break;
    case "text":
    case "mermaid":
      io.out(diffText(report, complete, style(io.colour), io.columns));
  }
  return report.undeclared ? exitCodes.findings : exitCodes.clean;
}
