import type { RenderedWorkload } from "../config/declaration.js";
import type { Flow, Peer } from "../flows/flow.js";

/** A workload and the others that have to run before it does. */
export interface Turn {
  readonly workload: RenderedWorkload;
  readonly after: readonly RenderedWorkload[];
}

/**
 * An order in which workloads start and change: those that are called before those that call them, so that nothing
 * calls what is not there yet, be it new, renamed or on another port. Where calls go round in a circle, one of them
 * does not wait.
 */
export function rolloutOrder(workloads: readonly RenderedWorkload[], flows: readonly Flow[]): Turn[] {
  const known = new Map(workloads.map((workload) => [keyOf(workload.peer), workload]));
  const called = new Map<string, Set<string>>();
  for (const { from, to } of flows) {
    const [caller, callee] = [keyOf(from), keyOf(to)];
    if (!known.has(caller) || !known.has(callee)) continue;
    called.set(caller, (called.get(caller) ?? new Set()).add(callee));
  }
  const turns = new Map<string, Turn>();
  const begun = new Set<string>();
  const visit = (key: string): void => {
    begun.add(key);
    const callees = [...(called.get(key) ?? [])].sort();
    for (const callee of callees) if (!begun.has(callee)) visit(callee);
    // What has begun and has no turn yet waits for this one: the circle is cut here.
    const after = callees.filter((callee) => turns.has(callee)).map((callee) => known.get(callee)!);
    turns.set(key, { workload: known.get(key)!, after });
  };
  for (const key of [...known.keys()].sort()) if (!begun.has(key)) visit(key);
  return [...turns.values()];
}

function keyOf(peer: Peer): string {
  return peer.kind === "workload" ? `${peer.namespace}/${peer.workload}` : "";
}
