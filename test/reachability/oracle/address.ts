import ipaddr from "ipaddr.js";

/** Whether a CIDR, or a single address, holds an address; never across IP versions. */
export function holds(cidr: string, address: string): boolean {
  const found = ipaddr.parse(address);
  const [network, length] = cidr.includes("/")
    ? ipaddr.parseCIDR(cidr)
    : [ipaddr.parse(cidr), isIPv6(cidr) ? 128 : 32];
  return found.kind() === network.kind() && found.match(network, length);
}

/** Whether an address or CIDR is IPv6. */
export function isIPv6(address: string): boolean {
  return address.includes(":");
}

/** Whether two ways to write an address mean the same. */
export function isSameAddress(one: string, other: string): boolean {
  return ipaddr.parse(one).toNormalizedString() === ipaddr.parse(other).toNormalizedString();
}
