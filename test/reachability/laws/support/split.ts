import { formatAddress, parseCidr } from "../../../../reachability/sets/addresses.js";
import type { Roll } from "./shuffled.js";

interface IpBlock {
  readonly cidr: string;
  readonly except?: readonly string[];
}

/** The two halves of a CIDR; a single address is its own. */
export function halvesOf(cidr: string): readonly string[] {
  const { family, first, last } = parseCidr(cidr)!;
  const length = Number(cidr.split("/")[1]);
  if (first === last) return [cidr];
  const middle = (first + last) / 2n + 1n;
  return [first, middle].map((start) => `${formatAddress(family, start)}/${length + 1}`);
}

/** Anything that is written, each CIDR of its lists and blocks either as it was or as its two halves. */
export function withHalves(value: unknown, roll: Roll): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (!Array.isArray(value))
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withHalves(inner, roll)]));
  const items: readonly unknown[] = value;
  return items.flatMap((item): readonly unknown[] => {
    if (typeof item === "string" && parseCidr(item)) return roll(3) === 0 ? [item] : halvesOf(item);
    const block = blockOf(item);
    if (!block || roll(3) === 0) return [withHalves(item, roll)];
    return blocksOf(block).map((ipBlock) => ({ ipBlock }));
  });
}

function blockOf(item: unknown): IpBlock | undefined {
  return typeof item === "object" && item !== null && "ipBlock" in item
    ? (item.ipBlock as IpBlock)
    : undefined;
}

/** The halves of a block; an exception goes to its half, which is left out where nothing else is in it. */
function blocksOf({ cidr, except }: IpBlock): readonly IpBlock[] {
  if (!except) return halvesOf(cidr).map((half) => ({ cidr: half }));
  return halvesOf(cidr).flatMap((half) => {
    const own = except.filter((each) => within(each, half));
    return own.includes(half) ? [] : [{ cidr: half, except: own }];
  });
}

function within(inner: string, outer: string): boolean {
  const [small, large] = [parseCidr(inner)!, parseCidr(outer)!];
  return large.first <= small.first && small.last <= large.last;
}
