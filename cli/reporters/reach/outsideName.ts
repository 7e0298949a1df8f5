import { notPublic, publicAddresses, unroutable } from "../../reach/publicAddresses.js";
import { counted } from "./counted.js";
import { printable } from "../../../problems/problem.js";
import { parseRange } from "../../../reachability/questions/diff/parseRange.js";
import {
  allAddresses,
  containsRange,
  formatAddress,
  mergeRanges,
  subtractRanges,
  type AddressRange,
} from "../../../reachability/sets/addresses.js";

/** Addresses outside the cluster in words. */
export interface OutsideName {
  /** `anywhere outside`, `the Internet`, `203.0.113.0/24`. */
  readonly text: string;
  /** Whether public addresses that nobody has named are among them. */
  readonly internet: boolean;
}

/** How many ranges a person reads in passing. */
const mostRanges = 3;

/**
 * Ranges in words.
 *
 * @param pods where pods are: what is outside has none of it
 * @param complete whether every range is told, however many there are
 */
export function outsideName(
  ranges: readonly AddressRange[],
  pods: readonly AddressRange[],
  complete: boolean,
): OutsideName {
  const merged = mergeRanges(ranges);
  const families = ([4, 6] as const).filter((family) => merged.some((range) => range.family === family));
  const names = families.map((family) => {
    const own = merged.filter((range) => range.family === family);
    return { family, ...nameOf(family, own, pods, complete) };
  });
  const same = new Set(names.map(({ text }) => text)).size === 1;
  const text = same
    ? names[0]!.text
    : names.map(({ family, text: each }) => (/\d/.test(each) ? each : `${each} (IPv${family})`)).join(", ");
  return { text, internet: names.some(({ internet }) => internet) };
}

function nameOf(
  family: 4 | 6,
  ranges: readonly AddressRange[],
  pods: readonly AddressRange[],
  complete: boolean,
): OutsideName {
  const ownPods = pods.filter((range) => range.family === family);
  const missing = subtractRanges([allAddresses[family]], [...ranges, ...ownPods]);
  if (missing.length === 0) return { text: "anywhere outside", internet: true };
  const missingPublic = subtractRanges(missing, notPublic[family]);
  if (missingPublic.length === 0) {
    const rest = subtractRanges(ranges, [...publicAddresses[family], ...unroutable]);
    if (rest.length === 0) return { text: "the Internet", internet: true };
    // The pods' own range is not outside anyway: leaving it out as well makes whole CIDRs.
    const without = mergeRanges([...missing, ...ownPods]).filter((range) =>
      missing.some((each) => containsRange(range, each)),
    );
    return without.length <= rest.length
      ? { text: `anywhere outside but ${listOf(without, complete)}`, internet: true }
      : { text: `the Internet, ${listOf(rest, complete)}`, internet: true };
  }
  // Who is open to half of the public addresses is open to the Internet, whatever is left out.
  const internet = sizeOf(missingPublic) * 2n < sizeOf(publicAddresses[family]);
  return internet && missingPublic.length < ranges.length
    ? { text: `the Internet but ${listOf(missingPublic, complete)}`, internet }
    : { text: listOf(ranges, complete), internet };
}

function listOf(ranges: readonly AddressRange[], complete: boolean): string {
  const shown = complete ? ranges : ranges.slice(0, mostRanges);
  const more = ranges.length - shown.length;
  return [...shown.map(rangeName), ...(more > 0 ? [counted(more, "more range")] : [])].join(", ");
}

/** A range as people write it: an address, a CIDR, else both ends. */
export function rangeName({ family, first, last }: AddressRange): string {
  if (first === last) return formatAddress(family, first);
  const size = last - first + 1n;
  const isCidr = (size & (size - 1n)) === 0n && first % size === 0n;
  if (!isCidr) return `${formatAddress(family, first)}-${formatAddress(family, last)}`;
  const bits = family === 4 ? 32 : 128;
  return `${formatAddress(family, first)}/${bits - size.toString(2).length + 1}`;
}

function sizeOf(ranges: readonly AddressRange[]): bigint {
  return ranges.reduce((sum, { first, last }) => sum + last - first + 1n, 0n);
}

/** A range of a report as people write it; as it stands where it is none. */
export function parsedRangeName(text: string): string {
  const range = parseRange(text);
  return range ? rangeName(range) : printable(text);
}
