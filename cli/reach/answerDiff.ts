import { exitCodes, type Io } from "../io.js";
import { diffMarkdown, diffText } from "../reporters/reach/diffText.js";
import { evaluateBase, readBase } from "./baseInput.js";
import { diffReport, isWidening } from "./diffReport.js";
import type { Input } from "./input.js";
import { focusOf } from "./narrow.js";
import type { ReachOptions } from "./options.js";
import { refuseTooMany } from "./refuseTooMany.js";
import { writeReport } from "./writeReport.js";

/** Answers what changed since a base. */
export async function answerDiff(
  input: Input,
  baseName: string,
  options: ReachOptions,
  io: Io,
): Promise<number> {
  const compared = evaluateBase(await readBase(baseName, input, options, io), input.cluster);
  refuseTooMany(compared.evaluation);
  if (compared.notInBase) refuseTooMany(compared.notInBase);
  const whole = diffReport(compared, input);
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
  writeReport(report, options.format, io, {
    text: (told, style, columns) => diffText(told, complete, style, columns),
    markdown: (told) => diffMarkdown(told, complete),
  });
  return report.undeclared ? exitCodes.findings : exitCodes.clean;
}
