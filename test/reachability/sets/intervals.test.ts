import assert from "node:assert/strict";
import fc from "fast-check";
import {
  emptySet,
  has,
  includes,
  intersect,
  interval,
  membersOf,
  overlaps,
  sameSet,
  setOf,
  sizeOf,
  subtract,
  union,
  unionAll,
  type IntervalSet,
} from "../../../reachability/sets/intervals.js";

const largest = 40;

/** Numbers up to `largest`, dense enough that intervals touch, and sparse enough that there are several. */
const anyMembers = fc.uniqueArray(fc.nat({ max: largest }), { maxLength: 25 });

/** The intervals of a sorted list of numbers, found one number at a time. */
function asIntervals(members: Iterable<number>): number[] {
  const sorted = [...members].sort((a, b) => a - b);
  return sorted.flatMap((member, index) => [
    ...(sorted[index - 1] === member - 1 ? [] : [member]),
    ...(sorted[index + 1] === member + 1 ? [] : [member]),
  ]);
}

describe("a set of numbers as intervals", () => {
  it("is made of the numbers from one to another", () => {
    assert.deepEqual(interval(3, 5), [3, 5]);
    assert.deepEqual(interval(3, 3), [3, 3]);
    assert.deepEqual(interval(3, 2), []);
  });

  it("is made of numbers in any order, those that touch joined", () => {
    const cases: [number[], IntervalSet][] = [
      [[], []],
      [[7], [7, 7]],
      [
        [7, 5, 6],
        [5, 7],
      ],
      [
        [5, 7],
        [5, 5, 7, 7],
      ],
      [
        [5, 5, 4, 5],
        [4, 5],
      ],
      [
        [10, 9, 2],
        [2, 2, 9, 10],
      ],
      [[0], [0, 0]],
    ];
    for (const [members, expected] of cases) assert.deepEqual(setOf(members), expected, members.join());
  });

  const pairs: { a: IntervalSet; b: IntervalSet; union: number[]; both: number[]; rest: number[] }[] = [
    { a: [], b: [], union: [], both: [], rest: [] },
    { a: [1, 3], b: [], union: [1, 3], both: [], rest: [1, 3] },
    { a: [], b: [1, 3], union: [1, 3], both: [], rest: [] },
    { a: [1, 3], b: [4, 6], union: [1, 6], both: [], rest: [1, 3] },
    { a: [1, 3], b: [5, 6], union: [1, 3, 5, 6], both: [], rest: [1, 3] },
    { a: [1, 3], b: [3, 6], union: [1, 6], both: [3, 3], rest: [1, 2] },
    { a: [1, 9], b: [3, 4], union: [1, 9], both: [3, 4], rest: [1, 2, 5, 9] },
    { a: [1, 9], b: [1, 9], union: [1, 9], both: [1, 9], rest: [] },
    { a: [1, 9], b: [1, 4], union: [1, 9], both: [1, 4], rest: [5, 9] },
    { a: [1, 9], b: [4, 9], union: [1, 9], both: [4, 9], rest: [1, 3] },
    { a: [3, 4], b: [1, 9], union: [1, 9], both: [3, 4], rest: [] },
    { a: [1, 2, 8, 9], b: [4, 5], union: [1, 2, 4, 5, 8, 9], both: [], rest: [1, 2, 8, 9] },
    {
      a: [1, 9],
      b: [0, 1, 3, 4, 6, 6, 9, 12],
      union: [0, 12],
      both: [1, 1, 3, 4, 6, 6, 9, 9],
      rest: [2, 2, 5, 5, 7, 8],
    },
    {
      a: [1, 2, 4, 5, 7, 8],
      b: [2, 7],
      union: [1, 8],
      both: [2, 2, 4, 5, 7, 7],
      rest: [1, 1, 8, 8],
    },
  ];
  for (const { a, b, union: either, both, rest } of pairs) {
    const about = `[${a.join()}] and [${b.join()}]`;
    it(`has union, intersection and difference: ${about}`, () => {
      assert.deepEqual([union(a, b), union(b, a)], [either, either]);
      assert.deepEqual([intersect(a, b), intersect(b, a)], [both, both]);
      assert.deepEqual(subtract(a, b), rest);
      assert.deepEqual([overlaps(a, b), overlaps(b, a)], [both.length > 0, both.length > 0]);
      assert.equal(includes(a, b), sizeOf(both) === sizeOf(b));
      assert.equal(includes(b, a), rest.length === 0);
    });
  }

  it("behaves as a set of its members", () => {
    fc.assert(
      fc.property(anyMembers, anyMembers, (first, second) => {
        const [a, b] = [new Set(first), new Set(second)];
        const [inA, inB] = [setOf(first), setOf(second)];
        const keeping = (holds: (member: number) => boolean) =>
          asIntervals([...new Set([...a, ...b])].filter(holds));
        assert.deepEqual(inA, asIntervals(a));
        assert.deepEqual(
          union(inA, inB),
          keeping(() => true),
        );
        assert.deepEqual(
          intersect(inA, inB),
          keeping((member) => a.has(member) && b.has(member)),
        );
        assert.deepEqual(
          subtract(inA, inB),
          keeping((member) => a.has(member) && !b.has(member)),
        );
        assert.equal(
          overlaps(inA, inB),
          first.some((member) => b.has(member)),
        );
        assert.equal(
          includes(inA, inB),
          second.every((member) => a.has(member)),
        );
        assert.equal(sizeOf(inA), a.size);
        assert.deepEqual(
          [...membersOf(inA)],
          [...a].sort((x, y) => x - y),
        );
        for (let member = 0; member <= largest + 1; member += 1)
          assert.equal(has(inA, member), a.has(member), `${member}`);
      }),
      { numRuns: 150 },
    );
  });

  it("is the union of any number of sets", () => {
    const sets = [[7, 8], [1, 2], [3, 3], [20, 30], [9, 9], [25, 40], []];
    assert.deepEqual(unionAll(sets), [1, 3, 7, 9, 20, 40]);
    assert.deepEqual(unionAll([]), []);
    assert.deepEqual(unionAll([[4, 5]]), [4, 5]);
  });

  it("is the same as another where the members are the same", () => {
    assert.equal(sameSet([1, 2, 4, 5], [1, 2, 4, 5]), true);
    assert.equal(sameSet([1, 2, 4, 5], [1, 2, 4, 6]), false);
    assert.equal(sameSet([1, 2], [1, 2, 4, 5]), false);
    assert.equal(sameSet([1, 2, 4, 5], [1, 2]), false);
    assert.equal(sameSet(emptySet, []), true);
  });
});
