import type { ContainerPort } from "../../model/cluster.js";
import type { Field } from "../field.js";
import { isPortName, portNameSyntax } from "../portName.js";
import { readPortNumber, readProtocol } from "../readPort.js";

/**
 * Ports that the containers of a pod declare, each once, in their order. Those of init containers count too, whether or not they go on
 * as sidecars: so Calico resolves names.
 * https://github.com/projectcalico/calico/blob/v3.32.0/libcalico-go/lib/backend/k8s/conversion/workload_endpoint_default.go
 */
export function readContainerPorts(spec: Field): readonly ContainerPort[] {
  const ports = new Map<string, ContainerPort>();
  for (const key of ["containers", "initContainers"])
    for (const container of spec.at(key).items()) {
      const names = new Set<string>();
      const ends = key === "initContainers" && container.at("restartPolicy").value !== "Always";
      for (const item of container.at("ports").items()) {
        const port = readContainerPort(item, names);
        const id = `${port?.protocol}/${port?.port}/${port?.name ?? ""}`;
        // What a container serves counts, whatever an init container served before.
        if (port && !ports.has(id)) ports.set(id, ends ? { ...port, ends } : port);
      }
    }
  return [...ports.values()];
}

function readContainerPort(item: Field, names: Set<string>): ContainerPort | undefined {
  item.isMapping();
  const protocol = item.at("protocol");
  const number = item.at("containerPort");
  const port = readPortNumber(number);
  if (!number.present) number.refuse("a port from 1 to 65535");
  const field = item.at("name");
  // Here, unlike in policies, the API server takes empty texts as absent.
  const name = field.nonEmptyText();
  if (name !== undefined) {
    if (!isPortName(name)) field.refuse(portNameSyntax);
    if (names.has(name)) field.refuse("each name once in a container");
    names.add(name);
  }
  const transport = protocol.value === "" ? "TCP" : readProtocol(protocol);
  return port === undefined ? undefined : { name, protocol: transport, port };
}
