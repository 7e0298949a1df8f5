import assert from "node:assert/strict";
import {
  compareRanges,
  containsRange,
  formatAddress,
  formatRange,
  mergeRanges,
  parseAddress,
  parseCidr,
  subtractRanges,
  type AddressRange,
} from "../../../reachability/sets/addresses.js";

/** `10.0.0.0-10.0.0.9`, one address, or a CIDR. */
function range(text: string): AddressRange {
  const [first = "", last = first] = text.split("-");
  const [start, end] = [parseCidr(first) ?? parseAddress(first), parseAddress(last) ?? parseCidr(last)];
  assert.ok(start && end, text);
  return { family: start.family, first: start.first, last: end.last };
}

const ranges = (text: string) => (text === "" ? [] : text.split(" ").map(range));

describe("addresses", () => {
  describe("are read", () => {
    const good: [text: string, family: 4 | 6, value: bigint][] = [
      ["0.0.0.0", 4, 0n],
      ["10.1.2.3", 4, 0x0a010203n],
      ["255.255.255.255", 4, 0xffffffffn],
      ["::", 6, 0n],
      ["::1", 6, 1n],
      ["2001:db8::1:2", 6, 0x20010db8000000000000000000010002n],
      ["1::ffff:2", 6, 0x000100000000000000000000ffff0002n],
      ["2001:DB8::A", 6, 0x20010db800000000000000000000000an],
      ["64:ff9b::10.1.2.3", 6, 0x0064ff9b00000000000000000a010203n],
      ["ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 6, (1n << 128n) - 1n],
    ];
    for (const [text, family, value] of good)
      it(text, () => assert.deepEqual(parseAddress(text), { family, first: value, last: value }));
  });

  describe("are refused", () => {
    const bad = [
      "",
      "10.1.2",
      "10.1.2.3.4",
      "10.1.2.256",
      "10.1.2.03",
      "0x0a.1.2.3",
      "167837955",
      "10.1.2.3 ",
      "::ffff:10.1.2.3",
      "::FFFF:a01:203",
      ":::",
      "1:2:3:4:5:6:7",
      "1:2:3:4:5:6:7:8:9",
      "12345::",
      "fe80::1%eth0",
      "[::1]",
      "g::1",
      "web",
    ];
    for (const text of bad) it(JSON.stringify(text), () => assert.equal(parseAddress(text), undefined));
  });

  describe("of a CIDR are read, its host bits ignored", () => {
    const good: [text: string, shown: string][] = [
      ["10.1.2.3/32", "10.1.2.3-10.1.2.3"],
      ["10.1.2.3/24", "10.1.2.0-10.1.2.255"],
      ["10.1.2.3/9", "10.0.0.0-10.127.255.255"],
      ["10.1.2.3/0", "0.0.0.0-255.255.255.255"],
      ["2001:db8::5/128", "2001:db8::5-2001:db8::5"],
      ["2001:db8::5/100", "2001:db8::-2001:db8::fff:ffff"],
      ["::/0", "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
    ];
    for (const [text, shown] of good) {
      it(text, () => {
        const parsed = parseCidr(text);
        assert.equal(parsed && formatRange(parsed), shown);
        assert.equal(parsed?.family, text.includes(":") ? 6 : 4);
      });
    }
  });

  describe("of what is no CIDR are refused", () => {
    const bad = [
      "",
      "/",
      "10.1.2.3",
      "10.1.2.3/",
      "10.1.2.3/33",
      "10.1.2.3/08",
      "10.1.2.3/-1",
      "10.1.2.3/+8",
      "10.1.2.3/8x",
      "10.1.2.3/x8",
      "10.1.2.3/1000",
      "10.1.2.3/8/8",
      "10.1.2.3/8/",
      "::/129",
      "10.1.2/8",
    ];
    for (const text of bad) it(JSON.stringify(text), () => assert.equal(parseCidr(text), undefined));
  });

  it("are written as people write them", () => {
    assert.equal(formatAddress(4, 0x0a010203n), "10.1.2.3");
    assert.equal(formatAddress(4, 0n), "0.0.0.0");
    assert.equal(formatAddress(6, 0x20010db8000000000000000000010002n), "2001:db8::1:2");
    assert.equal(formatAddress(6, 0n), "::");
    assert.equal(formatRange(range("10.0.0.0-10.0.0.9")), "10.0.0.0-10.0.0.9");
  });

  describe("of ranges are merged", () => {
    const cases: [string, string][] = [
      ["", ""],
      ["10.0.0.5", "10.0.0.5-10.0.0.5"],
      ["10.0.0.0/25 10.0.0.128/25", "10.0.0.0-10.0.0.255"],
      ["10.0.0.128/25 10.0.0.0/25", "10.0.0.0-10.0.0.255"],
      ["10.0.0.0-10.0.0.3 10.0.0.5-10.0.0.9", "10.0.0.0-10.0.0.3 10.0.0.5-10.0.0.9"],
      ["10.0.0.0-10.0.0.9 10.0.0.2-10.0.0.4 10.0.0.9-10.0.0.12", "10.0.0.0-10.0.0.12"],
      ["10.0.0.0-10.0.0.9 10.0.0.0-10.0.0.4", "10.0.0.0-10.0.0.9"],
      ["::/127 10.0.0.0 ::2", "10.0.0.0-10.0.0.0 ::-::2"],
      ["255.255.255.255 ::", "255.255.255.255-255.255.255.255 ::-::"],
      // The first address of IPv6 comes after the last one of IPv4 as a number only.
      ["255.255.255.255 ::1:0:0", "255.255.255.255-255.255.255.255 ::1:0:0-::1:0:0"],
    ];
    for (const [given, expected] of cases)
      it(given || "none", () =>
        assert.equal(mergeRanges(ranges(given)).map(formatRange).join(" "), expected),
      );
  });

  describe("of ranges are taken away", () => {
    const cases: [given: string, except: string, expected: string][] = [
      ["10.0.0.0/24", "", "10.0.0.0-10.0.0.255"],
      ["10.0.0.0/24", "10.0.0.0/24", ""],
      ["10.0.0.0/24", "10.0.0.0/8", ""],
      ["10.0.0.0/24", "10.0.0.0/28", "10.0.0.16-10.0.0.255"],
      ["10.0.0.0/24", "10.0.0.240/28", "10.0.0.0-10.0.0.239"],
      ["10.0.0.0/24", "10.0.0.7 10.0.0.9", "10.0.0.0-10.0.0.6 10.0.0.8-10.0.0.8 10.0.0.10-10.0.0.255"],
      ["10.0.0.0/24", "10.0.1.0/24", "10.0.0.0-10.0.0.255"],
      ["10.0.0.0/24", "10.0.2.0/24", "10.0.0.0-10.0.0.255"],
      ["10.0.0.0/24", "10.0.0.0-10.0.0.254", "10.0.0.255-10.0.0.255"],
      ["10.0.0.0/24", "10.0.0.255", "10.0.0.0-10.0.0.254"],
      ["10.0.1.0/24", "10.0.0.0/24", "10.0.1.0-10.0.1.255"],
      ["10.0.1.0/24", "10.0.0.255-10.0.1.0", "10.0.1.1-10.0.1.255"],
      ["10.0.0.0/24", "::/0", "10.0.0.0-10.0.0.255"],
      ["::/0", "0.0.0.0/0", "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
      ["0.0.0.0/0 ::/112", "10.0.0.0-255.255.255.255 ::1-::ffff", "0.0.0.0-9.255.255.255 ::-::"],
      [
        "10.0.0.0-10.0.0.9 10.0.0.20-10.0.0.29",
        "10.0.0.5-10.0.0.24",
        "10.0.0.0-10.0.0.4 10.0.0.25-10.0.0.29",
      ],
    ];
    for (const [given, except, expected] of cases)
      it(`${given} without ${except || "none"}`, () =>
        assert.equal(subtractRanges(ranges(given), ranges(except)).map(formatRange).join(" "), expected));
  });

  it("of one range are in another where all of them are, and of the same family", () => {
    const outer = range("10.0.0.10-10.0.0.20");
    const cases: [string, boolean][] = [
      ["10.0.0.10-10.0.0.20", true],
      ["10.0.0.11-10.0.0.19", true],
      ["10.0.0.9-10.0.0.20", false],
      ["10.0.0.10-10.0.0.21", false],
      ["::a00:b", false],
    ];
    for (const [inner, expected] of cases) assert.equal(containsRange(outer, range(inner)), expected, inner);
  });

  it("are in order by family, then by the first of a range, then by its last", () => {
    const ordered = ["10.0.0.0-10.0.0.5", "10.0.0.0-10.0.0.9", "10.0.0.1-10.0.0.2", "::-::1", "::1"].map(
      range,
    );
    for (const [i, a] of ordered.entries())
      for (const [j, b] of ordered.entries()) assert.equal(Math.sign(compareRanges(a, b)), Math.sign(i - j));
  });
});
