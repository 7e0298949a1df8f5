import assert from "node:assert/strict";
import fc from "fast-check";
import { lexer, type Token, type Tokens } from "marked";
import { code } from "../../../cli/reporters/consequences/code.js";
import { consequencesMarkdown } from "../../../cli/reporters/consequences/consequencesMarkdown.js";
import type { ConsequencesReport } from "../../../cli/consequences/report.js";
import { anyText } from "../../support/hostileText.js";
import { reportOf } from "./reportOf.js";

/** What a Markdown parser makes of a comment: kinds of parts, and the text that is not code. */
function skeleton(tokens: readonly Token[]): unknown[] {
  return tokens.map((token) => {
    const cells = (row: readonly Tokens.TableCell[]) => row.map((cell) => skeleton(cell.tokens));
    if (token.type === "table") {
      const { header, rows } = token as Tokens.Table;
      return ["table", cells(header), rows.map(cells)];
    }
    if (token.type === "list")
      return ["list", (token as Tokens.List).items.map((item) => skeleton(item.tokens))];
    if (token.type === "codespan") return ["codespan"];
    // Mermaid has a syntax of its own, which is looked at below.
    if (token.type === "code") return ["code", token.lang as unknown];
    const inner = "tokens" in token ? token.tokens : undefined;
    return inner ? [token.type, skeleton(inner)] : [token.type, (token as { text?: unknown }).text];
  });
}

const parse = (report: ConsequencesReport) => skeleton(lexer(consequencesMarkdown(report)));

describe("any text in a comment", () => {
  it("leaves its structure, and all text that is not code, as it is", () => {
    const expected = parse(reportOf("x"));
    fc.assert(
      fc.property(anyText, (text) => {
        assert.deepEqual(parse(reportOf(text)), expected);
      }),
      { numRuns: 500 },
    );
  });

  it("is one code span, in a paragraph as in a cell of a table", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const [paragraph] = lexer(`a ${code(text)} b`) as Tokens.Paragraph[];
        assert.deepEqual(
          paragraph!.tokens.map(({ type }) => type),
          ["text", "codespan", "text"],
        );
        const [table] = lexer(
          `| a | b |\n| --- | --- |\n| ${code(text)} | ${code(text)} |`,
        ) as Tokens.Table[];
        assert.deepEqual(
          table!.rows[0]!.map(({ tokens }) => tokens.map(({ type }) => type)),
          [["codespan"], ["codespan"]],
        );
      }),
      { numRuns: 1000 },
    );
  });

  it("is nothing but labels in a picture", () => {
    // Of an empty label, Mermaid draws nothing at all.
    const label = '"(?:[A-Za-z0-9 ./,_-]|#\\d+;)+"';
    const line = new RegExp(
      `^(?:flowchart LR|  n\\d+\\[${label}\\]|  n\\d+ (?:==>|-\\.->)\\|${label}\\| n\\d+|  %% 1 more are not drawn)$`,
    );
    fc.assert(
      fc.property(anyText, (text) => {
        const found = lexer(consequencesMarkdown(reportOf(text))).filter((token) => token.type === "code");
        assert.equal(found.length, 1);
        for (const each of (found[0] as Tokens.Code).text.split("\n")) assert.match(each, line);
      }),
    );
  });

  it("has no character that nobody sees, that turns the direction, or that stands on its neighbour", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        assert.doesNotMatch(
          consequencesMarkdown(reportOf(text)),
          /[\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{M}]|[^\P{Cc}\n]/u,
        );
      }),
    );
  });

  const texts = [
    ["a`b", "``a`b``"],
    ["`", "`` ` ``"],
    ["a|b", "`a\\u007cb`"],
    ["", '`""`'],
    ["  ", '`"  "`'],
    ["a\nb", "`a\\u000ab`"],
    ["@octocat #1 https://example.com", "`@octocat #1 https://example.com`"],
    ["\u202egpj.exe", "`\\u202egpj.exe`"],
    ["a\u0301", "`a\\u0301`"],
  ] as const;
  for (const [text, shown] of texts)
    it(`shows ${JSON.stringify(text)} as ${shown}`, () => {
      assert.equal(code(text), shown);
    });
});
