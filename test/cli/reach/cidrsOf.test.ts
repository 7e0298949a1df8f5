import assert from "node:assert/strict";
import fc from "fast-check";
import { cidrsOf } from "../../../cli/reach/cidrsOf.js";
import { allAddresses, mergeRanges, parseCidr } from "../../../reachability/sets/addresses.js";

describe("cidrsOf", () => {
  for (const [first, last, expected] of [
    [0n, 0n, ["0.0.0.0/32"]],
    [0n, allAddresses[4].last, ["0.0.0.0/0"]],
    [1n, 4n, ["0.0.0.1/32", "0.0.0.2/31", "0.0.0.4/32"]],
  ] as const)
    it(`writes ${first} to ${last} as ${expected.join(", ")}`, () => {
      assert.deepEqual(cidrsOf([{ family: 4, first, last }]), expected);
    });

  it("covers exactly the range, whatever it is", () => {
    const family = fc.constantFrom(4 as const, 6 as const);
    const range = family.chain((each) =>
      fc
        .tuple(fc.bigInt(0n, allAddresses[each].last), fc.bigInt(0n, allAddresses[each].last))
        .map(([a, b]) => ({ family: each, first: a < b ? a : b, last: a < b ? b : a })),
    );
    fc.assert(
      fc.property(range, (each) => {
        assert.deepEqual(mergeRanges(cidrsOf([each]).map((cidr) => parseCidr(cidr)!)), [each]);
      }),
    );
  });
});
