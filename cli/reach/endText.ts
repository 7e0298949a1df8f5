import { parseRange } from "../../reachability/questions/diff/parseRange.js";
import { parseAddress, parseCidr, type AddressRange } from "../../reachability/sets/addresses.js";
import { publicAddresses } from "./publicAddresses.js";

/** One end of a question as it was written. */
export type EndText =
  | { readonly kind: "addresses"; readonly text: string; readonly ranges: readonly AddressRange[] }
  | { readonly kind: "name"; readonly text: string };

/** Every address that `internet` means. */
export const internet: readonly AddressRange[] = [...publicAddresses[4], ...publicAddresses[6]];

/** Reads `internet`, an address, a CIDR, a range as reports write it, or else a name. */
export function readEndText(text: string): EndText {
  if (text === "internet") return { kind: "addresses", text, ranges: internet };
  const range = parseAddress(text) ?? parseCidr(text) ?? parseRange(text);
  return range ? { kind: "addresses", text, ranges: [range] } : { kind: "name", text };
}
