import { portName, type Peer, type PortRange } from "../flows/flow.js";
import type { Workload } from "./declaration.js";
import type { FlowDeclaration } from "./namespaceSchema.js";
import type { Report } from "./report.js";
import type { Scope } from "./resolveFlows.js";

/** The ports that a flow opens; undefined where what it says of them is a mistake, which is reported. */
export function resolvePorts(
  declared: FlowDeclaration,
  to: Peer,
  scope: Pick<Scope, "addresses" | "workloads">,
  report: Report,
): PortRange[] | undefined {
  if (to.kind === "workload")
    return workloadPorts(declared, scope.workloads.get(to.namespace)!.get(to.workload)!, report);
  if (to.name === "kubernetes-api" || (typeof declared.to === "object" && "aws" in declared.to)) {
    if (declared.ports) report(["ports"], "ports", `no ports: ${to.name} has one of its own`);
    const port = to.name === "kubernetes-api" ? scope.addresses.kubernetesApi!.port : 443;
    return [{ protocol: "TCP", port, endPort: port }];
  }
  if (!declared.ports) {
    report(["ports"], "nothing", "the port numbers to open; nothing outside the cluster declares any");
    return undefined;
  }
  const ranges: PortRange[] = [];
  for (const [index, port] of declared.ports.entries()) {
    if (typeof port === "string")
      report(["ports", index], `"${port}"`, "a number; port names belong to workloads");
    else if (typeof port === "number") ranges.push({ protocol: "TCP", port, endPort: port });
    else if (port.endPort !== undefined && port.endPort < port.port)
      report(["ports", index, "endPort"], `${port.endPort}, less than port`, `at least ${port.port}`);
    else ranges.push({ protocol: port.protocol, port: port.port, endPort: port.endPort ?? port.port });
  }
  return ranges.length === declared.ports.length ? sortPorts(ranges) : undefined;
}

function workloadPorts(
  declared: FlowDeclaration,
  workload: Workload,
  report: Report,
): PortRange[] | undefined {
  const available = workload.ports.map(({ name, port, protocol }) => ({
    name,
    protocol,
    port,
    endPort: port,
  }));
  if (available.length === 0) {
    report(["to"], `${workload.name}, which declares no ports`, "a workload with ports");
    return undefined;
  }
  if (!declared.ports) return sortPorts(available);
  const chosen: PortRange[] = [];
  for (const [index, port] of declared.ports.entries()) {
    const matches = available.filter((candidate) =>
      typeof port === "string"
        ? candidate.name === port
        : typeof port === "number"
          ? candidate.port === port
          : candidate.port === port.port &&
            candidate.protocol === port.protocol &&
            port.endPort === undefined,
    );
    if (matches.length === 0) {
      const shown =
        typeof port === "object"
          ? `${port.protocol} ${port.port}${port.endPort === undefined ? "" : `-${port.endPort}`}`
          : JSON.stringify(port);
      report(
        ["ports", index],
        shown,
        `a port of ${workload.name} (${available.map(portName).join(", ")}); omit "ports" to allow every declared port`,
      );
    }
    chosen.push(...matches);
  }
  return chosen.length > 0 ? sortPorts(chosen) : undefined;
}

function sortPorts(ranges: readonly PortRange[]): PortRange[] {
  const key = ({ protocol, port, endPort }: PortRange) =>
    `${protocol} ${String(port).padStart(5, "0")} ${String(endPort).padStart(5, "0")}`;
  const distinct = new Map(ranges.map((range) => [key(range), range]));
  return [...distinct.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, range]) => range);
}
