import type { DiffGroup } from "../reach/diffGroups.js";
import { mermaidLabel } from "../reach/escape.js";
import { shorten } from "../../../problems/problem.js";

/** More than this, nobody can follow in a picture. */
const mostEdges = 40;

/** A label that is longer is cut, which it shows. */
const mostLabel = 60;

/** A picture of the connections that open (thick) and close (dotted); undefined where there are none. */
export function flowsMermaid(groups: readonly DiffGroup[]): string[] | undefined {
  const drawn = groups.filter(({ sign }) => sign !== "?").slice(0, mostEdges);
  if (drawn.length === 0) return undefined;
  const ids = new Map(
    [...new Set(drawn.flatMap(({ from, to }) => [from, to]))].map((name, at) => [name, `n${at}`]),
  );
  const label = (text: string) => mermaidLabel(shorten(text, mostLabel));
  const edge = ({ sign, widening, declared }: DiffGroup) =>
    sign === "-" ? ["-.->", "closes"] : ["==>", widening && !declared ? "opens, undeclared" : "opens"];
  return [
    "flowchart LR",
    ...[...ids].map(([name, id]) => `  ${id}[${label(name)}]`),
    ...drawn.map((group) => {
      const [arrow = "", word = ""] = edge(group);
      return `  ${ids.get(group.from)!} ${arrow}|${label(`${word}: ${group.traffic}`)}| ${ids.get(group.to)!}`;
    }),
    ...(groups.length > drawn.length ? [`  %% ${groups.length - drawn.length} more are not drawn`] : []),
  ];
}
