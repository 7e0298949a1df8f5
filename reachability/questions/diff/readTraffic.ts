import type { Field } from "../../read/field.js";
import type { AllowedTraffic, Range } from "../allowedTraffic.js";

/** Keys of what gets through, in a saved connection. */
export const trafficKeys: readonly string[] = ["allow", "icmp", "protocols"];

/** What gets through by a saved connection. */
export function readTraffic(field: Field): AllowedTraffic {
  const allow = field.at("allow");
  if (!allow.present) allow.refuse("ports by protocol");
  allow.isMapping();
  allow.only(["TCP", "UDP", "SCTP"]);
  const ports: Record<string, readonly Range[]> = {};
  for (const protocol of ["TCP", "UDP", "SCTP"] as const)
    if (allow.at(protocol).present) ports[protocol] = readRanges(allow.at(protocol), 1, 65535);
  const [icmp, protocols] = [field.at("icmp"), field.at("protocols")];
  return {
    allow: ports,
    ...(icmp.present ? { icmp: icmp.items().flatMap(readIcmp) } : {}),
    ...(protocols.present ? { protocols: readRanges(protocols, 0, 255) } : {}),
  };
}

function readRanges(list: Field, least: number, most: number): Range[] {
  return list.items().flatMap((pair) => {
    const allowed = `a pair such as [${least}, ${most}]`;
    if (!pair.present) pair.refuse(allowed);
    const items = pair.items(allowed);
    if (items.length !== 2) {
      if (Array.isArray(pair.value)) pair.refuse(allowed);
      return [];
    }
    const [first, last] = items.map((item) => {
      if (!item.present) item.refuse(`a whole number from ${least} to ${most}`);
      return item.integer(least, most);
    });
    if (first === undefined || last === undefined) return [];
    if (last < first) pair.refuse("the lower number first");
    return [[first, last] as const];
  });
}

function readIcmp(field: Field): string[] {
  const allowed = "all, a type from 0 to 255, or type/code";
  const text = readText(field, allowed);
  if (text === undefined) return [];
  const numbers = text.split("/").map(Number);
  if (text === "all" || (/^\d{1,3}(\/\d{1,3})?$/.test(text) && numbers.every((number) => number <= 255)))
    return [text];
  field.refuse(allowed);
  return [];
}

/** A text that must be there. */
export function readText(field: Field, allowed: string): string | undefined {
  if (!field.present) field.refuse(allowed);
  return field.text(allowed);
}
