import { parseAddress, parseCidr, type AddressRange } from "../sets/addresses.js";
import type { ReadContext } from "./context.js";
import type { Field } from "./field.js";

/** So long is no CIDR: an IPv6 one in full has 43 characters. */
const longest = 64;

/** What a text says as a CIDR. */
export interface ParsedCidr {
  /** Undefined: it is none. */
  readonly range?: AddressRange;
  readonly hasHostBits: boolean;
}

/** The range that a CIDR names; undefined, and a problem unless it is absent, where it names none. */
export function readCidr(field: Field, context: ReadContext): AddressRange | undefined {
  const text = field.text("a CIDR, such as 10.9.8.0/24");
  return text === undefined ? undefined : readCidrText(field, text, context);
}

/** The range that a CIDR in a field names; undefined, and a problem, where it names none. */
export function readCidrText(field: Field, text: string, context: ReadContext): AddressRange | undefined {
  let cidr = context.cidrs.get(text);
  if (!cidr) context.cidrs.set(text, (cidr = parse(text)));
  if (!cidr.range) field.refuse("a CIDR, such as 10.9.8.0/24 or 2001:db8::/64, not an IPv4-mapped one");
  // From Kubernetes 1.36 on the API server refuses new ones; before, and in what is stored, they are masked.
  // https://kubernetes.io/docs/reference/command-line-tools-reference/feature-gates/ StrictIPCIDRValidation
  else if (cidr.hasHostBits)
    context.note(
      "host-bits",
      `${text} has bits after its prefix, and is taken as if they were 0; Kubernetes 1.36 refuses it`,
      field.origin,
    );
  return cidr.range;
}

function parse(text: string): ParsedCidr {
  const range = text.length > longest ? undefined : parseCidr(text);
  const base = range && parseAddress(text.slice(0, text.indexOf("/")))!;
  if (!base || isMapped(base)) return { hasHostBits: false };
  return { range, hasHostBits: base.first !== range.first };
}

/** A single address; undefined, and a problem unless it is absent, where it is none. */
export function readAddress(field: Field): AddressRange | undefined {
  const text = field.text("an IP address");
  if (text === undefined) return undefined;
  const address = text.length > longest ? undefined : parseAddress(text);
  if (address && !isMapped(address)) return address;
  field.refuse("an IP address, such as 10.9.8.7 or 2001:db8::ffff, not an IPv4-mapped one");
  return undefined;
}

/** Whether it is in ::ffff:0:0/96, however it is written: programs disagree on which family that is. */
function isMapped({ family, first }: AddressRange): boolean {
  return family === 6 && first >> 32n === 0xffffn;
}
