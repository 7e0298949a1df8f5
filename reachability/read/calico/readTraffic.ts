import type { Direction, Traffic } from "../../model/policy.js";
import type { Field } from "../field.js";
import { readPorts } from "./readPorts.js";

/** Protocols that Calico knows by name. */
const protocols: Readonly<Record<string, number>> = {
  TCP: 6,
  UDP: 17,
  ICMP: 1,
  ICMPv6: 58,
  SCTP: 132,
  UDPLite: 136,
};
const withPorts: readonly (number | undefined)[] = [6, 17, 132];
const protocolSyntax = `${Object.keys(protocols).join(", ")}, or a number from 1 to 255`;

/** What a rule says of packets; undefined where it says nothing. */
export function readTraffic(rule: Field): readonly Traffic[] | undefined {
  const protocol = readProtocol(rule.at("protocol"));
  const notProtocol = readProtocol(rule.at("notProtocol"));
  const { icmp, notIcmp } = readIcmps(rule, protocol);
  const source = rule.at("source");
  const destination = rule.at("destination");
  const traffic: Traffic = {
    path: rule.path,
    ...(protocol !== undefined && { protocol }),
    ...(notProtocol !== undefined && { notProtocol }),
    ...(icmp && { icmp }),
    ...(notIcmp && { notIcmp }),
    ...ports("destinationPorts", destination.at("ports"), rule, protocol),
    ...ports("notDestinationPorts", destination.at("notPorts"), rule, protocol),
    ...ports("sourcePorts", source.at("ports"), rule, protocol),
    ...ports("notSourcePorts", source.at("notPorts"), rule, protocol),
  };
  return Object.keys(traffic).length > 1 ? [traffic] : undefined;
}

/** The IP version of a rule; ICMP has one each. */
export function readIpVersion(rule: Field): 4 | 6 | undefined {
  const field = rule.at("ipVersion");
  const version = field.integer(4, 6, "4 or 6");
  if (version === 5) field.refuse("4 or 6");
  if (version !== 4 && version !== 6) return undefined;
  for (const key of ["protocol", "notProtocol"]) {
    const required = { ICMP: 4, 1: 4, ICMPv6: 6, 58: 6 }[String(rule.at(key).value)];
    if (required !== undefined && required !== version)
      field.refuse(`${required}, or nothing: ${key} is ${String(rule.at(key).value)}`);
  }
  return version;
}

function readProtocol(field: Field): number | undefined {
  const { value } = field;
  if (value === undefined) return undefined;
  const number =
    typeof value === "number"
      ? value
      : typeof value === "string" && Object.hasOwn(protocols, value)
        ? protocols[value]
        : typeof value === "string" && /^\d{1,3}$/.test(value)
          ? Number(value)
          : undefined;
  if (number !== undefined && Number.isInteger(number) && number >= 1 && number <= 255) return number;
  field.refuse(protocolSyntax);
  return undefined;
}

type Icmp = NonNullable<Traffic["icmp"]>;

function readIcmps(rule: Field, protocol: number | undefined): { icmp?: Icmp; notIcmp?: Icmp } {
  const [icmp, notIcmp] = (["icmp", "notICMP"] as const).map((key) => {
    const field = rule.at(key);
    // For notICMP, Calico's validator asks for no protocol, and its data planes then disagree about what matches.
    if (field.isMapping() && protocol !== 1 && protocol !== 58)
      field.refuse("only with the protocol ICMP or ICMPv6", key);
    return readIcmp(field);
  });
  return { icmp, notIcmp };
}

function readIcmp(field: Field): Icmp | undefined {
  if (!field.isMapping()) return undefined;
  field.only(["type", "code"]);
  const type = field.at("type").integer(0, 254);
  const code = field.at("code").integer(0, 255);
  // "If specified, the Type value must also be specified": the code of no type.
  if (field.at("code").present && !field.at("type").present) field.refuse("a type with the code");
  if (type === undefined && code === undefined) return undefined;
  return { ...(type !== undefined && { type }), ...(code !== undefined && { code }) };
}

type PortsKey = "destinationPorts" | "notDestinationPorts" | "sourcePorts" | "notSourcePorts";

function ports(key: PortsKey, field: Field, rule: Field, protocol: number | undefined): Partial<Traffic> {
  const matches = readPorts(field);
  if (!matches) return {};
  // SEMANTICS.md: "Ports (numbers, ranges, names) need a protocol". Calico's validator lets names go without.
  if (protocol !== undefined && !withPorts.includes(protocol))
    field.refuse(
      "ports with the protocol TCP, UDP or SCTP only",
      `ports with ${String(rule.at("protocol").value)}`,
    );
  if (!rule.at("protocol").present && matches.some((match) => !("name" in match)))
    field.refuse("a protocol, TCP, UDP or SCTP, where ports are given by number", "ports and no protocol");
  return { [key]: matches };
}

/** The field that names whom a rule is about, seen from the policy's subject. */
export function peerOf(direction: Direction): "source" | "destination" {
  return direction === "ingress" ? "source" : "destination";
}
