import assert from "node:assert/strict";
import fc from "fast-check";
import { DeclarationError } from "../../config/declarationError.js";
import { formatPath, formatProblem, maxProblems, showValue } from "../../problems/problem.js";

const raw = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

describe("showValue", () => {
  for (const [value, shown] of [
    [undefined, "nothing"],
    [null, "an empty value"],
    ["", "an empty text"],
    ["latest", '"latest"'],
    [1.3, "1.3 (a number)"],
    [true, "true (a boolean)"],
    [[1, 2], "a list of 2"],
    [{}, "a mapping of nothing"],
    [{ cidr: "x", name: "y" }, 'a mapping of "cidr", "name"'],
    ["a".repeat(81), `"${"a".repeat(80)}…"`],
    ["a\nb\u001b[31m", '"a\\nb\\u001b[31m"'],
    ["\u202eevil\u2066\u061c\ufeff", '"\\u202eevil\\u2066\\u061c\\ufeff"'],
    ["\u{e0041}", '"\\u{e0041}"'],
    ["\ud800", '"\\ud800"'],
  ] as const) {
    it(value === undefined ? "says that there is no value" : `shows ${shown}`, () => {
      assert.equal(showValue(value), shown);
    });
  }

  it("is short, on one line and without invisible characters, whatever the value", () => {
    fc.assert(
      fc.property(
        fc.anything({
          key: fc.string({ unit: "binary" }),
          values: [fc.string({ unit: "binary", maxLength: 200 })],
        }),
        (value) => {
          const shown = showValue(value);
          assert.doesNotMatch(shown, raw);
          assert.ok(shown.length < 800);
        },
      ),
    );
  });
});

describe("formatPath", () => {
  for (const [path, shown] of [
    [[], ""],
    [["flows", 2, "ports", 0], "flows[2].ports[0]"],
    [["config", "basalt:nodes", 0, "size", "min"], "config.basalt:nodes[0].size.min"],
    [["labels", "a.b/c"], 'labels."a.b/c"'],
    [["a\u202e\n"], '"a\\u202e\\n"'],
  ] as const) {
    it(shown === "" ? "leaves the path of the file itself empty" : `writes ${shown}`, () => {
      assert.equal(formatPath(path), shown);
    });
  }
});

describe("formatProblem", () => {
  it("names place, what was found and what is allowed on one line", () => {
    const problem = { file: "namespaces/shop.yaml", line: 14, path: "flows[2]", found: "0", allowed: "1" };
    assert.equal(formatProblem(problem), "namespaces/shop.yaml:14 flows[2]: found 0; allowed: 1");
  });

  it("leaves out a place that there is not", () => {
    assert.equal(
      formatProblem({ file: "a.yaml", path: "", found: "x", allowed: "y" }),
      "a.yaml: found x; allowed: y",
    );
  });

  it("escapes what a file's name hides", () => {
    const problem = { file: "namespaces/\u001b[2J\u202e.yaml", path: "", found: "x", allowed: "y" };
    assert.equal(formatProblem(problem), "namespaces/\\u001b[2J\\u202e.yaml: found x; allowed: y");
  });
});

describe("DeclarationError", () => {
  const problem = { file: "a.yaml", path: "", found: "x", allowed: "y" };

  it("says how many problems there are, and that nothing was changed", () => {
    const error = new DeclarationError([problem, problem]);
    assert.equal(
      error.message,
      "2 problems in the declaration; nothing was changed.\na.yaml: found x; allowed: y\na.yaml: found x; allowed: y",
    );
  });

  it("lists them by file and line, those of one line as they were found", () => {
    const at = (file: string, line: number | undefined, found: string) => ({ ...problem, file, line, found });
    const { problems } = new DeclarationError([
      at("namespaces/b.yaml", 10, "1"),
      at("namespaces/b.yaml", 9, "2"),
      at("namespaces/a.yaml", 12, "4"),
      at("namespaces/b.yaml", 9, "0"),
      at("Pulumi.dev.yaml", 40, "5"),
      at("namespaces/b.yaml", undefined, "3"),
    ]);
    assert.deepEqual(
      problems.map(({ found }) => found),
      ["5", "4", "3", "2", "0", "1"],
    );
  });

  it("says so where checking stopped", () => {
    const { message } = new DeclarationError(Array.from({ length: maxProblems }, () => problem));
    assert.match(message, /^1000 problems in the declaration.*\nMaybe more: the check stopped here\.$/s);
  });
});
