import { inShop, inStack, refuses } from "../support/project.js";

/** A plain scalar in the shop's file, where any text may stand. */
const level = (text: string) => inShop("{ LEVEL: info }", `{ LEVEL: ${text} }`);
const inQuotes = "text in quotes, or a decimal number without leading zeros";
const different = (text: string) =>
  `"${text}", which readers of YAML understand differently; allowed: ${inQuotes}`;

describe("plain YAML", () => {
  describe("its scalars", () => {
    refuses([
      ...[
        ...["010", "-010", "+010", "00", "089"],
        ...["0b11", "-0b11", "0B11"],
        ...["-0x1", "+0x1", "-0o7", "0X1F", "0O17"],
        ...["1_000", "1__0", "1_", "0x1_F", "0_x1F", "0b1_1", "1_0.5", "-.1_0", "._5", "1_0e+5", "+_1"],
        ...["2024-01-01", "2024-1-1", "2024-01-01T10:00:00Z", "2024-01-01 10:00:00"],
      ].map((text) => ({
        title: `refuse ${text}, which another reader takes for another value`,
        changes: [level(text)],
        problems: [`namespaces/shop.yaml:9: found ${different(text)}`],
      })),
      ...['"010"', "'1_000'", '"0b11"', '"-0x1"', '"2024-01-01"'].map((text) => ({
        title: `accept ${text}`,
        changes: [level(text)],
        problems: [],
      })),
      ...["a_1", "_1", "1_a", "12_34zz", "007-a", "0b", "0b12", "2024-01", "2024-01-011", "1.2.3"].map(
        (text) => ({
          title: `accept ${text}, which is text to every reader`,
          changes: [level(text)],
          problems: [],
        }),
      ),
      ...["8", "0x8", "0o10", "1e1"].map((text) => ({
        title: `accept ${text}, which is one number to every reader`,
        changes: [inStack("size: { min: 1, max: 2 }", `size: { min: 1, max: ${text} }`)],
        problems: [],
      })),
      {
        title: "accept a block of text, whatever it is",
        changes: [level("info }\n    files:\n      /etc/number: |\n        010\n    scratch: {")],
        problems: [],
      },
      {
        title: "refuse them as keys, and in lists",
        changes: [inShop("{ LEVEL: info }", "{ LEVEL: info, 2024-01-01: x }\n    args: [a, 1_000]")],
        problems: [
          `namespaces/shop.yaml:9: found ${different("2024-01-01")}`,
          `namespaces/shop.yaml:10: found ${different("1_000")}`,
        ],
      },
      {
        title: "refuse them in the stack's file, whosever configuration it is",
        changes: [
          inStack('account: "111122223333"', "account: 011122223333"),
          inStack("config:\n", "config:\n  aws:maxRetries: 0b11\n"),
        ],
        problems: [
          `Pulumi.test.yaml:3: found ${different("0b11")}`,
          `Pulumi.test.yaml:7: found ${different("011122223333")}`,
        ],
      },
    ]);
  });

  describe("its tags and directives", () => {
    const tag = (line: number, name: string) =>
      `namespaces/shop.yaml:${line}: found the tag "${name}"; allowed: plain values without tags`;
    refuses([
      {
        title: "refuse a tag of a text",
        changes: [level("!!str 010")],
        problems: [tag(9, "tag:yaml.org,2002:str")],
      },
      { title: "refuse a tag of no kind", changes: [level("! info")], problems: [tag(9, "!")] },
      {
        title: "refuse a tag of a mapping",
        changes: [inShop("env: { LEVEL: info }", "env: !!map { LEVEL: info }")],
        problems: [tag(9, "tag:yaml.org,2002:map")],
      },
      {
        title: "refuse a tag of a list",
        changes: [inShop("to: web, ports: [http]", "to: web, ports: !!seq [http]")],
        problems: [tag(15, "tag:yaml.org,2002:seq")],
      },
      {
        title: "refuse a tag that nobody knows",
        changes: [level("!secret info")],
        problems: [
          'namespaces/shop.yaml:9: found text that is not YAML ("Unresolved tag: !secret"); allowed: one plain YAML document',
        ],
      },
      {
        title: "accept an exclamation mark in a text",
        changes: [level('"!!str info"')],
        problems: [],
      },
      ...["1.1", "1.2"].map((version) => ({
        title: `refuse the directive %YAML ${version}`,
        changes: [inShop("namespace: shop", `%YAML ${version}\n---\nnamespace: shop`)],
        problems: ["namespaces/shop.yaml:1: found a %YAML directive; allowed: plain YAML without directives"],
      })),
      {
        title: "accept the mark of a document's start",
        changes: [inShop("namespace: shop", "---\nnamespace: shop")],
        problems: [],
      },
    ]);
  });

  describe("its lines", () => {
    refuses([
      ...["\u0085", "\u2028", "\u2029", "\r"].flatMap((separator) => {
        const shown =
          separator === "\r" ? "\\r" : `\\u${separator.charCodeAt(0).toString(16).padStart(4, "0")}`;
        const problems = [
          `namespaces/shop.yaml:9: found the line separator "${shown}"; allowed: line feeds; readers of YAML disagree on others`,
        ];
        return [
          { title: `refuse ${shown} in quotes`, changes: [level(`"in${separator}fo"`)], problems },
          {
            title: `refuse ${shown} in a comment`,
            changes: [inShop("{ LEVEL: info }\n", `{ LEVEL: info } # a${separator}b\n`)],
            problems,
          },
        ];
      }),
      { title: "accept them escaped", changes: [level('"in\\u2028\\u0085\\rfo"')], problems: [] },
    ]);
  });
});
