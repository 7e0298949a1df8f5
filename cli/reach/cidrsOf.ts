import { formatAddress, type AddressRange } from "../../reachability/sets/addresses.js";

/** Ranges as the fewest CIDRs that are exactly they. */
export function cidrsOf(ranges: readonly AddressRange[]): string[] {
  return ranges.flatMap(({ family, first, last }) => {
    const bits = family === 4 ? 32 : 128;
    const cidrs: string[] = [];
    for (let next = first; next <= last;) {
      let host = 0;
      // The largest block that begins here and does not go beyond the end.
      while (
        host < bits &&
        next % (1n << BigInt(host + 1)) === 0n &&
        next + (1n << BigInt(host + 1)) - 1n <= last
      )
        host += 1;
      cidrs.push(`${formatAddress(family, next)}/${bits - host}`);
      next += 1n << BigInt(host);
    }
    return cidrs;
  });
}
