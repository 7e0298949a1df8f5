import assert from "node:assert/strict";
import fc from "fast-check";
import { table, unbroken, wrap } from "../../cli/reporters/layout.js";
import { style } from "../../cli/style.js";

describe("table", () => {
  it("aligns columns by two spaces and pads no last cell", () => {
    assert.deepEqual(table([["a", "bbb", "c"], ["aaaa", "b", "cc"], ["x"]], 80, "  "), [
      "  a     bbb  c",
      "  aaaa  b    cc",
      "  x",
    ]);
  });

  it("has no lines where there are no rows", () => {
    assert.deepEqual(table([], 80), []);
  });

  it("fills its width to the last column, and puts a longer row's last cell on the next line", () => {
    const rows = (last: string) => [
      ["name", last],
      ["longer", "c"],
    ];
    assert.deepEqual(table(rows("b".repeat(22)), 32, "  "), [`  name    ${"b".repeat(22)}`, "  longer  c"]);
    assert.deepEqual(table(rows("b".repeat(23)), 32, "  "), [
      "  name",
      `    ${"b".repeat(23)}`,
      "  longer  c",
    ]);
  });

  it("does not widen its columns for a row outside them, and wraps what is long of it", () => {
    assert.deepEqual(
      table(
        [
          ["web", "->", "cart", "80"],
          ["web", "->", "partners (203.0.113.0/24, 198.51.100.0/24)", "http 8080, https 8443"],
          ["cart", "->", "db", "5432"],
        ],
        30,
      ),
      [
        "web   ->  cart  80",
        "web -> partners",
        "    (203.0.113.0/24,",
        "    198.51.100.0/24)",
        "  http 8080, https 8443",
        "cart  ->  db    5432",
      ],
    );
  });

  it("loses no cell and keeps the rows' order, and no line is too long but for a single word", () => {
    const cell = fc.stringMatching(/^[a-z]{1,30}$/);
    const rows = fc.array(fc.tuple(cell, cell, cell), { maxLength: 8 });
    fc.assert(
      fc.property(rows, fc.integer({ min: 30, max: 120 }), (cells, columns) => {
        const lines = table(cells, columns, "  ");
        assert.deepEqual(lines.join(" ").split(/ +/).filter(Boolean), cells.flat());
        for (const line of lines) assert.ok(line.length <= columns || !line.trim().includes(" "), line);
      }),
    );
  });
});

describe("wrap", () => {
  it("breaks at spaces and begins the first line and the others as it is told", () => {
    assert.deepEqual(wrap("one two three four five six", 22, "  ! ", "    "), [
      "  ! one two three four",
      "    five six",
    ]);
    assert.deepEqual(wrap("one two three four five six", 22, "  "), ["  one two three four", "  five six"]);
    assert.deepEqual(wrap("one two three four five six", 20), ["one two three four", "five six"]);
  });

  it("keeps a word whole that is too long", () => {
    assert.deepEqual(wrap(`a ${"b".repeat(40)} c`, 20), ["a", "b".repeat(40), "c"]);
  });

  it("breaks no text that is to stay together, and prints its spaces as spaces", () => {
    const route = unbroken("Route ×4");
    assert.deepEqual(wrap(`one two three ${route}, four`, 20), ["one two three", "Route ×4, four"]);
    assert.deepEqual(wrap(`one two thre ${route}`, 21), ["one two thre Route ×4"]);
  });

  it("does not count colours", () => {
    const { faint } = style(true);
    const plain = wrap("one two three four", 20);
    const coloured = wrap(faint("one two three four"), 20);
    assert.equal(plain.length, 1);
    assert.equal(coloured.length, 1);
    assert.notDeepEqual(coloured, plain);
  });

  it("loses no word, and fills no line past its width unless one word does", () => {
    const words = fc.array(fc.stringMatching(/^[!-~]{1,30}$/), { minLength: 1 });
    fc.assert(
      fc.property(words, fc.integer({ min: 30, max: 120 }), (text, columns) => {
        const lines = wrap(text.join(" "), columns, "  ");
        assert.equal(lines.map((line) => line.slice(2)).join(" "), text.join(" "));
        for (const line of lines) assert.ok(line.length <= columns || !line.slice(2).includes(" "));
      }),
    );
  });
});
