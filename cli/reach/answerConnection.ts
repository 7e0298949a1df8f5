import { exitCodes, type Io } from "../io.js";
import { connectionMarkdown } from "../reporters/reach/connectionMarkdown.js";
import { connectionText } from "../reporters/reach/connectionText.js";
import { writeJson } from "../reporters/reach/writeJson.js";
import { style } from "../style.js";
import { askConnection, type ConnectionQuestion } from "./askConnection.js";
import type { ConnectionReport } from "./connectionReport.js";
import type { Input } from "./input.js";
import { reportedAddresses, reportedNote } from "./matrixReport.js";
import type { ReachOptions } from "./options.js";
import { suggest } from "./suggest.js";

/** Answers whether one end can open connections to another. */
export async function answerConnection(
  input: Input,
  question: ConnectionQuestion,
  { format }: ReachOptions,
  io: Io,
): Promise<number> {
  const { cluster } = input;
  const answer = askConnection(cluster, question, input.declaration);
  const { verdict, remarks, answers } = answer;
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
    addresses: reportedAddresses(cluster),
    notes: cluster.notes.map(reportedNote),
    skipped: cluster.skipped,
  };
  switch (format) {
    case "json":
      writeJson(report, io.out);
      break;
    case "markdown":
      io.out(connectionMarkdown(report, explain));
      break;
    case "text":
    case "mermaid":
      io.out(connectionText(report, { style: style(io.colour), columns: io.columns, explain }));
  }
  return verdict === "allowed" ? exitCodes.clean : exitCodes.findings;
}
