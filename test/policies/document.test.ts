import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { resolveConfig } from "prettier";
import { parse, parseAllDocuments } from "yaml";
import { z } from "zod";
import { exampleCode } from "../../policies/documentation/examples.js";
import { anchorOf, code, codeBlock, linkTo, text } from "../../policies/documentation/markdown.js";
import { parameterList } from "../../policies/documentation/parameterList.js";
import { rulesDocument } from "../../policies/documentation/rulesDocument.js";
import { rules } from "../../policies/index.js";
import { resourceRule } from "../../policies/model/rule.js";
import { secret, unknown } from "./support/judge.js";

const path = join(__dirname, "../../docs/rules.md");

/** A rule whose texts mean something in Markdown. */
const marked = resourceRule({
  name: "a-rule",
  area: "nodes",
  description: "no *pinned* <b>tag</b> | `code` [x](y)",
  severity: "low",
  enforcementLevel: "advisory",
  why: "Because of # and _this_ &amp; $Latest.",
  remediationSteps: "1. Do this.",
  url: "https://example.com/a_b_c",
  tags: ["extra"],
  frameworks: [
    { framework: "CIS EKS", reference: "5.10", specification: "Ten" },
    { framework: "CIS EKS", reference: "5.2", specification: "Two" },
  ],
  parameters: z.strictObject({
    names: z.array(z.string().min(2)).min(1).default(["a|b"]).describe("Names."),
    limit: z.number().int().min(1).max(9).default(3).describe("A limit"),
    kind: z.enum(["x", "y"]).default("x").describe("A kind"),
    flag: z.boolean().default(false).describe("A flag"),
    until: z.iso.date().default("2026-01-01").describe("A day"),
    form: z.string().regex(/^a`b$/).default("a`b").describe("A form"),
    each: z.record(z.string(), z.number()).default({}).describe("By name"),
    either: z
      .union([z.literal("all"), z.array(z.enum(["p", "q"]))])
      .default("all")
      .describe("Some"),
    parts: z
      .array(z.strictObject({ a: z.string(), b: z.number().optional() }))
      .default([])
      .describe("Parts"),
  }),
  appliesTo: () => true,
  check: ({ properties }) =>
    properties.at("bad").text() === undefined ? [] : [{ path: "bad", found: "```", allowed: "nothing" }],
  examples: {
    complies: [{ type: "a:b:C", properties: { secret: secret("hunter2"), later: unknown, list: [unknown] } }],
    violates: [
      { type: "a:b:C", name: "one", properties: { bad: "```" }, options: { protect: true } },
      { type: "a:b:C", properties: {} },
    ],
  },
});

describe("docs/rules.md", () => {
  it("is what the rules say now", async () => {
    const made = await rulesDocument(rules, (await resolveConfig(path)) ?? {});
    assert.ok(readFileSync(path, "utf8") === made, 'stale; run "npm run rules"');
  });

  it("has a heading for each of its links, and no two of one name", async () => {
    const made = await rulesDocument([...rules, marked], {});
    const headings = [...made.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchorOf(heading!));
    assert.equal(new Set(headings).size, headings.length);
    const links = [...made.matchAll(/\]\(#([^)]*)\)/g)].map(([, anchor]) => anchor!);
    assert.deepEqual(
      links.filter((link) => !headings.includes(link)),
      [],
    );
    for (const { name } of rules) assert.ok(links.includes(name), name);
  });

  it("shows what is marked up as it is written", async () => {
    const made = await rulesDocument([marked], { printWidth: 110 });
    assert.equal(
      made.slice(made.indexOf("## Contents")),
      readFileSync(join(__dirname, "../fixtures/rules.md"), "utf8"),
    );
  });
});

describe("the Markdown of the rules' documentation", () => {
  it("escapes whatever means something", () =>
    assert.equal(
      text("a*b_c`d`[e](f)<g>#h|i~j\\k&amp;l$m$"),
      "a\\*b\\_c\\`d\\`\\[e\\](f)\\<g\\>\\#h\\|i\\~j\\\\k&amp;amp;l\\$m\\$",
    ));

  it("keeps backticks inside code", () => {
    assert.equal(code("a"), "`a`");
    assert.equal(code("a`b``c"), "``` a`b``c ```");
    assert.equal(codeBlock("text", "a\n"), "```text\na\n```");
    assert.equal(codeBlock("text", "````\n"), "`````text\n````\n`````");
  });

  it("links to a heading as GitHub names its place", () =>
    assert.equal(linkTo("Images & pods (1.2_3)"), "[Images &amp; pods (1.2\\_3)](#images--pods-12_3)"));
});

describe("an example in the documentation", () => {
  it("is YAML of its resources, without secrets", () => {
    assert.deepEqual(parse(exampleCode(marked.examples.complies)), {
      type: "a:b:C",
      properties: {
        secret: "<a secret>",
        later: "<known after deployment>",
        list: ["<known after deployment>"],
      },
    });
    assert.deepEqual(
      parseAllDocuments(exampleCode(marked.examples.violates)).map((document) => document.toJS() as unknown),
      [
        { type: "a:b:C", name: "one", properties: { bad: "```" }, options: { protect: true } },
        { type: "a:b:C", properties: {} },
      ],
    );
  });
});

describe("the parameters of a rule in the documentation", () => {
  it("have their type, limits, default and meaning", () =>
    assert.deepEqual(parameterList(marked), [
      '- `names` (`string[]`, at least 1, 2 characters or more, default `["a|b"]`): Names.',
      "- `limit` (`number`, 1 or more, 9 or less, default `3`): A limit",
      '- `kind` (`"x" | "y"`, default `"x"`): A kind',
      "- `flag` (`boolean`, default `false`): A flag",
      '- `until` (`string`, date, default `"2026-01-01"`): A day',
      '- `form` (`string`, matching `` ^a`b$ ``, default `` "a`b" ``): A form',
      "- `each` (`Record<string, number>`, default `{}`): By name",
      '- `either` (`"all" | ("p" | "q")[]`, default `"all"`): Some',
      "- `parts` (`{ a: string; b?: number }[]`, default `[]`): Parts",
    ]));
});
