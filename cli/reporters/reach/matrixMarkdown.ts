import type { MatrixReport } from "../../reach/matrixReport.js";
import { boundedMarkdown, markdownTable } from "./boundedMarkdown.js";
import { markdownName, markdownText } from "./escape.js";
import { noteTexts } from "./noteLines.js";
import { sectionsOf } from "./sections.js";
import { summary } from "./summary.js";
import { WorkloadNames } from "./workloadNames.js";

/** Who can talk to whom, for a pull request. */
export function matrixMarkdown(
  report: MatrixReport,
  { title, complete }: { readonly title: string; readonly complete: boolean },
): string {
  const names = new WorkloadNames(
    report.workloads.map(({ workload }) => workload),
    complete,
    markdownName,
  );
  const { incoming, outgoing, across, inside, within } = sectionsOf(report, complete);
  const inCluster = (heading: string, groups: typeof across, home?: string) =>
    markdownTable(
      heading,
      ["from", "to", "what"],
      groups.map(({ from, to, traffic, uncertain }) => [
        names.describe(from, home),
        names.describe(to, home),
        markdownText(uncertain ? `${traffic} (?)` : traffic),
      ]),
    );
  const outside = (heading: string, groups: typeof incoming, isSource: boolean) => {
    const rows = groups.map(({ workloads, outside: place, traffic }) => {
      const own = names.describe(workloads);
      const ends = isSource ? [markdownText(place), own] : [own, markdownText(place)];
      return [...ends, markdownText(traffic)];
    });
    return markdownTable(heading, ["from", "to", "what"], rows);
  };
  return boundedMarkdown([
    [`### Reachability of ${markdownName(title)}`, "", summary(report)],
    outside("From outside the cluster", incoming, true),
    outside("To outside the cluster", outgoing, false),
    inCluster("Across namespaces", across),
    ...[...inside].map(([namespace, groups]) =>
      inCluster(`Namespace ${markdownName(namespace)}`, groups, namespace),
    ),
    markdownTable(
      "Among the pods of one workload",
      ["workloads", "what"],
      within.map(({ workloads, traffic }) => [names.describe(workloads), markdownText(traffic)]),
    ),
    markdownTable(
      "Notes",
      ["what the answer rests on"],
      noteTexts(report).map((text) => [markdownText(text)]),
    ),
  ]);
}
