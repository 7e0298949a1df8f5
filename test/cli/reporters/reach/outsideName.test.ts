import assert from "node:assert/strict";
import { outsideName, rangeName } from "../../../../cli/reporters/reach/outsideName.js";
import {
  allAddresses,
  mergeRanges,
  parseCidr,
  subtractRanges,
  type AddressRange,
} from "../../../../reachability/sets/addresses.js";

const cidrs = (...texts: readonly string[]): AddressRange[] => texts.map((text) => parseCidr(text)!);
const allBut = (...texts: readonly string[]) => subtractRanges([allAddresses[4]], cidrs(...texts));
const pods = cidrs("10.244.0.0/16");

describe("outsideName", () => {
  for (const [ranges, text, internet] of [
    [[allAddresses[4]], "anywhere outside", true],
    [allBut("10.244.0.0/16"), "anywhere outside", true],
    [[allAddresses[4], allAddresses[6]], "anywhere outside", true],
    [allBut("10.244.0.0/16", "169.254.169.254/32"), "anywhere outside but 169.254.169.254", true],
    [allBut("10.0.0.0/8"), "anywhere outside but 10.0.0.0/8", true],
    [
      allBut("10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"),
      "the Internet",
      true,
    ],
    [cidrs("2000::/3"), "the Internet", true],
    [[allAddresses[4], ...cidrs("2000::/3")], "anywhere outside (IPv4), the Internet (IPv6)", true],
    [allBut("10.244.0.0/16", "8.0.0.0/8"), "the Internet but 8.0.0.0/8", true],
    [cidrs("0.0.0.0/1"), "0.0.0.0/1", true],
    [cidrs("203.0.113.0/24"), "203.0.113.0/24", false],
    [cidrs("203.0.113.7/32", "2001:db8::/32"), "203.0.113.7, 2001:db8::/32", false],
    [
      cidrs("1.0.0.0/24", "2.0.0.0/24", "3.0.0.0/24", "4.0.0.0/24", "5.0.0.0/24"),
      "1.0.0.0/24, 2.0.0.0/24, 3.0.0.0/24, 2 more ranges",
      false,
    ],
  ] as const)
    it(`is ${text}`, () => {
      assert.deepEqual(outsideName(ranges, pods, false), { text, internet });
    });

  it("tells every range where all are asked for", () => {
    const ranges = cidrs("1.0.0.0/24", "2.0.0.0/24", "3.0.0.0/24", "4.0.0.0/24");
    assert.equal(outsideName(ranges, pods, true).text, "1.0.0.0/24, 2.0.0.0/24, 3.0.0.0/24, 4.0.0.0/24");
  });

  it("calls half of the Internet and more the Internet, and less by its ranges", () => {
    const half = mergeRanges(cidrs("0.0.0.0/1", "128.0.0.0/3"));
    assert.equal(outsideName(half, pods, false).internet, true);
    assert.equal(outsideName(cidrs("128.0.0.0/3"), pods, false).internet, false);
  });
});

describe("rangeName", () => {
  for (const [range, name] of [
    [parseCidr("10.1.2.3/32")!, "10.1.2.3"],
    [parseCidr("10.0.0.0/9")!, "10.0.0.0/9"],
    [allAddresses[4], "0.0.0.0/0"],
    [allAddresses[6], "::/0"],
    [{ family: 4, first: 1n, last: 2n }, "0.0.0.1-0.0.0.2"],
    [{ family: 4, first: 0n, last: 2n }, "0.0.0.0-0.0.0.2"],
  ] as const)
    it(`writes ${name}`, () => {
      assert.equal(rangeName(range), name);
    });
});
