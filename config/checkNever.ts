import type { Flow, Peer } from "../flows/flow.js";
import type { NamespaceFile, NeverDeclaration } from "./namespaceSchema.js";
import { isOutside } from "./peers.js";
import type { Report } from "./report.js";
import { workloadPeer, type Scope } from "./resolveFlows.js";

/** Assertions name things that exist, and no declared flow contradicts one. */
export function checkNever(
  file: NamespaceFile,
  flows: readonly Flow[],
  scope: Scope,
  report: Report,
): NeverDeclaration[] {
  for (const [index, never] of file.never.entries()) {
    const at: Report = (path, found, allowed) => report(["never", index, ...path], found, allowed);
    for (const side of ["from", "to"] as const) {
      if (never[side] !== "*" && never[side] !== "internet")
        workloadPeer(never[side], file.namespace, scope, (found, allowed) => at([side], found, allowed));
    }
    for (const [position, exception] of never.except.entries())
      workloadPeer(exception, file.namespace, scope, (found, allowed) =>
        at(["except", position], found, allowed),
      );
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
  const [name, owner = namespace] = pattern.split("/").reverse() as [string, string?];
  return (peer) => peer.kind === "workload" && peer.workload === name && peer.namespace === owner;
}

function shownPeer(peer: Peer): string {
  return peer.kind === "workload" ? `${peer.namespace}/${peer.workload}` : peer.name;
}
