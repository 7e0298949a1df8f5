import type { Evaluation } from "../../evaluate/evaluation.js";
import { endpointName, outsideKind, type Matrix } from "../matrix.js";
import type { WorkloadName } from "./difference.js";

/** Every workload that was read, those that nobody can talk to as well. */
export function workloadsOf({ endpoints }: Evaluation): WorkloadName[] {
  return endpoints.map((endpoint) => ({ workload: endpointName(endpoint), kind: endpoint.workload.kind }));
}

/** The workloads that a matrix mentions: all that can be known of a saved one. */
export function mentionedIn({ connections, within }: Matrix): WorkloadName[] {
  const names = new Map<string, WorkloadName>();
  const add = (workload: string, kind: string) => {
    if (kind !== outsideKind) names.set(`${kind} ${workload}`, { workload, kind });
  };
  for (const { from, fromKind, to, toKind } of connections) {
    add(from, fromKind);
    add(to, toKind);
  }
  for (const { workload, kind } of within) add(workload, kind);
  return [...names.values()];
}
