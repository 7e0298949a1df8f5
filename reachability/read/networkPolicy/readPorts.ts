import type { PortMatch, Traffic } from "../../model/policy.js";
import type { Field } from "../field.js";
import { protocolNumbers } from "../protocolNumbers.js";
import { readPort, readPortNumber, readProtocol } from "../readPort.js";

/**
 * `ports` of a rule: "If this field is empty or missing, this rule matches all ports (traffic not restricted by port)".
 * https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/#NetworkPolicySpec
 */
export function readPorts(ports: Field): readonly Traffic[] | undefined {
  const items = ports.items();
  return items.length === 0 ? undefined : items.map(readTraffic);
}

function readTraffic(item: Field): Traffic {
  item.isMapping();
  item.only(["protocol", "port", "endPort"]);
  const protocol = protocolNumbers[readProtocol(item.at("protocol"))];
  const port = readPort(item.at("port"));
  const endPort = readEndPort(item, port);
  // "If this field is not provided, this matches all port names and numbers", of the one protocol.
  if (port === undefined) return { path: item.path, protocol };
  const match: PortMatch = typeof port === "string" ? { name: port } : { port, endPort: endPort ?? port };
  return { path: item.path, protocol, destinationPorts: [match] };
}

/** "This field cannot be defined if the port field is not defined or if the port field is defined as a named port." */
function readEndPort(item: Field, port: number | string | undefined): number | undefined {
  const field = item.at("endPort");
  const endPort = readPortNumber(field);
  if (!field.present) return undefined;
  if (!item.at("port").present) field.refuse('no endPort without "port"');
  else if (typeof port === "string") field.refuse("no endPort with the name of a port");
  else if (endPort !== undefined && port !== undefined && endPort < port)
    field.refuse(`a port from ${port} on`);
  return endPort;
}
