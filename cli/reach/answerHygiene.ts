import { formatPath } from "../../problems/problem.js";
import { Evaluation } from "../../reachability/evaluate/evaluation.js";
import type { Declaration } from "../../config/declaration.js";
import type { Advice } from "../../reachability/questions/hygiene/advice.js";
import { hygiene } from "../../reachability/questions/hygiene/hygiene.js";
import { exitCodes, type Io } from "../io.js";
import { hygieneMarkdown, hygieneText, type HygieneReport } from "../reporters/reach/hygieneText.js";
import { basisOf } from "./basis.js";
import type { Input } from "./input.js";
import type { ReachOptions } from "./options.js";
import { placeOf } from "../../reachability/questions/place.js";
import { writeReport } from "./writeReport.js";

/** Answers what works otherwise than it seems to. */
export function answerHygiene(
  { cluster, title, declaration }: Input,
  { format }: ReachOptions,
  io: Io,
): number {
  const evaluation = new Evaluation(cluster);
  const advice = hygiene(evaluation);
  const report: HygieneReport = {
    version: 1,
    findings: (declaration ? advice.filter((each) => isAbout(each, declaration)) : advice).map(
      ({ id, text, origin, path }) => ({
        id,
        text,
        ...(origin ? { place: placeOf(origin, path), path: formatPath([...origin.path, ...path]) } : {}),
      }),
    ),
    ...basisOf(cluster, evaluation.universe.space.families),
  };
  writeReport(report, format, io, {
    text: (told, style, columns) => hygieneText(told, title, style, columns),
    markdown: (told) => hygieneMarkdown(told, title),
  });
  return report.findings.length > 0 ? exitCodes.findings : exitCodes.clean;
}

/** Of a stack, only what the namespace files are about can be changed by who asks: guardrails wait for what is not there. */
function isAbout({ origin }: Advice, { namespaces }: Declaration): boolean {
  const resource = origin?.file.split(" ").at(-1) ?? "";
  return namespaces.some(({ name }) => resource === name || resource.startsWith(`${name}.`));
}
