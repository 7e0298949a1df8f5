import type { TransportProtocol } from "../model/cluster.js";
import type { Field } from "./field.js";
import { isPortName, portNameSyntax } from "./portName.js";

/** Protocols that have ports. */
export const transportProtocols = ["TCP", "UDP", "SCTP"] as const satisfies readonly TransportProtocol[];

/** A transport protocol; TCP where it is absent, as the API server defaults it. */
export function readProtocol(field: Field): TransportProtocol {
  return field.oneOf(transportProtocols) ?? "TCP";
}

/** A port's number; undefined where it is absent. */
export function readPortNumber(field: Field): number | undefined {
  return field.integer(1, 65535, "a port from 1 to 65535");
}

/**
 * A port by number or by name (`IntOrString`); undefined where it is absent. A number in quotes is a name to
 * Kubernetes, and no port can have it.
 */
export function readPort(field: Field): number | string | undefined {
  const { value } = field;
  if (typeof value !== "string")
    return field.integer(1, 65535, "a port from 1 to 65535, or the name of a port");
  if (isPortName(value)) return value;
  field.refuse(
    /^\d+$/.test(value)
      ? "a port from 1 to 65535 without quotes, or the name of a port"
      : `a port from 1 to 65535, or the name of a port: ${portNameSyntax}`,
  );
  return undefined;
}
