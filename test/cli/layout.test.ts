import assert from "node:assert/strict";
import fc from "fast-check";
import { table, wrap } from "../../cli/reporters/layout.js";

describe("table", () => {
  it("aligns columns by two spaces and pads no last cell", () => {
    assert.deepEqual(table([["a", "bbb", "c"], ["aaaa", "b", "cc"], ["x"]]), [
      "a     bbb  c",
      "aaaa  b    cc",
      "x",
    ]);
  });

  it("of nothing is nothing", () => {
    assert.deepEqual(table([]), []);
  });
});

describe("wrap", () => {
  it("breaks at spaces, indents every line, and marks the first", () => {
    assert.deepEqual(wrap("one two three four five six", 20, "  ", "! "), [
      "  ! one two three four",
      "    five six",
    ]);
    assert.deepEqual(wrap("one two three four five six", 24, "  "), ["  one two three four", "  five six"]);
  });

  it("keeps a word whole that is too long", () => {
    assert.deepEqual(wrap(`a ${"b".repeat(40)} c`, 20, ""), ["a", "b".repeat(40), "c"]);
  });

  it("loses no word, and fills no line past its width unless one word does", () => {
    const words = fc.array(
      fc.string({ minLength: 1, maxLength: 30 }).filter((word) => !word.includes(" ")),
      {
        minLength: 1,
      },
    );
    fc.assert(
      fc.property(words, fc.integer({ min: 30, max: 120 }), (text, columns) => {
        const lines = wrap(text.join(" "), columns, "  ");
        assert.equal(lines.map((line) => line.slice(2)).join(" "), text.join(" "));
        for (const line of lines) assert.ok(line.length <= columns || !line.slice(2).includes(" "));
      }),
    );
  });
});
