import { formatPath } from "../../problems/problem.js";
import { Evaluation } from "../../reachability/evaluate/evaluation.js";
import type { Declaration } from "../../config/declaration.js";
import type { Advice } from "../../reachability/questions/hygiene/advice.js";
import { hygiene } from "../../reachability/questions/hygiene/hygiene.js";
import { exitCodes, type Io } from "../io.js";
import { hygieneMarkdown, hygieneText, type HygieneReport } from "../reporters/reach/hygieneText.js";
import { writeJson } from "../reporters/reach/writeJson.js";
import { style } from "../style.js";
import type { Input } from "./input.js";
import { reportedAddresses, reportedNote } from "./matrixReport.js";
import type { ReachOptions } from "./options.js";
import { placeOf } from "./place.js";

/** Answers what works otherwise than it seems to. */
export function answerHygiene(
  { cluster, title, declaration }: Input,
  { format }: ReachOptions,
  io: Io,
): number {
  const advice = hygiene(new Evaluation(cluster));
  const report: HygieneReport = {
    version: 1,
    findings: (declaration ? advice.filter((each) => isAbout(each, declaration)) : advice).map(
      ({ id, text, origin, path }) => ({
        id,
        text,
        ...(origin ? { place: placeOf(origin, path), path: formatPath([...origin.path, ...path]) } : {}),
      }),
    ),
    addresses: reportedAddresses(cluster),
    notes: cluster.notes.map(reportedNote),
    skipped: cluster.skipped,
  };
  switch (format) {
    case "json":
      writeJson(report, io.out);
      break;
    case "markdown":
      io.out(hygieneMarkdown(report, title));
      break;
    case "text":
    case "mermaid":
      io.out(hygieneText(report, title, style(io.colour), io.columns));
  }
  return report.findings.length > 0 ? exitCodes.findings : exitCodes.clean;
}

/** Of a stack, only what the namespace files are about can be changed by who asks: guardrails wait for what is not there. */
function isAbout({ origin }: Advice, { namespaces }: Declaration): boolean {
  const resource = origin?.file.split(" ").at(-1) ?? "";
  return namespaces.some(({ name }) => resource === name || resource.startsWith(`${name}.`));
}
