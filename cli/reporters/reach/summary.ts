import type { MatrixReport } from "../../reach/matrixReport.js";
import { counted } from "./counted.js";
import { namespaceOf } from "./workloadNames.js";

/** How much there is: `14 workloads in 3 namespaces, 23 policies, 41 connections`. */
export function summary({ workloads, policies, connections }: MatrixReport): string {
  const namespaces = new Set(workloads.map(({ workload }) => namespaceOf(workload))).size;
  return [
    `${counted(workloads.length, "workload")} in ${counted(namespaces, "namespace")}`,
    counted(policies, "policy", "policies"),
    counted(connections.length, "connection"),
  ].join(", ");
}
