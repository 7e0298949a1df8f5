import type { PortMatch, Traffic } from "../../model/policy.js";
import type { ReadContext } from "../context.js";
import type { Field } from "../field.js";
import { isPortName, portNameSyntax } from "../portName.js";
import { protocolNumbers } from "../protocolNumbers.js";
import { readPortNumber, readProtocol } from "../readPort.js";
import { exactlyOne } from "./exactlyOne.js";

/** One item of `ports` of v1alpha1; "all" where Calico takes it as all traffic. */
export function readAdminPort(item: Field, context: ReadContext): Traffic | "all" | undefined {
  const key = exactlyOne(item, ["portNumber", "portRange", "namedPort"]);
  if (key === undefined) return undefined;
  const port = item.at(key);
  if (key === "namedPort") {
    readPortName(port);
    // Calico's conversion has no named ports ("TODO") and reads one as it reads none at all.
    // https://github.com/projectcalico/calico/blob/v3.31.7/libcalico-go/lib/backend/k8s/conversion/conversion.go
    context.note(
      "named-port-is-all",
      "Calico takes a namedPort in an AdminNetworkPolicy or BaselineAdminNetworkPolicy as all ports of all protocols",
      item.origin,
    );
    return "all";
  }
  if (!port.isMapping()) return undefined;
  port.only(key === "portNumber" ? ["protocol", "port"] : ["protocol", "start", "end"]);
  const protocol = protocolNumbers[readProtocol(port.at("protocol"))];
  const match = key === "portNumber" ? readOne(port.at("port")) : readRange(port);
  return match && { path: item.path, protocol, destinationPorts: [match] };
}

/** One item of `protocols` of v1alpha2. */
export function readClusterProtocol(item: Field): Traffic | undefined {
  const key = exactlyOne(item, ["tcp", "udp", "sctp", "destinationNamedPort"]);
  if (key === undefined) return undefined;
  if (key === "destinationNamedPort") {
    const name = readPortName(item.at(key));
    return name === undefined ? undefined : { path: item.path, destinationPorts: [{ name }] };
  }
  const protocol = protocolNumbers[key === "tcp" ? "TCP" : key === "udp" ? "UDP" : "SCTP"];
  if (exactlyOne(item.at(key), ["destinationPort"]) === undefined) return undefined;
  const port = item.at(key).at("destinationPort");
  const kind = exactlyOne(port, ["number", "range"]);
  if (kind === undefined) return undefined;
  const match = kind === "number" ? readOne(port.at("number")) : readRange(port.at("range"));
  return match && { path: item.path, protocol, destinationPorts: [match] };
}

function readPortName(field: Field): string | undefined {
  const name = field.text(portNameSyntax);
  if (name === undefined || isPortName(name)) return name;
  field.refuse(portNameSyntax);
  return undefined;
}

function readOne(field: Field): PortMatch | undefined {
  if (!field.present) field.refuse("a port from 1 to 65535");
  const port = readPortNumber(field);
  return port === undefined ? undefined : { port, endPort: port };
}

/** "the Start value must be less than End" */
function readRange(range: Field): PortMatch | undefined {
  if (!range.isMapping()) return undefined;
  if (range.path.at(-1) === "range") range.only(["start", "end"]);
  const first = readOne(range.at("start"));
  const last = readOne(range.at("end"));
  if (!first || !last || !("port" in first) || !("port" in last)) return undefined;
  if (first.port < last.port) return { port: first.port, endPort: last.port };
  range.at("end").refuse(`a port above ${first.port}`);
  return undefined;
}
