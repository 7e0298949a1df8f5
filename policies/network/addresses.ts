import {
  containsRange,
  mergeRanges,
  parseCidr,
  subtractRanges,
  type AddressRange,
} from "../../reachability/sets/addresses.js";

/** Ranges that are nobody's Internet: private (RFC 1918), shared (RFC 6598), link-local and unique local (RFC 4193). */
export const privateCidrs = [
  "10.0.0.0/8",
  "100.64.0.0/10",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "fc00::/7",
  "fe80::/10",
] as const;

const privateRanges = rangesOf(privateCidrs);

/** Where a node's credentials are: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html */
const metadataRanges = rangesOf(["169.254.169.254/32", "fd00:ec2::254/128"]);

/** Every address of both families. */
export const allCidrs = ["0.0.0.0/0", "::/0"] as const;

/** More public addresses than these are the Internet under another name: a /8, or a /16 of IPv6. */
const widest = { 4: 1n << 24n, 6: 1n << 112n } as const;

/** Whether ranges are the Internet, or so much of it that they name nobody: halves of it are. */
export function isInternet(ranges: readonly AddressRange[]): boolean {
  const total = { 4: 0n, 6: 0n };
  for (const { family, first, last } of subtractRanges(ranges, privateRanges))
    total[family] += last - first + 1n;
  return total[4] > widest[4] || total[6] > widest[6];
}

/** The ranges of {@link privateCidrs} of which some address is among `ranges`. */
export function privateAmong(ranges: readonly AddressRange[]): string[] {
  return privateCidrs.filter((cidr) => overlap(rangesOf([cidr]), ranges));
}

/** Whether a range has private addresses only. */
export function isPrivate(range: AddressRange): boolean {
  return privateRanges.some((outer) => containsRange(outer, range));
}

/** The smallest networks of AWS: https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html */
const smallest = { 4: 1n << 4n, 6: 1n << 64n } as const;

/** Whether a range is large enough for a network, as that of a cluster's pods or nodes. */
export function isNetwork({ family, first, last }: AddressRange): boolean {
  return last - first + 1n >= smallest[family];
}

/** Whether instance metadata is among addresses. */
export function hasMetadata(ranges: readonly AddressRange[]): boolean {
  return overlap(metadataRanges, ranges);
}

function overlap(some: readonly AddressRange[], others: readonly AddressRange[]): boolean {
  const left = subtractRanges(some, others);
  return sizeOf(left) !== sizeOf(mergeRanges(some));
}

function sizeOf(ranges: readonly AddressRange[]): bigint {
  return ranges.reduce((sum, { first, last }) => sum + last - first + 1n, 0n);
}

/** The ranges of CIDRs; what is none is left out. */
export function rangesOf(cidrs: readonly string[]): AddressRange[] {
  return cidrs.flatMap((cidr) => parseCidr(cidr) ?? []);
}
