import type { MatrixReport } from "../../reach/matrixReport.js";
import type { Group } from "./groupConnections.js";
import { sectionsOf, type OutsideGroup } from "./sections.js";
import type { Escape, Table } from "./tables.js";
import { WorkloadNames } from "./workloadNames.js";

/** Who can talk to whom, as tables. `complete`: every name is told, however many there are. */
export function matrixTables(report: MatrixReport, complete: boolean, escape: Escape): Table[] {
  const names = new WorkloadNames(
    report.workloads.map(({ workload }) => workload),
    complete,
    escape.name,
  );
  const { incoming, outgoing, across, inside, within } = sectionsOf(report, complete);
  const traffic = (each: { readonly traffic: string; readonly uncertain: boolean }) =>
    escape.text(each.uncertain ? `${each.traffic} ${uncertainMark}` : each.traffic);
  const outside = (group: OutsideGroup, isSource: boolean) => {
    const ends = [escape.text(group.outside), names.describe(group.workloads)];
    const [from = "", to = ""] = isSource ? ends : ends.reverse();
    return [from, ...escape.arrow, to, traffic(group)];
  };
  const inCluster = (heading: string, groups: readonly Group[], home?: string): Table => ({
    heading,
    columns: ["from", "to", "what"],
    rows: groups.map((group) => [
      names.describe(group.from, home),
      ...escape.arrow,
      names.describe(group.to, home),
      traffic(group),
    ]),
  });
  return [
    {
      heading: "From outside the cluster",
      columns: ["from", "to", "what"],
      rows: incoming.map((group) => outside(group, true)),
      none: "nothing gets in",
    },
    {
      heading: "To outside the cluster",
      columns: ["from", "to", "what"],
      rows: outgoing.map((group) => outside(group, false)),
      none: "nothing gets out",
    },
    inCluster("Across namespaces", across),
    ...[...inside].map(([namespace, groups]) =>
      inCluster(`Namespace ${escape.name(namespace)}`, groups, namespace),
    ),
    {
      heading: "Among the pods of one workload",
      columns: ["workloads", "what"],
      rows: within.map(({ workloads, traffic: text }) => [names.describe(workloads), escape.text(text)]),
    },
  ];
}

/** What stands behind traffic that depends on what is not known yet. */
export const uncertainMark = "(?)";
