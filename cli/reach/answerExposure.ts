import { endpointsOf } from "../../reachability/evaluate/endpoints.js";
import { endpointName } from "../../reachability/questions/matrix.js";
import { exitCodes, type Io } from "../io.js";
import { exposureMarkdown, exposureText } from "../reporters/reach/exposureText.js";
import { exposureReport } from "./exposureReport.js";
import type { Input } from "./input.js";
import { focusOf } from "./narrow.js";
import type { ReachOptions } from "./options.js";
import { writeReport } from "./writeReport.js";

/** Answers what is open to those whom nobody declared. Openings are no findings: many are meant. */
export function answerExposure({ cluster, title }: Input, options: ReachOptions, io: Io): number {
  const workloads = endpointsOf(cluster).map((endpoint) => ({
    workload: endpointName(endpoint),
    kind: endpoint.workload.kind,
  }));
  const isMeant = focusOf(options, workloads);
  const whole = exposureReport(cluster, workloads);
  const report = { ...whole, openings: whole.openings.filter(({ workload }) => isMeant(workload)) };
  const complete = options.namespaces.length + options.workloads.length > 0;
  writeReport(report, options.format, io, {
    text: (told, style, columns) => exposureText(told, title, complete, style, columns),
    markdown: (told) => exposureMarkdown(told, title, complete),
  });
  return exitCodes.clean;
}
