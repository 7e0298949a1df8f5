import assert from "node:assert/strict";
import fc from "fast-check";
import { parse } from "yaml";
import { UsageError } from "../../../cli/io.js";
import { editScalars } from "../../../cli/pins/editScalars.js";
import { writeDate } from "../../../cli/rotation/writeDate.js";

const edit = (path: readonly PropertyKey[], from: string, to: string) => ({ path, from, to });

describe("editScalars", () => {
  const spellings: readonly (readonly [string, string, string])[] = [
    ["plain", "a: 1.66.0-x\n", "a: 1.67.0-y\n"],
    ["in double quotes", 'a: "1.66.0-x"\n', 'a: "1.67.0-y"\n'],
    ["in single quotes", "a: '1.66.0-x'\n", "a: '1.67.0-y'\n"],
    [
      "beside a comment that says the same",
      "# 1.66.0-x\na: 1.66.0-x # 1.66.0-x since May\n",
      "# 1.66.0-x\na: 1.67.0-y # 1.66.0-x since May\n",
    ],
    ["in braces", "{ b: 1, a: 1.66.0-x, c: [2] }\n", "{ b: 1, a: 1.67.0-y, c: [2] }\n"],
    ["folded", "a: >-\n  1.66.0-x\nb: 1\n", "a: >-\n  1.67.0-y\nb: 1\n"],
    ["with escapes, which are written anew", 'a: "1.66.0\\x2dx"\n', 'a: "1.67.0-y"\n'],
    ["after a byte-order mark", "\ufeffa: 1.66.0-x\n", "\ufeffa: 1.67.0-y\n"],
    ["with Windows' line ends", "b: 1\r\na: 1.66.0-x\r\n", "b: 1\r\na: 1.67.0-y\r\n"],
    ["without a line end", "a: 1.66.0-x", "a: 1.67.0-y"],
    ["beside a text that is equal", "b: 1.66.0-x\na: 1.66.0-x\n", "b: 1.66.0-x\na: 1.67.0-y\n"],
  ];
  for (const [title, before, after] of spellings) {
    it(`changes a text ${title}`, () => {
      assert.equal(editScalars(before, [edit(["a"], "1.66.0-x", "1.67.0-y")], "f.yaml"), after);
    });
  }

  it("changes nothing where there is nothing to change", () => {
    assert.equal(editScalars("a:   1 #\n\n", [], "f.yaml"), "a:   1 #\n\n");
  });

  for (const [title, text] of [
    ["says something else", "a: 1.65.0-x\n"],
    ["has no such key", "b: 1.66.0-x\n"],
    ["has a mapping there", "a: { b: 1.66.0-x }\n"],
    ["is empty", ""],
  ] as const) {
    it(`refuses a file that ${title}`, () => {
      assert.throws(
        () => editScalars(text, [edit(["a"], "1.66.0-x", "1.67.0-y")], "f.yaml"),
        (error) => error instanceof UsageError && error.message.startsWith("f.yaml a: found something else"),
      );
    });
  }

  it("refuses a value that another one shares by an anchor", () => {
    assert.throws(
      () => editScalars("a: &x old\nb: *x\n", [edit(["a"], "old", "new")], "f.yaml"),
      /cannot be edited without changing more than the pins/,
    );
  });
});

/** A file of a user's: pins among other things, in any style, with comments in any place. */
const comment = fc.constantFrom("", " # 1.66.0-old", "  # \u00fcber uns", " #");
const gap = fc.constantFrom("", "\n", '# pinned: "1.66.0-old"\n', "\n\n# a: b\n");
const quote = fc.constantFrom('"', "'", "");
const value = fc.constantFrom(
  ["1.66.0-old", "1.67.0-new"],
  ["v1.13.2-eksbuild.31", "v1.14.0-eksbuild.1"],
  [`sha256:${"a".repeat(64)}`, `sha256:${"b".repeat(64)}`],
  [`q.io/a/b:v1@sha256:${"a".repeat(64)}`, `q.io/a/b:v2@sha256:${"c".repeat(64)}`],
) as fc.Arbitrary<[string, string]>;
const entry = fc.record({
  value,
  quote,
  comment,
  gap,
  padding: fc.constantFrom(" ", "   "),
  pinned: fc.boolean(),
});

interface Entry {
  readonly value: readonly [string, string];
  readonly quote: string;
  readonly comment: string;
  readonly gap: string;
  readonly padding: string;
  readonly pinned: boolean;
}

