import assert from "node:assert/strict";
import fc from "fast-check";
import {
  addressAt,
  cidr,
  contains,
  formatAddress,
  formatCidr,
  overlaps,
  parseCidr,
  probableCidr,
  sizeOf,
  subnetAt,
  type Cidr,
} from "../../config/cidr.js";

/** Any range whose prefix is in the given bounds. */
function ranges(shortest = 0, longest = 32): fc.Arbitrary<Cidr> {
  return fc
    .tuple(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: shortest, max: longest }))
    .map(([address, prefix]) => ({ base: address - (address % 2 ** (32 - prefix)), prefix }));
}

/** Ranges that lie so close that they often meet. */
const neighbours = fc
  .tuple(fc.integer({ min: 0, max: 63 }), fc.integer({ min: 26, max: 32 }))
  .map(([offset, prefix]) => ({ base: 2 ** 31 + offset - (offset % 2 ** (32 - prefix)), prefix }));

function addressesOf(range: Cidr): Set<number> {
  return new Set(Array.from({ length: sizeOf(range) }, (_, index) => range.base + index));
}

describe("parseCidr", () => {
  it("reads back what formatCidr writes", () => {
    fc.assert(fc.property(ranges(), (range) => assert.deepEqual(parseCidr(formatCidr(range)), range)));
  });

  it("accepts one spelling a range: what it reads, formatCidr writes", () => {
    const octet = fc.oneof(fc.integer({ min: 0, max: 300 }).map(String), fc.stringMatching(/^0?\d{1,3}$/));
    const spelling = fc.tuple(octet, octet, octet, octet, fc.oneof(fc.constant("32"), octet));
    fc.assert(
      fc.property(spelling, ([a, b, c, d, prefix]) => {
        const text = `${a}.${b}.${c}.${d}/${prefix}`;
        const range = parseCidr(text);
        if (range) assert.equal(formatCidr(range), text);
      }),
    );
  });

  for (const text of ["0.0.0.0/0", "255.255.255.255/32", "128.0.0.0/1", "10.0.0.0/8", "10.1.2.3/32"]) {
    it(`accepts ${text}`, () => {
      assert.equal(formatCidr(cidr(text)), text);
    });
  }

  const refused = [
    "",
    "10.0.0.0",
    "10.0.0.0/",
    "10.0.0.0/33",
    "10.0.0.0/-1",
    "10.0.0.0/08",
    "10.0.0.0/8 ",
    " 10.0.0.0/8",
    "10.0.0.0/8\n",
    "10.0.0.1/8",
    "256.0.0.0/8",
    "10.0.0/8",
    "10.0.0.0.0/8",
    "010.0.0.0/8",
    "0xa.0.0.0/8",
    "10.0.0.0/0",
    "1.0.0.0/0",
    "::/0",
    "fd00::/8",
    "::ffff:10.0.0.0/104",
    "10.0.0.0/255.0.0.0",
    "١٠.0.0.0/8",
    "10,0,0,0/8",
    "1e1.0.0.0/8",
  ];
  for (const text of refused) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.equal(parseCidr(text), undefined);
      assert.throws(() => cidr(text), RangeError);
    });
  }
});

describe("overlaps", () => {
  it("is symmetric, and true of a range and itself", () => {
    fc.assert(
      fc.property(ranges(), ranges(), (a, b) => {
        assert.equal(overlaps(a, b), overlaps(b, a));
        assert.equal(overlaps(a, a), true);
      }),
    );
  });

  it("says whether the ranges share an address", () => {
    fc.assert(
      fc.property(neighbours, neighbours, (a, b) => {
        const others = addressesOf(b);
        assert.equal(
          overlaps(a, b),
          [...addressesOf(a)].some((address) => others.has(address)),
        );
      }),
    );
  });
});

describe("contains", () => {
  it("says whether every address of the inner range is in the outer", () => {
    fc.assert(
      fc.property(neighbours, neighbours, (outer, inner) => {
        const all = addressesOf(outer);
        assert.equal(
          contains(outer, inner),
          [...addressesOf(inner)].every((address) => all.has(address)),
        );
      }),
    );
  });
});

describe("subnetAt", () => {
  it("cuts a range into blocks that are disjoint, inside it, and cover it", () => {
    fc.assert(
      fc.property(ranges(0, 32), fc.integer({ min: 0, max: 5 }), (parent, bits) => {
        const prefix = Math.min(32, parent.prefix + bits);
        const blocks = Array.from({ length: 2 ** (prefix - parent.prefix) }, (_, index) =>
          subnetAt(parent, prefix, index),
        );
        assert.ok(blocks.every((block) => contains(parent, block)));
        assert.ok(
          blocks.every((block, index) => blocks.slice(0, index).every((other) => !overlaps(block, other))),
        );
        assert.equal(
          blocks.reduce((sum, block) => sum + sizeOf(block), 0),
          sizeOf(parent),
        );
      }),
    );
  });

  for (const [prefix, index] of [
    [17, 2],
    [17, -1],
    [15, 0],
    [33, 0],
    [24, 256],
  ] as const) {
    it(`refuses block ${index} of /${prefix} in a /16`, () => {
      assert.throws(
        () => subnetAt(cidr("10.0.0.0/16"), prefix, index),
        new RangeError(`10.0.0.0/16 has no /${prefix} block number ${index}`),
      );
    });
  }
});

describe("addressAt", () => {
  it("gives addresses inside the range, each offset another", () => {
    fc.assert(
      fc.property(ranges(24, 32), (range) => {
        const addresses = Array.from({ length: sizeOf(range) }, (_, offset) => addressAt(range, offset));
        assert.equal(new Set(addresses).size, addresses.length);
        assert.ok(addresses.every((address) => contains(range, cidr(`${address}/32`))));
      }),
    );
  });

  it("starts at the range's first address", () => {
    fc.assert(fc.property(ranges(), (range) => assert.equal(addressAt(range, 0), formatAddress(range.base))));
  });

  it("refuses offsets outside the range", () => {
    fc.assert(
      fc.property(ranges(), fc.nat(), (range, beyond) => {
        assert.throws(() => addressAt(range, sizeOf(range) + beyond), RangeError);
        assert.throws(() => addressAt(range, -1 - beyond), RangeError);
      }),
    );
  });
});

describe("probableCidr", () => {
  for (const [text, probable] of [
    ["203.0.113.7", "203.0.113.7/32"],
    ["10.0.1.0/16", "10.0.0.0/16"],
    ["255.255.255.255/0", "0.0.0.0/0"],
    ["10.0.0.0/33", undefined],
    ["10.0.0.0/", undefined],
    ["10.0.0.0/8/8", undefined],
    ["010.0.0.1", undefined],
    ["10.0.0", undefined],
    ["api.example.com", undefined],
    ["", undefined],
  ] as const) {
    it(`takes "${text}" for ${probable ?? "no range"}`, () => {
      assert.equal(probableCidr(text), probable);
    });
  }

  it("is the range around an address, in its canonical spelling", () => {
    const address = fc.integer({ min: 0, max: 2 ** 32 - 1 });
    fc.assert(
      fc.property(address, fc.integer({ min: 0, max: 32 }), (base, prefix) => {
        const range = cidr(probableCidr(`${formatAddress(base)}/${prefix}`)!);
        assert.equal(range.prefix, prefix);
        assert.ok(contains(range, { base, prefix: 32 }));
      }),
    );
  });
});
