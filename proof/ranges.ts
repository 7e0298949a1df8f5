import { parseCidr, type AddressRange } from "../reachability/sets/addresses.js";

/** The ranges of CIDRs that were checked before. */
export function rangesOf(cidrs: readonly string[]): AddressRange[] {
  return cidrs.flatMap((cidr) => parseCidr(cidr) ?? []);
}
