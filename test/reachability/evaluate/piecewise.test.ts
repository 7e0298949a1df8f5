import assert from "node:assert/strict";
import fc from "fast-check";
import {
  at,
  combine,
  constant,
  map,
  on,
  pieces,
  type Piecewise,
} from "../../../reachability/evaluate/piecewise.js";
import { has, setOf } from "../../../reachability/sets/intervals.js";

const size = 20;
const all = Array.from({ length: size }, (_, element) => element);
const anySet = fc.uniqueArray(fc.nat({ max: size - 1 })).map(setOf);
const same = Object.is;

/** Its value at every element, found without {@link at}. */
function table<Value>({ starts, values }: Piecewise<Value>): Value[] {
  assert.equal(starts[0], 0);
  assert.equal(starts.length, values.length);
  assert.deepEqual(
    [...new Set(starts)].sort((a, b) => a - b),
    starts,
  );
  return all.map((element) => values[starts.filter((start) => start <= element).length - 1]!);
}

describe("a function of the elements, constant on pieces", () => {
  it("has one value on a set and another elsewhere", () => {
    const cases: [set: number[], starts: number[], values: string[]][] = [
      [[], [0], ["out"]],
      [[0, 19], [0], ["in"]],
      [
        [0, 4],
        [0, 5],
        ["in", "out"],
      ],
      [
        [5, 19],
        [0, 5],
        ["out", "in"],
      ],
      [
        [5, 18],
        [0, 5, 19],
        ["out", "in", "out"],
      ],
      [
        [1, 1, 3, 4],
        [0, 1, 2, 3, 5],
        ["out", "in", "out", "in", "out"],
      ],
    ];
    for (const [set, starts, values] of cases)
      assert.deepEqual(on(set, "in", "out", size), { starts, values }, set.join());
    assert.deepEqual(on([], "in", "out", 0), { starts: [0], values: ["out"] });
    assert.deepEqual(constant("x"), { starts: [0], values: ["x"] });
  });

  it("is combined with another element by element, in as few pieces as there can be", () => {
    fc.assert(
      fc.property(anySet, anySet, (first, second) => {
        const both = combine(on(first, 1, 0, size), on(second, 2, 1, size), (a, b) => a + b, same);
        assert.deepEqual(
          table(both),
          all.map((element) => Number(has(first, element)) + (has(second, element) ? 2 : 1)),
        );
        for (const [index, value] of both.values.entries()) assert.notEqual(value, both.values[index + 1]);
      }),
      { numRuns: 100 },
    );
  });

  it("keeps neighbours apart that are not to be joined", () => {
    const a = on([5, 9], 1, 0, size);
    const b = on([7, 12], 1, 0, size);
    const apart = combine(
      a,
      b,
      () => "same",
      () => false,
    );
    assert.deepEqual(apart.starts, [0, 5, 7, 10, 13]);
    assert.deepEqual(
      combine(a, b, () => "same", same),
      constant("same"),
    );
  });

  it("is changed value by value, those that become the same joined", () => {
    const three = combine(on([5, 9], 1, 0, size), on([7, 9], 1, 0, size), (a, b) => a + b, same);
    assert.deepEqual(
      map(three, (value) => value * 10, same),
      { starts: [0, 5, 7, 10], values: [0, 10, 20, 0] },
    );
    assert.deepEqual(
      map(three, (value) => value > 0, same),
      { starts: [0, 5, 10], values: [false, true, false] },
    );
  });

  it("is asked for its value anywhere", () => {
    fc.assert(
      fc.property(anySet, (set) => {
        const there = on(set, true, false, size);
        for (const element of all) assert.equal(at(there, element), has(set, element));
      }),
      { numRuns: 100 },
    );
  });

  it("is asked for its pieces between two elements", () => {
    const there = on([3, 5, 9, 9], "in", "out", size);
    const shown = (from: number, to: number) =>
      [...pieces(there, from, to)].map(({ first, last, value }) => `${first}-${last} ${value}`);
    assert.deepEqual(shown(0, 19), ["0-2 out", "3-5 in", "6-8 out", "9-9 in", "10-19 out"]);
    assert.deepEqual(shown(4, 4), ["4-4 in"]);
    assert.deepEqual(shown(5, 6), ["5-5 in", "6-6 out"]);
    assert.deepEqual(shown(2, 3), ["2-2 out", "3-3 in"]);
    assert.deepEqual(shown(3, 8), ["3-5 in", "6-8 out"]);
    assert.deepEqual(shown(12, 13), ["12-13 out"]);
    assert.deepEqual(shown(4, 3), []);
  });
});
