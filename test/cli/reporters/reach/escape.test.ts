import assert from "node:assert/strict";
import fc from "fast-check";
import { lexer, type Token } from "marked";
import { markdownName, markdownText } from "../../../../cli/reporters/reach/escape.js";
import { anyText } from "../../../support/hostileText.js";

/** The text that a Markdown parser leaves outside of code, entities read, as GitHub looks for references in it. */
function outsideCode(tokens: readonly Token[]): string {
  return tokens
    .map((token) => {
      if (token.type === "codespan") return "%";
      if ("tokens" in token && token.tokens) return outsideCode(token.tokens);
      assert.equal(token.type, "text", `${token.type}: ${token.raw}`);
      return (token as { text: string }).text.replace(/&(?:#\d+|\w+);/g, "&");
    })
    .join("");
}

/** What a paragraph, a list's item and a table's cell of a text are, without their own kind. */
const places: Readonly<Record<string, (text: string) => readonly Token[]>> = {
  paragraph: (text) => {
    const [token, ...more] = lexer(`a ${text}`);
    assert.deepEqual([token?.type, more], ["paragraph", []]);
    return (token as { tokens: Token[] }).tokens;
  },
  "list's item": (text) => {
    const [token, ...more] = lexer(`- ${text}`);
    assert.deepEqual([token?.type, more], ["list", []]);
    const [item] = (token as unknown as { items: { tokens: Token[] }[] }).items;
    return item!.tokens;
  },
  "table's cell": (text) => {
    const [token, ...more] = lexer(`| a | b |\n| --- | --- |\n| x | ${text} |`);
    assert.deepEqual([token?.type, more], ["table", []]);
    const [[, cell, third] = []] = (token as unknown as { rows: { tokens: Token[] }[][] }).rows;
    assert.equal(third, undefined);
    return cell!.tokens;
  },
};

/** Where GitHub finds people, issues, commits, addresses, pictures and formulas. */
const references = /[@#&<>`*_[\]\\|~$]|:\/\/|www\.|\bGH-\d|\b[0-9a-f]{7,}\b|:[\w+-]+:|[^\s -~]/i;

describe("text of our own in Markdown", () => {
  for (const [place, read] of Object.entries(places))
    it(`leaves nothing outside of code that GitHub refers to something by, in a ${place}`, () => {
      fc.assert(
        fc.property(anyText, (text) => {
          // A list's item that is empty has no text at all.
          assert.doesNotMatch(outsideCode(read(`x ${markdownText(text)}`)), references);
        }),
        { numRuns: 1000 },
      );
    });

  it("begins no list, heading or quotation, whatever it begins with", () => {
    const starts = ["1. a", "1) a", "- a", "+ a", "* a", "# a", "> a", "=== a", "--- a", "```", "[x] a"];
    for (const start of starts) assert.equal(lexer(markdownText(start))[0]?.type, "paragraph", start);
  });

  const texts = [
    [
      "allowed by NetworkPolicy shop/open, spec.ingress[0]; now TCP 80, 8080-8090",
      "allowed by NetworkPolicy `shop/open`, `spec.ingress[0]`; now TCP 80, 8080-8090",
    ],
    ["Calico's default (192.168.0.0/16): IPv6", "Calico's default (`192.168.0.0/16`): IPv6"],
    ["the Internet ::, fe80::, and ::1", "the Internet `::`, `fe80::`, and `::1`"],
    ["is {web: 1}, declared {web: 2}", "is `{web: 1}`, declared `{web: 2}`"],
    ['is {"a": "b/c"} (d/e)', 'is `{"a": "b/c"}` (`d/e`)'],
    ["@octocat, @org/team and a@example.com", "`@octocat`, `@org/team` and `a@example.com`"],
    ["fixes #1, GH-1, jlord/sheetsee.js#26", "fixes `#1`, `GH-1`, `jlord/sheetsee.js#26`"],
    ["commit 177fe7a or defaced-by 1234567", "commit `177fe7a` or `defaced-by 1234567`"],
    ["www.example.com https://example.com, :octocat:", "`www.example.com https://example.com`, `:octocat`:"],
    ["&#64;octocat \\@octocat", "`&#64;octocat \\@octocat`"],
    ["a`@octocat`|b", "`a\\u0060@octocat\\u0060\\u007cb`"],
    ["", ""],
  ] as const;
  for (const [text, shown] of texts)
    it(`writes ${JSON.stringify(text)} as ${shown}`, () => {
      assert.equal(markdownText(text), shown);
    });

  it("takes no longer for what is all punctuation", () => {
    const begin = performance.now();
    markdownText(`${")".repeat(200_000)}x`);
    markdownText("a".repeat(200_000));
    assert.ok(performance.now() - begin < 1000);
  });
});

describe("a name in Markdown", () => {
  it("shows marks that would stand on the code span's end", () => {
    assert.equal(markdownName("\u0301a\u{1d165}"), "`\\u0301a\\u{1d165}`");
  });
});