/** The file with the old values, or with the new ones of what is pinned: what a careful person would write by hand. */
function fileOf(entries: readonly Entry[], flow: boolean, newline: string, moment: "old" | "new"): string {
  const text = ({ value: [from, to], quote: own, pinned }: Entry) =>
    `${own}${moment === "new" && pinned ? to : from}${own}`;
  const written = flow
    ? `all: { ${entries.map((each, index) => `k${index}:${each.padding}${text(each)}`).join(", ")} } # end\n`
    : `# top\nall:\n${entries
        .map((each, index) => `${each.gap}  k${index}:${each.padding}${text(each)}${each.comment}\n`)
        .join("")}`;
  return written.replaceAll("\n", newline);
}

describe("an edited file", () => {
  const files = [
    fc.array(entry, { minLength: 1, maxLength: 6 }),
    fc.boolean(),
    fc.constantFrom("\n", "\r\n"),
  ] as const;
  const editsOf = (entries: readonly Entry[]) =>
    entries.flatMap(({ value: [from, to], pinned }, index) =>
      pinned ? [edit(["all", `k${index}`], from, to)] : [],
    );

  it("differs in the bytes of the changed texts alone, whatever its comments, order, quotes and line ends", () => {
    fc.assert(
      fc.property(...files, (entries, flow, newline) => {
        const before = fileOf(entries, flow, newline, "old");
        assert.equal(editScalars(before, editsOf(entries), "f.yaml"), fileOf(entries, flow, newline, "new"));
      }),
      { numRuns: 300 },
    );
  });

  it("is itself again when the edits are undone, and stays as it is under edits that change nothing", () => {
    fc.assert(
      fc.property(...files, (entries, flow, newline) => {
        const before = fileOf(entries, flow, newline, "old");
        const edits = editsOf(entries);
        const back = edits.map(({ path, from, to }) => edit(path, to, from));
        assert.equal(editScalars(editScalars(before, edits, "f.yaml"), back, "f.yaml"), before);
        const same = edits.map(({ path, from }) => edit(path, from, from));
        assert.equal(editScalars(before, same, "f.yaml"), before);
      }),
    );
  });
});

describe("writeDate", () => {
  const nodes = (group: string) => `config:\n  basalt:nodes:\n${group}`;
  const cases: readonly (readonly [string, string, string])[] = [
    [
      "after the release, in its column",
      "    # first\n    - name: a\n      release: 1.66.0-x # 1.66.0\n      size: 1\n",
      '    # first\n    - name: a\n      release: 1.66.0-x # 1.66.0\n      rotated: "2026-11-22"\n      size: 1\n',
    ],
    [
      "where the release comes first",
      "    - release: 1.66.0-x\n      name: a\n",
      '    - release: 1.66.0-x\n      rotated: "2026-11-22"\n      name: a\n',
    ],
    [
      "where the release is the file's end",
      "    - name: a\n      release: 1.66.0-x",
      '    - name: a\n      release: 1.66.0-x\n      rotated: "2026-11-22"',
    ],
    [
      "in braces",
      "    - { name: a, release: 1.66.0-x, size: 1 }\n",
      '    - { name: a, release: 1.66.0-x, rotated: "2026-11-22", size: 1 }\n',
    ],
    [
      "in place of an older one, in its quotes",
      "    - name: a\n      rotated: '2026-01-01' # spring\n      release: 1.66.0-x\n",
      "    - name: a\n      rotated: '2026-11-22' # spring\n      release: 1.66.0-x\n",
    ],
    [
      "after a folded release",
      "    - release: >-\n        1.66.0-x\n      name: a\n",
      '    - release: >-\n        1.66.0-x\n      rotated: "2026-11-22"\n      name: a\n',
    ],
  ];
  for (const [title, before, after] of cases) {
    it(`writes the date ${title}`, () => {
      assert.equal(writeDate(nodes(before), [0], "2026-11-22", "f.yaml"), nodes(after));
      const windows = (text: string) => nodes(text).replaceAll("\n", "\r\n");
      assert.equal(
        writeDate(windows(before), [0], "2026-11-22", "f.yaml").replaceAll("\r\n", "\n"),
        nodes(after),
      );
      if (before.endsWith("\n"))
        assert.equal(writeDate(windows(before), [0], "2026-11-22", "f.yaml"), windows(after));
    });
  }

  it("writes the dates of several groups, with and without one", () => {
    const before = nodes(
      '    - { name: a, release: x }\n    - name: b\n      release: y\n      rotated: "2026-01-01"\n    - name: c\n      release: z\n',
    );
    const { config } = parse(writeDate(before, [0, 1, 2], "2026-11-22", "f.yaml")) as {
      config: Record<string, { rotated: string }[]>;
    };
    assert.deepEqual(
      config["basalt:nodes"]!.map(({ rotated }) => rotated),
      ["2026-11-22", "2026-11-22", "2026-11-22"],
    );
  });
});
