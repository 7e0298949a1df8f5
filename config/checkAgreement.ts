import { portName, type Flow } from "../flows/flow.js";
import type { Workload } from "./declaration.js";
import type { NamespaceSource } from "./readNamespaces.js";
import type { Report } from "./report.js";
import { flowKey, pairKey, type PlacedFlow } from "./resolveFlows.js";

/** A flow between namespaces stands in both files, alike: neither team can open the other's side. */
export function checkAgreement(
  sources: readonly NamespaceSource[],
  placed: ReadonlyMap<string, readonly PlacedFlow[]>,
  workloads: ReadonlyMap<string, ReadonlyMap<string, Workload>>,
  reportIn: (file: NamespaceSource) => Report,
): void {
  const incomplete = new Set(
    sources.flatMap(({ file, salvaged }) => (salvaged?.flows ? [file.namespace] : [])),
  );
  const declared = new Map([...placed].map(([namespace, flows]) => [namespace, flowsByKey(flows)]));
  for (const each of sources) {
    const { file } = each;
    for (const { flow, index } of placed.get(file.namespace) ?? []) {
      if (
        flow.from.kind !== "workload" ||
        flow.to.kind !== "workload" ||
        flow.from.namespace === flow.to.namespace
      )
        continue;
      const sends = flow.from.namespace === file.namespace;
      const other = sends ? flow.to.namespace : flow.from.namespace;
      // What was left out of the other file may have been the flow that agrees.
      if (!workloads.has(other) || incomplete.has(other)) continue;
      const theirs = declared.get(other);
      if (theirs?.has(flowKey(flow))) continue;
      const near = theirs?.get(pairKey(flow));
      const ports = flow.ports.map((range) => range.name ?? portName(range)).join(", ");
      const line = sends
        ? `{ from: ${file.namespace}/${flow.from.workload}, to: ${flow.to.workload}, ports: [${ports}] }`
        : `{ from: ${flow.from.workload}, to: ${file.namespace}/${flow.to.workload}, ports: [${ports}] }`;
      reportIn(each)(
        ["flows", index],
        `a flow that namespaces/${other}.yaml ${near ? `declares on other ports (${near.ports.map(portName).join(", ")})` : sends ? "does not accept" : "does not open"}`,
        `the same flow in both files; there it reads ${line}`,
      );
    }
  }
}

/** Flows by their key and, the first of each, by who and to whom. */
function flowsByKey(placed: readonly PlacedFlow[]): Map<string, Flow> {
  return new Map(
    [...placed].reverse().flatMap(({ flow }) => [
      [flowKey(flow), flow],
      [pairKey(flow), flow],
    ]),
  );
}
