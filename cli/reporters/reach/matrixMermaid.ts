import type { MatrixReport } from "../../reach/matrixReport.js";
import { counted } from "./counted.js";
import { mermaidLabel } from "./escape.js";
import { sectionsOf } from "./sections.js";
import { namespaceOf } from "./workloadNames.js";

/** More than this, nobody can follow in a picture. */
const mostNodes = 40;
const mostEdges = 120;

/** Lines of Mermaid end somewhere; a label longer than this is cut, which the label shows. */
const mostLabel = 60;

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

/** A picture of who can talk to whom: of workloads, else of namespaces, else of those that are connected most. */
export function matrixMermaid(report: MatrixReport): string {
  const whole = edgesOf(report, (name) => name);
  if (fits(whole)) return draw(whole, []);
  const joined = edgesOf(report, namespaceOf);
  if (fits(joined))
    return draw(joined, ["workloads of one namespace are one node, as there are too many to draw"]);
  const shown = reduced(joined);
  return draw(shown, [
    "workloads of one namespace are one node, as there are too many to draw",
    `${counted(joined.length - shown.length, "edge")} left out; basalt reach --json has everything`,
  ]);
}

/** Each pair of nodes once; nodes within one another are left out. */
function edgesOf(report: MatrixReport, nodeOf: (name: string) => string): Edge[] {
  const { incoming, outgoing, across, inside } = sectionsOf(report, false);
  const labels = new Map<string, { from: string; to: string; traffic: Set<string> }>();
  const add = (from: string, to: string, traffic: string, uncertain: boolean) => {
    if (from === to) return;
    const key = JSON.stringify([from, to]);
    const edge = labels.get(key) ?? { from, to, traffic: new Set() };
    labels.set(key, edge);
    edge.traffic.add(uncertain ? `${traffic} (?)` : traffic);
  };
  for (const { workloads, outside, traffic, uncertain } of incoming)
    for (const node of new Set(workloads.map(nodeOf))) add(outside, node, traffic, uncertain);
  for (const { workloads, outside, traffic, uncertain } of outgoing)
    for (const node of new Set(workloads.map(nodeOf))) add(node, outside, traffic, uncertain);
  for (const { from, to, traffic, uncertain } of [...across, ...[...inside.values()].flat()]) {
    const targets = new Set(to.map(nodeOf));
    for (const source of new Set(from.map(nodeOf)))
      for (const target of targets) add(source, target, traffic, uncertain);
  }
  return [...labels.values()].map(({ from, to, traffic }) => ({ from, to, label: [...traffic].join(", ") }));
}

function fits(edges: readonly Edge[]): boolean {
  return edges.length <= mostEdges && nodesOf(edges).length <= mostNodes;
}

/** Edges among the nodes that come first, which are those that reach outside. */
function reduced(edges: readonly Edge[]): Edge[] {
  const kept = new Set(nodesOf(edges).slice(0, mostNodes));
  return edges.filter(({ from, to }) => kept.has(from) && kept.has(to)).slice(0, mostEdges);
}

function nodesOf(edges: readonly Edge[]): string[] {
  return [...new Set(edges.flatMap(({ from, to }) => [from, to]))];
}

function draw(edges: readonly Edge[], remarks: readonly string[]): string {
  const ids = new Map(nodesOf(edges).map((node, index) => [node, `n${index}`]));
  return [
    "flowchart LR",
    ...remarks.map((remark) => `  %% ${remark}`),
    ...[...ids].map(([node, id]) => `  ${id}[${mermaidLabel(cut(node))}]`),
    ...edges.map(
      ({ from, to, label }) => `  ${ids.get(from)!} -->|${mermaidLabel(cut(label))}| ${ids.get(to)!}`,
    ),
    ...(edges.length === 0 ? [`  none[${mermaidLabel("nobody can talk to anybody")}]`] : []),
    "",
  ].join("\n");
}

function cut(text: string): string {
  return text.length <= mostLabel ? text : `${text.slice(0, mostLabel).replace(/[\ud800-\udbff]$/, "")}...`;
}
