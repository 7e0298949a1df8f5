/**
 * IPv4 CIDR arithmetic. Pure: no look-ups, no state.
 *
 * Ranges are kept as an unsigned 32-bit base address and a prefix length; text is accepted only in its
 * canonical form ("10.0.0.0/16", host bits zero), so that one range has one spelling.
 */
export interface Cidr {
  /** First address as an unsigned 32-bit number. */
  readonly base: number;
  /** Prefix length, 0-32. */
  readonly prefix: number;
}

const canonical = /^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\/(0|[1-9]\d?)$/;

/** Number of addresses in a range: 1 for /32, 2^32 for /0. */
export function sizeOf(cidr: Cidr): number {
  return 2 ** (32 - cidr.prefix);
}

/** The range that `text` names, or undefined when it is not a canonical IPv4 CIDR. */
export function parseCidr(text: string): Cidr | undefined {
  const match = canonical.exec(text);
  if (!match) return undefined;
  const octets = match.slice(1, 5).map(Number);
  const prefix = Number(match[5]);
  if (prefix > 32 || octets.some((octet) => octet > 255)) return undefined;
  const base = octets.reduce((address, octet) => address * 256 + octet, 0);
  return base % 2 ** (32 - prefix) === 0 ? { base, prefix } : undefined;
}

/**
 * The canonical range that was probably meant by a text which is not one: of an address alone that address, of a
 * range with host bits its network. Undefined when the text is neither.
 */
export function probableCidr(text: string): string | undefined {
  const [address = "", length = "32", ...rest] = text.split("/");
  const host = parseCidr(`${address}/32`);
  if (!host || rest.length > 0 || !parseCidr(`0.0.0.0/${length}`)) return undefined;
  const prefix = Number(length);
  const size = 2 ** (32 - prefix);
  return formatCidr({ base: host.base - (host.base % size), prefix });
}

/** Like {@link parseCidr}, for text that a schema has already accepted; throws a RangeError otherwise. */
export function cidr(text: string): Cidr {
  const parsed = parseCidr(text);
  if (!parsed) throw new RangeError(`${JSON.stringify(text)} is not a canonical IPv4 CIDR`);
  return parsed;
}

/** "a.b.c.d" of an unsigned 32-bit address. */
export function formatAddress(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}

/** Canonical text of a range. */
export function formatCidr(range: Cidr): string {
  return `${formatAddress(range.base)}/${range.prefix}`;
}

/** Whether `outer` holds every address of `inner`. */
export function contains(outer: Cidr, inner: Cidr): boolean {
  return outer.prefix <= inner.prefix && inner.base >= outer.base && inner.base < outer.base + sizeOf(outer);
}

/** Whether two ranges share an address. CIDRs nest or are disjoint: those of the shorter prefix must be equal. */
export function overlaps(a: Cidr, b: Cidr): boolean {
  const hostBits = 32 - Math.min(a.prefix, b.prefix);
  // A shift by 32 bits would be none.
  return hostBits === 32 || (a.base ^ b.base) >>> hostBits === 0;
}

/**
 * The `index`-th block of length `prefix` inside `parent`.
 * Throws a RangeError when the parent has no such block.
 */
export function subnetAt(parent: Cidr, prefix: number, index: number): Cidr {
  const base = parent.base + index * 2 ** (32 - prefix);
  const block = { base, prefix };
  if (prefix > 32 || index < 0 || !contains(parent, block)) {
    throw new RangeError(`${formatCidr(parent)} has no /${prefix} block number ${index}`);
  }
  return block;
}

/** The address `offset` places after the first of `range`. Throws a RangeError outside the range. */
export function addressAt(range: Cidr, offset: number): string {
  if (offset < 0 || offset >= sizeOf(range)) {
    throw new RangeError(`${formatCidr(range)} has no address number ${offset}`);
  }
  return formatAddress(range.base + offset);
}
