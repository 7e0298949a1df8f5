import type { ServicePort } from "../../model/cluster.js";
import type { Field } from "../field.js";
import { readPort, readPortNumber, readProtocol } from "../readPort.js";

/** `ports` of a Service; what the API server refuses is a problem. */
export function readServicePorts(list: Field): readonly ServicePort[] {
  const items = list.items();
  const names = new Set<string>();
  const numbers = new Set<string>();
  const ports: ServicePort[] = [];
  for (const item of items) {
    const port = readServicePort(item);
    if (!port) continue;
    if (items.length > 1) checkName(item.at("name"), port.name, names);
    const number = `${port.protocol}/${port.port}`;
    if (numbers.has(number)) item.at("port").refuse("each port of a protocol once");
    numbers.add(number);
    ports.push(port);
  }
  return ports;
}

function readServicePort(item: Field): ServicePort | undefined {
  item.isMapping();
  const field = item.at("port");
  if (!field.present) field.refuse("a port from 1 to 65535");
  const port = readPortNumber(field);
  const name = item.at("name").nonEmptyText();
  const protocolField = item.at("protocol");
  const protocol = protocolField.value === "" ? "TCP" : readProtocol(protocolField);
  const targetField = item.at("targetPort");
  // Absent, an empty text and 0 are the same port: https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports
  const unsaid = targetField.value === "" || targetField.value === 0;
  const target = unsaid ? undefined : readPort(targetField);
  const nodeField = item.at("nodePort");
  const nodePort = nodeField.value === 0 ? undefined : readPortNumber(nodeField);
  return port === undefined ? undefined : { name, protocol, port, target: target ?? port, nodePort };
}

/** Of several ports, each has a name, and its own. */
function checkName(field: Field, name: string | undefined, names: Set<string>): void {
  if (name === undefined || names.has(name))
    field.refuse("a name for each of several ports, and each another");
  else names.add(name);
}
