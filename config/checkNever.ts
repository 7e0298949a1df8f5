import type { Flow, Peer } from "../flows/flow.js";
import type { NamespaceFile, NeverDeclaration } from "./namespaceSchema.js";
import { isOutside } from "./peers.js";
import type { Report } from "./report.js";
import { workloadPeer, type Scope } from "./resolveFlows.js";
import { parseReference } from "./workloadReference.js";

/** Assertions name things that exist, and no declared flow contradicts one. */
export function checkNever(
  file: NamespaceFile,
  flows: readonly Flow[],
  scope: Scope,
  report: Report,
): NeverDeclaration[] {
  for (const [index, never] of file.never.entries()) {
    const at: Report = (path, found, allowed) => report(["never", index, ...path], found, allowed);
    const misspelt: number[] = [];
    for (const side of ["from", "to"] as const) {
      if (never[side] !== "*" && never[side] !== "internet")
        workloadPeer(never[side], file.namespace, scope, (found, allowed) => at([side], found, allowed));
    }
    for (const [position, exception] of never.except.entries())
      workloadPeer(exception, file.namespace, scope, (found, allowed) => {
        at(["except", position], found, allowed);
        misspelt.push(position);
      });
    // The flow of a misspelt exception only seems to break the assertion.
    if (misspelt.length > 0) continue;
    const from = matcher(never.from, file.namespace);
    const to = matcher(never.to, file.namespace);
    const exceptions = never.except.map((exception) => matcher(exception, file.namespace));
    for (const flow of flows) {
      if (from(flow.from) && to(flow.to) && !exceptions.some((isException) => isException(flow.from))) {
        at(
          [],
          `an assertion that the flow from ${shownPeer(flow.from)} to ${shownPeer(flow.to)} breaks`,
          "an assertion that the declared flows keep; change one of the two",
        );
      }
    }
  }
  return file.never;
}

function matcher(pattern: string, namespace: string): (peer: Peer) => boolean {
  if (pattern === "*") return () => true;
  if (pattern === "internet") return isOutside;
  const named = parseReference(pattern, namespace);
  return (peer) =>
    peer.kind === "workload" && peer.workload === named.name && peer.namespace === named.namespace;
}

function shownPeer(peer: Peer): string {
  return peer.kind === "workload" ? `${peer.namespace}/${peer.workload}` : peer.name;
}
