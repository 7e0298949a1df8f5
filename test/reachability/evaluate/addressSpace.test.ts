import assert from "node:assert/strict";
import { AddressSpace } from "../../../reachability/evaluate/addressSpace.js";
import { formatRange, parseCidr } from "../../../reachability/sets/addresses.js";
import { membersOf } from "../../../reachability/sets/intervals.js";

const cidrs = (...texts: string[]) => texts.map((text) => parseCidr(text)!);
const both = new Set([4, 6] as const);
const cuts = () => cidrs("10.0.0.0/8", "10.1.0.0/16", "255.0.0.0/8", "fc00::/7");

/** Every part as a range. */
function partsOf(space: AddressSpace): string[] {
  return Array.from({ length: space.size }, (_, part) => formatRange(space.rangeOf(part, part)));
}

describe("the address space", () => {
  let space: AddressSpace;
  beforeEach(() => {
    space = new AddressSpace(both, cuts());
  });

  it("is cut where something begins or ends, IPv4 first", () => {
    assert.deepEqual(partsOf(space), [
      "0.0.0.0-9.255.255.255",
      "10.0.0.0-10.0.255.255",
      "10.1.0.0-10.1.255.255",
      "10.2.0.0-10.255.255.255",
      "11.0.0.0-254.255.255.255",
      "255.0.0.0-255.255.255.255",
      "::-fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
      "fc00::-fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
      "fe00::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    ]);
  });

  it("finds the parts of ranges that it was cut at", () => {
    const cases: [string[], number[]][] = [
      [["10.0.0.0/8"], [1, 2, 3]],
      [["10.1.0.0/16"], [2]],
      [["255.0.0.0/8"], [5]],
      [["0.0.0.0/0"], [0, 1, 2, 3, 4, 5]],
      [["fc00::/7"], [7]],
      [
        ["::/0", "10.1.0.0/16"],
        [2, 6, 7, 8],
      ],
      [["10.1.2.3/32"], [2]],
      [["9.9.9.9/32"], [0]],
      [[], []],
    ];
    for (const [ranges, parts] of cases)
      assert.deepEqual([...membersOf(space.partsIn(cidrs(...ranges)))], parts, ranges.join());
  });

  it("knows the family of each part", () => {
    assert.deepEqual(
      Array.from({ length: space.size }, (_, part) => space.familyOf(part)),
      [4, 4, 4, 4, 4, 4, 6, 6, 6],
    );
    assert.deepEqual(space.partsOf(4), [0, 5]);
    assert.deepEqual(space.partsOf(6), [6, 8]);
    assert.deepEqual(space.families, [4, 6]);
  });

  it("shows neighbouring parts as one range", () => {
    assert.equal(formatRange(space.rangeOf(1, 3)), "10.0.0.0-10.255.255.255");
    assert.equal(formatRange(space.rangeOf(7, 8)), "fc00::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
  });

  it("has only the families that anything has, IPv4 where nothing has any", () => {
    const four = new AddressSpace(new Set([4] as const), cuts());
    assert.deepEqual([four.size, four.families, four.partsOf(6)], [6, [4], []]);
    assert.deepEqual(four.partsIn(cidrs("fc00::/7", "10.1.0.0/16")), [2, 2]);
    const six = new AddressSpace(new Set([6] as const), cuts());
    assert.deepEqual([six.size, six.families, six.partsOf(4), six.partsOf(6)], [3, [6], [], [0, 2]]);
    assert.deepEqual(six.partsIn(cidrs("fc00::/7", "10.1.0.0/16")), [1, 1]);
    assert.deepEqual(partsOf(new AddressSpace(new Set<4 | 6>(), [])), ["0.0.0.0-255.255.255.255"]);
  });
});
