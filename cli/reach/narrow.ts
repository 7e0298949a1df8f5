import { workloadOf } from "../../reachability/questions/diff/variants.js";
import { UsageError } from "../io.js";
import { namespaceOf } from "../reporters/reach/workloadNames.js";
import type { MatrixReport } from "./matrixReport.js";
import type { ReachOptions } from "./options.js";
import { unknownName } from "./unknownName.js";

/** What is asked for: everything, where both are empty. */
type Focus = Pick<ReachOptions, "namespaces" | "workloads">;

/** Tests whether a workload, by its name, is among what is asked for. Throws where something asked for is not there. */
export function focusOf(
  { namespaces, workloads }: Focus,
  known: readonly { readonly workload: string }[],
): (name: string) => boolean {
  if (namespaces.length + workloads.length === 0) return () => true;
  const names = [...new Set(known.flatMap(({ workload }) => [workload, workloadOf(workload)]))];
  const spaces = [...new Set(names.map(namespaceOf))];
  const mistakes: string[] = [];
  for (const namespace of namespaces)
    if (!spaces.includes(namespace)) mistakes.push(unknownName("--namespace", namespace, spaces));
  const meant = new Set<string>();
  for (const workload of workloads) {
    const found = names.filter((name) => name === workload || name.slice(name.indexOf("/") + 1) === workload);
    if (found.length === 0) mistakes.push(unknownName("--focus", workload, names));
    for (const name of found) meant.add(name);
  }
  if (mistakes.length > 0) throw new UsageError(mistakes.join("\n"));
  return (name) => namespaces.includes(namespaceOf(name)) || meant.has(name) || meant.has(workloadOf(name));
}

/** The connections that have an end in what is asked for. */
export function narrowed(report: MatrixReport, focus: Focus): MatrixReport {
  if (focus.namespaces.length + focus.workloads.length === 0) return report;
  const isMeant = focusOf(focus, report.workloads);
  return {
    ...report,
    connections: report.connections.filter(({ from, to }) => isMeant(from) || isMeant(to)),
    within: report.within.filter(({ workload }) => isMeant(workload)),
    only: { namespaces: focus.namespaces, workloads: focus.workloads },
  };
}
