import type { ServicePort } from "../../model/cluster.js";
import type { ReadContext } from "../context.js";
import type { Field } from "../field.js";
import { readPort, readPortNumber, readProtocol } from "../readPort.js";

/** `ports` of a Service; what the API server refuses is a problem. */
export function readServicePorts(list: Field, context: ReadContext): readonly ServicePort[] {
  const items = list.items();
  const names = new Set<string>();
  const numbers = new Set<string>();
  const ports: ServicePort[] = [];
  for (const item of items) {
    const port = readServicePort(item);
    if (!port) continue;
    if (items.length > 1) checkName(item, port.name, names, context);
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

/** Of several ports, the API server asks each for a name of its own; where they lead is clear all the same. */
function checkName(item: Field, name: string | undefined, names: Set<string>, context: ReadContext): void {
  if (name === undefined || names.has(name))
    context.note(
      "would-be-refused",
      "the API server refuses several ports without a name for each",
      item.origin,
    );
  else names.add(name);
}
