import { exitCodes, type Io } from "../io.js";
import { connectionMarkdown } from "../reporters/reach/connectionMarkdown.js";
import { connectionText } from "../reporters/reach/connectionText.js";
import { askConnection, type ConnectionQuestion } from "./askConnection.js";
import { basisOf } from "./basis.js";
import type { ConnectionReport } from "./connectionReport.js";
import type { Input } from "./input.js";
import type { ReachOptions } from "./options.js";
import { suggest } from "./suggest.js";
import { writeReport } from "./writeReport.js";

/** Answers whether one end can open connections to another. */
export async function answerConnection(
  input: Input,
  question: ConnectionQuestion,
  { format }: ReachOptions,
  io: Io,
): Promise<number> {
  const { cluster } = input;
  const answer = askConnection(cluster, question, input.declaration);
  const { evaluation, verdict, remarks, answers } = answer;
  const { from, to, port, explain } = question;
  const report: ConnectionReport = {
    version: 1,
    from,
    to,
    ...(port === undefined ? {} : { port }),
    verdict,
    remarks,
    answers,
    ...(explain && verdict !== "allowed" ? { suggestion: await suggest(input, question, answer) } : {}),
    ...basisOf(cluster, evaluation.universe.space.families),
  };
  writeReport(report, format, io, {
    text: (told, style, columns) => connectionText(told, { style, columns, explain }),
    markdown: (told) => connectionMarkdown(told, explain),
  });
  return verdict === "allowed" ? exitCodes.clean : exitCodes.findings;
}
