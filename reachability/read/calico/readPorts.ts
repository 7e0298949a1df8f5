import type { PortMatch } from "../../model/policy.js";
import type { Field } from "../field.js";
import { isPortName } from "../portName.js";

const portSyntax = 'a port from 1 to 65535, a range such as "8000:8080", or the name of a port';

/** A list of ports, ranges and names; undefined where it is absent or empty, which mean the same to Calico. */
export function readPorts(list: Field): readonly PortMatch[] | undefined {
  const items = list.items("a list of ports");
  if (items.length === 0) return undefined;
  return items.flatMap((item) => {
    const port = parsePort(item.value);
    if (port) return [port];
    item.refuse(portSyntax);
    return [];
  });
}

/**
 * Digits in quotes are a number, other than to Kubernetes.
 * https://github.com/projectcalico/api/blob/master/pkg/lib/numorstring/port.go
 */
function parsePort(value: unknown): PortMatch | undefined {
  if (typeof value === "number") return range(value, value);
  if (typeof value !== "string" || value.length > 40) return undefined;
  const [, first, last] = /^(\d+)(?::(\d+))?$/.exec(value) ?? [];
  if (first !== undefined) return range(Number(first), Number(last ?? first));
  return isPortName(value) ? { name: value } : undefined;
}

function range(port: number, endPort: number): PortMatch | undefined {
  const valid = Number.isInteger(port) && port >= 1 && port <= endPort && endPort <= 65535;
  return valid ? { port, endPort } : undefined;
}
