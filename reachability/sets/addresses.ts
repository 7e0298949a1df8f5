import ipaddr from "ipaddr.js";

/** Addresses of one family from `first` to `last`, both included, as unsigned numbers of 32 or 128 bits. */
export interface AddressRange {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

/** How many bits an address of a family has. */
const bits = { 4: 32, 6: 128 } as const;

/** Every address of a family. */
export const allAddresses = {
  4: { family: 4, first: 0n, last: (1n << 32n) - 1n },
  6: { family: 6, first: 0n, last: (1n << 128n) - 1n },
} as const satisfies Record<4 | 6, AddressRange>;

/** The range of one address, `10.1.2.3` or `2001:db8::1`; undefined where the text is neither. */
export function parseAddress(text: string): AddressRange | undefined {
  const family = text.includes(":") ? 6 : 4;
  const valid = family === 4 ? ipaddr.IPv4.isValidFourPartDecimal(text) : /^[\da-fA-F:.]+$/.test(text);
  // What is written as one family and means the other is read differently by different programs.
  if (!valid || !ipaddr.isValid(text) || /^::ffff:/i.test(text)) return undefined;
  const value = ipaddr
    .parse(text)
    .toByteArray()
    .reduce((number, byte) => number * 256n + BigInt(byte), 0n);
  return { family, first: value, last: value };
}

/** The range that a CIDR names, its host bits ignored as the API server does; undefined where the text is none. */
export function parseCidr(text: string): AddressRange | undefined {
  const [base = "", length = "", ...rest] = text.split("/");
  const address = parseAddress(base);
  if (!address || rest.length > 0 || !/^(0|[1-9]\d{0,2})$/.test(length)) return undefined;
  const hostBits = bits[address.family] - Number(length);
  if (hostBits < 0) return undefined;
  const size = 1n << BigInt(hostBits);
  const first = address.first - (address.first % size);
  return { family: address.family, first, last: first + size - 1n };
}

/** An address as people write it (IPv6 by RFC 5952). */
export function formatAddress(family: 4 | 6, address: bigint): string {
  const bytes = Array.from({ length: bits[family] / 8 }, (_, index) =>
    Number((address >> BigInt(bits[family] - 8 * (index + 1))) & 255n),
  );
  if (family === 4) return bytes.join(".");
  return new ipaddr.IPv6(bytes).toRFC5952String();
}

/** `10.0.0.0-10.0.255.255`; of one address `10.1.2.3-10.1.2.3`. */
export function formatRange({ family, first, last }: AddressRange): string {
  return `${formatAddress(family, first)}-${formatAddress(family, last)}`;
}

/** Whether every address of `inner` is in `outer`. */
export function containsRange(outer: AddressRange, inner: AddressRange): boolean {
  return outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last;
}

/** The same addresses as disjoint ranges that do not touch, sorted: IPv4 first. */
export function mergeRanges(ranges: readonly AddressRange[]): AddressRange[] {
  const merged: AddressRange[] = [];
  for (const range of [...ranges].sort(compareRanges)) {
    const previous = merged.at(-1);
    if (previous?.family === range.family && range.first <= previous.last + 1n) {
      if (range.last > previous.last) merged[merged.length - 1] = { ...previous, last: range.last };
    } else merged.push(range);
  }
  return merged;
}

/** Addresses of `ranges` that are in none of `except`, merged. */
export function subtractRanges(
  ranges: readonly AddressRange[],
  except: readonly AddressRange[],
): AddressRange[] {
  const holes = mergeRanges(except);
  // Both lists are sorted: what lies before one range lies before the next.
  let passed = 0;
  return mergeRanges(ranges).flatMap((range) => {
    const left: AddressRange[] = [];
    let { first } = range;
    while (passed < holes.length && isBefore(holes[passed]!, range)) passed += 1;
    for (let index = passed; index < holes.length && !isBefore(range, holes[index]!); index += 1) {
      const hole = holes[index]!;
      if (hole.first > first) left.push({ ...range, first, last: hole.first - 1n });
      first = hole.last + 1n;
    }
    if (first <= range.last) left.push({ ...range, first });
    return left;
  });
}

/** Whether the whole of one range comes before the other. */
function isBefore(one: AddressRange, other: AddressRange): boolean {
  return one.family === other.family ? one.last < other.first : one.family < other.family;
}

/** By family, then first address, then last. */
export function compareRanges(a: AddressRange, b: AddressRange): number {
  if (a.family !== b.family) return a.family - b.family;
  if (a.first !== b.first) return a.first < b.first ? -1 : 1;
  return a.last < b.last ? -1 : a.last > b.last ? 1 : 0;
}
