import {
  allAddresses,
  parseCidr,
  subtractRanges,
  type AddressRange,
} from "../../reachability/sets/addresses.js";

const cidrs = (...texts: readonly string[]): AddressRange[] => texts.map((text) => parseCidr(text)!);

/** Of these, nobody sends or answers across a network: this host, loopback, multicast and reserved. */
export const unroutable: readonly AddressRange[] = cidrs(
  "0.0.0.0/8",
  "127.0.0.0/8",
  "224.0.0.0/3",
  "::/127",
  "ff00::/8",
);

/** What is nobody's Internet (https://www.iana.org/assignments/iana-ipv4-special-registry, iana-ipv6-special-registry). */
export const notPublic: Readonly<Record<4 | 6, readonly AddressRange[]>> = {
  4: [
    ...unroutable.filter(({ family }) => family === 4),
    ...cidrs("10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"),
  ],
  // Only 2000::/3 is given out (https://www.iana.org/assignments/ipv6-address-space).
  6: cidrs("::/3", "4000::/2", "8000::/1"),
};

/** The Internet: public addresses of each family. */
export const publicAddresses: Readonly<Record<4 | 6, readonly AddressRange[]>> = {
  4: subtractRanges([allAddresses[4]], notPublic[4]),
  6: subtractRanges([allAddresses[6]], notPublic[6]),
};
