import assert from "node:assert/strict";
import { AddressSpace } from "../../../reachability/evaluate/addressSpace.js";
import { endpointsOf, type Endpoint } from "../../../reachability/evaluate/endpoints.js";
import { maxElements, Universe } from "../../../reachability/evaluate/universe.js";
import { parseCidr } from "../../../reachability/sets/addresses.js";
import { interval, membersOf, type IntervalSet } from "../../../reachability/sets/intervals.js";
import { clusterOf, deployment } from "../support/cluster.js";

/** What is told apart: 0 and 2, whose addresses differ; 1 and 4, which are alike; 5. */
const told: IntervalSet[] = [
  [0, 0, 2, 2],
  [1, 1, 4, 4],
  [5, 5],
];
const places: Readonly<Record<number, IntervalSet>> = { 0: [1, 1], 2: [1, 1, 5, 5] };
const members = (set: IntervalSet) => [...membersOf(set)];

describe("the universe", () => {
  /** Endpoints 0 to 5, the fourth on its host's network. */
  let endpoints: readonly Endpoint[];
  /** Parts 0 to 3 are IPv4, 4 to 6 IPv6. */
  let space: AddressSpace;
  let universe: Universe;
  beforeEach(() => {
    endpoints = endpointsOf(
      clusterOf(
        ["a", "b", "c", "d", "e", "f"].map((name) =>
          deployment("shop", name, {}, name === "d" ? { hostNetwork: true } : {}),
        ),
      ),
    );
    space = new AddressSpace(
      new Set([4, 6] as const),
      ["10.0.0.0/8", "11.0.0.0/8", "fc00::/7"].map((text) => parseCidr(text)!),
    );
    universe = new Universe(
      space,
      endpoints,
      told,
      (endpoint) => places[endpoints.indexOf(endpoint)] ?? [1, 2],
    );
  });

  it("has one class for endpoints that are in the same sets and may have the same addresses", () => {
    assert.deepEqual(universe.classes, [[0], [1, 4], [2], [3], [5]]);
    assert.deepEqual(
      endpoints.map((_, endpoint) => universe.classOfEndpoint(endpoint)),
      [0, 1, 2, 3, 1, 4],
    );
  });

  it("numbers parts of the address space first, then each class at each of its parts", () => {
    assert.equal(space.size, 7);
    assert.equal(universe.size, 7 + 1 + 2 + 2 + 0 + 2);
    assert.deepEqual(universe.all, [0, 13]);
    assert.deepEqual(universe.pods, [7, 13]);
    assert.deepEqual(
      universe.classes.map((_, endpointClass) => members(universe.elementsOf(endpointClass))),
      [[7], [8, 9], [10, 11], [], [12, 13]],
    );
    assert.deepEqual(
      members(universe.pods).map((element) => universe.classAt(element)),
      [0, 1, 1, 2, 2, 4, 4],
    );
  });

  it("knows the family of every element", () => {
    assert.deepEqual(
      members(universe.all).map((element) => universe.familyOf(element)),
      [4, 4, 4, 4, 6, 6, 6, 4, 4, 4, 4, 6, 4, 4],
    );
    assert.deepEqual(universe.ofFamily(6), [4, 6, 11, 11]);
    assert.deepEqual(universe.ofFamily(4), [0, 3, 7, 10, 12, 13]);
  });

  it("finds the parts of addresses and the pods that may be there", () => {
    assert.deepEqual(members(universe.atAddresses([1, 1])), [1, 7, 8, 10, 12]);
    assert.deepEqual(members(universe.atAddresses([2, 3])), [2, 3, 9, 13]);
    assert.deepEqual(members(universe.atAddresses([5, 5])), [5, 11]);
    assert.deepEqual(universe.atAddresses([]), []);
  });

  it("finds the classes and the elements of endpoints", () => {
    const cases: [IntervalSet, classes: number[], elements: number[]][] = [
      [
        [0, 0, 2, 2],
        [0, 2],
        [7, 10, 11],
      ],
      [[1, 1, 4, 4], [1], [8, 9]],
      [[5, 5], [4], [12, 13]],
      [[3, 3], [3], []],
      [
        [0, 2, 4, 4],
        [0, 1, 2],
        [7, 8, 9, 10, 11],
      ],
      [
        [0, 2, 4, 5],
        [0, 1, 2, 4],
        [7, 8, 9, 10, 11, 12, 13],
      ],
      [
        [0, 5],
        [0, 1, 2, 3, 4],
        [7, 8, 9, 10, 11, 12, 13],
      ],
      [[], [], []],
    ];
    for (const [set, classes, elements] of cases) {
      assert.deepEqual(members(universe.classesIn(set)), classes, set.join());
      assert.deepEqual(members(universe.ofEndpoints(set)), elements, set.join());
    }
  });

  it("joins what touches", () => {
    assert.deepEqual(universe.classesIn([0, 2, 4, 5]), [0, 2, 4, 4]);
    assert.deepEqual(universe.ofEndpoints([0, 2, 4, 5]), [7, 13]);
  });

  it("is without pods empty of them", () => {
    const empty = new Universe(space, [], [], () => []);
    assert.deepEqual([empty.size, empty.pods, empty.all, empty.classes], [7, [], [0, 6], []]);
  });

  it("refuses more places than there is room for", () => {
    const everywhere = () => interval(0, maxElements);
    assert.throws(
      () => new Universe(space, endpoints.slice(0, 1), [], everywhere),
      new RangeError("too many places where pods may be"),
    );
  });
});
