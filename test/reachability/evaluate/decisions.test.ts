import assert from "node:assert/strict";
import fc from "fast-check";
import {
  decide,
  first,
  sameDecision,
  undecided,
  type Decision,
} from "../../../reachability/evaluate/decisions.js";
import { setOf } from "../../../reachability/sets/intervals.js";

/** What is said about each of twelve packets. */
const anyDecision = fc
  .array(fc.constantFrom("allow", "deny", "pass", undefined), { minLength: 12, maxLength: 12 })
  .map((said) => {
    const which = (action: string) => setOf([...said.keys()].filter((packet) => said[packet] === action));
    return { allow: which("allow"), deny: which("deny"), pass: which("pass") };
  });

describe("a decision", () => {
  it("of a rule is its action about what it matches; a log decides nothing", () => {
    const traffic = [3, 9];
    assert.deepEqual(decide("allow", traffic), { allow: traffic, deny: [], pass: [] });
    assert.deepEqual(decide("deny", traffic), { allow: [], deny: traffic, pass: [] });
    assert.deepEqual(decide("pass", traffic), { allow: [], deny: [], pass: traffic });
    assert.deepEqual(decide("log", traffic), { allow: [], deny: [], pass: [] });
  });

  it("that comes first stands, whatever comes later", () => {
    const earlier: Decision = { allow: [1, 2], deny: [4, 5], pass: [7, 8] };
    const later: Decision = { allow: [5, 6, 8, 9], deny: [2, 3], pass: [1, 1, 10, 11] };
    assert.deepEqual(first(earlier, later), {
      allow: [1, 2, 6, 6, 9, 9],
      deny: [3, 5],
      pass: [7, 8, 10, 11],
    });
    assert.deepEqual(first(earlier, undecided), earlier);
    assert.deepEqual(first(undecided, later), later);
  });

  it("can be put together in any grouping", () => {
    fc.assert(
      fc.property(anyDecision, anyDecision, anyDecision, (a, b, c) => {
        assert.deepEqual(first(first(a, b), c), first(a, first(b, c)));
      }),
      { numRuns: 100 },
    );
  });

  it("is the same as another where each part is", () => {
    const one: Decision = { allow: [1, 1], deny: [2, 2], pass: [3, 3] };
    assert.equal(sameDecision(one, one), true);
    assert.equal(sameDecision(one, { allow: [1, 1], deny: [2, 2], pass: [3, 3] }), true);
    for (const part of ["allow", "deny", "pass"])
      assert.equal(sameDecision(one, { ...one, [part]: [9, 9] }), false, part);
  });
});
