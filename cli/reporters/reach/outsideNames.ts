import {
  allAddresses,
  containsRange,
  formatAddress,
  mergeRanges,
  parseCidr,
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

/** Of these, nobody sends or answers across a network: this host, loopback, multicast and reserved. */
const unroutable = cidrs(["0.0.0.0/8", "127.0.0.0/8", "224.0.0.0/3", "::/127", "ff00::/8"]);

/** What is nobody's Internet (https://www.iana.org/assignments/iana-ipv4-special-registry, iana-ipv6-special-registry). */
const special = {
  4: [
    ...unroutable.filter(({ family }) => family === 4),
    ...cidrs(["10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"]),
  ],
  6: cidrs(["::/3", "4000::/2", "8000::/1"]),
} as const;

/** Public addresses of each family. */
const publicAddresses = {
  4: subtractRanges([allAddresses[4]], special[4]),
  6: subtractRanges([allAddresses[6]], special[6]),
} as const;

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
  const missingPublic = subtractRanges(missing, special[family]);
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
  if (sizeOf(missingPublic) * 2n < sizeOf(publicAddresses[family]))
    return { text: `the Internet but ${listOf(missingPublic, complete)}`, internet: true };
  return { text: listOf(ranges, complete), internet: false };
}

function listOf(ranges: readonly AddressRange[], complete: boolean): string {
  const shown = complete ? ranges : ranges.slice(0, mostRanges);
  const more = ranges.length - shown.length;
  return [...shown.map(rangeName), ...(more > 0 ? [`${more} more ranges`] : [])].join(", ");
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

function cidrs(texts: readonly string[]): AddressRange[] {
  return texts.map((text) => parseCidr(text)!);
}
