import assert from "node:assert/strict";
import fc from "fast-check";
import { newerTags } from "../../../cli/pins/registry/newerTag.js";

describe("newerTags", () => {
  const cases: readonly (readonly [string, string, readonly string[], object])[] = [
    [
      "finds the newest of the same major version",
      "1.2.3",
      ["1.2.4", "1.10.0", "1.9.9"],
      { inLine: "1.10.0" },
    ],
    [
      "tells of the next line's newest, not of lines after it",
      "1.2.3",
      ["2.0.0", "2.1.0", "3.0.0"],
      { nextLine: "2.1.0" },
    ],
    [
      "takes each minor of 0.x for a line",
      "0.4.1",
      ["0.4.2", "0.5.0", "0.5.1"],
      { inLine: "0.4.2", nextLine: "0.5.1" },
    ],
    ["compares numbers, not letters", "2.53", ["2.6", "2.100"], { inLine: "2.100" }],
    ["wants the same prefix", "v1.2.3", ["1.2.4", "v1.2.4"], { inLine: "v1.2.4" }],
    [
      "wants the same suffix",
      "8.0.1-alpine",
      ["8.0.2", "8.0.2-alpine3.20", "8.0.2-alpine"],
      { inLine: "8.0.2-alpine" },
    ],
    ["takes no pre-release", "1.2.3", ["1.3.0-rc.1", "1.3.0-beta"], {}],
    ["wants as many numbers", "1.2.3", ["1.3", "1", "1.2.3.4"], {}],
    ["finds nothing in what is older or the same", "1.2.3", ["1.2.3", "1.2.2", "0.9.0"], {}],
    ["leaves a single number alone: it moves by itself", "7", ["8", "20261103"], {}],
    ["leaves a word alone", "stable", ["1.0.0"], {}],
    ["survives tags that are nothing", "1.2.3", ["", "sha256-0123.sig", "9".repeat(100), "1.2.3.4.5"], {}],
  ];
  for (const [title, tag, tags, expected] of cases) {
    it(title, () => {
      const { inLine, nextLine } = newerTags(tag, tags);
      assert.deepEqual({ inLine, nextLine }, { inLine: undefined, nextLine: undefined, ...expected });
    });
  }

  it("answers one of the tags, or nothing, in whatever order they come", () => {
    const version = fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3)).map((numbers) => numbers.join("."));
    fc.assert(
      fc.property(version, fc.array(version), (tag, tags) => {
        const found = newerTags(tag, tags);
        assert.deepEqual(newerTags(tag, [...tags].reverse()), found);
        for (const each of [found.inLine, found.nextLine])
          assert.ok(each === undefined || tags.includes(each));
        assert.deepEqual(
          newerTags(found.inLine ?? tag, tags).inLine,
          undefined,
          "nothing is newer than the newest",
        );
      }),
    );
  });
});
