import { endpointsOf } from "../../reachability/evaluate/endpoints.js";
import { endpointName } from "../../reachability/questions/matrix.js";
import { exitCodes, type Io } from "../io.js";
import { exposureMarkdown, exposureText } from "../reporters/reach/exposureText.js";
import { writeJson } from "../reporters/reach/writeJson.js";
import { style } from "../style.js";
import { exposureReport } from "./exposureReport.js";
import type { Input } from "./input.js";
import { focusOf } from "./narrow.js";
import type { ReachOptions } from "./options.js";

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
  switch (options.format) {
    case "json":
      writeJson(report, io.out);
      break;
    case "markdown":
      io.out(exposureMarkdown(report, title, complete));
      break;
    case "text":
    case "mermaid":
      io.out(exposureText(report, title, complete, style(io.colour), io.columns));
  }
  return exitCodes.clean;
}
