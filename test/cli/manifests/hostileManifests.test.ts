import assert from "node:assert/strict";
import { Budget } from "../../../cli/manifests/limits.js";
import { parseManifests } from "../../../cli/manifests/parseManifests.js";
import { formatProblem } from "../../../problems/problem.js";

/** Time for what must be refused, with room for a slow machine. */
const mostMilliseconds = 10_000;

function refusals(input: Uint8Array | string, budget?: Budget): string[] {
  const started = performance.now();
  const { problems } = parseManifests(input, "f", budget);
  assert.ok(performance.now() - started < mostMilliseconds);
  return problems.map(formatProblem);
}

const bombOf = (levels: number, width: number) =>
  ["a0: &a0 x"]
    .concat(
      Array.from({ length: levels }, (_, level) => {
        const aliases = Array.from({ length: width }, () => `*a${level}`).join(", ");
        return `a${level + 1}: &a${level + 1} [${aliases}]`;
      }),
    )
    .join("\n");

describe("hostile manifests end in a problem, soon", () => {
  const tooDeep = "found values nested too deeply; allowed: at most 500 levels";
  const tooAliased = "found aliases that stand for more than 1000000 values; allowed: fewer aliases";
  const cases: [title: string, input: () => Uint8Array | string, problems: string[]][] = [
    ["lists in lists", () => "[".repeat(100_000), [`f:1: ${tooDeep}`]],
    ["lists in lists, closed", () => "[".repeat(100_000) + "]".repeat(100_000), [`f:1: ${tooDeep}`]],
    ["mappings in JSON", () => '{"a":'.repeat(100_000), [`f:1: ${tooDeep}`]],
    [
      "indentation",
      () => Array.from({ length: 3000 }, (_, level) => `${" ".repeat(level)}a:\n`).join(""),
      [`f:500: ${tooDeep}`],
    ],
    ["compact lists", () => "- ".repeat(100_000), [`f:1: ${tooDeep}`]],
    ["an alias bomb", () => bombOf(40, 10), [`f:7 a6[7]: ${tooAliased}`]],
    ["an alias bomb of pairs", () => bombOf(64, 2), [`f:19 a18[1]: ${tooAliased}`]],
    [
      "merges of many keys, many times",
      () =>
        `a: &a\n${Array.from({ length: 2000 }, (_, key) => `  k${key}: 1\n`).join("")}b:\n${"- <<: *a\n".repeat(2000)}`,
      [`f:2252 b[249]: ${tooAliased}`],
    ],
    [
      "UTF-16",
      () => Buffer.from("\ufeffa: 1", "utf16le"),
      ["f: found UTF-16 text; allowed: UTF-8; save it as that"],
    ],
    [
      "UTF-16, big-endian",
      () => Buffer.from("\ufeffa: 1", "utf16le").swap16(),
      ["f: found UTF-16 text; allowed: UTF-8; save it as that"],
    ],
    [
      "bytes that are not UTF-8",
      () => Buffer.from("a: é\nb: \xff\n", "latin1").fill("e", 3, 4),
      ["f:2: found bytes that are not UTF-8; allowed: UTF-8 text"],
    ],
    [
      "a NUL byte",
      () => "a: 1\nb: \0\n",
      ["f:2: found a NUL byte; allowed: text; this looks like a binary file"],
    ],
    [
      "a million mistakes",
      () => "]\n---\n".repeat(1_000_000),
      Array.from(
        { length: 1000 },
        (_, index) =>
          `f:${2 * index + 1}: found text that is not YAML ("end of the stream or a document separator is expected", column 1); allowed: YAML or JSON`,
      ),
    ],
    ["a million separators", () => "---\n".repeat(1_000_000), []],
    ["a line of ten million characters", () => `a: ${"x".repeat(1e7)}`, []],
    [
      "a text that does not end",
      () => `a: "${"x\n ".repeat(1_000_000)}`,
      [
        'f:1000001: found text that is not YAML ("unexpected end of the stream within a double quoted scalar", column 2); allowed: YAML or JSON',
      ],
    ],
  ];
  for (const [title, input, expected] of cases)
    it(title, () => assert.deepEqual(refusals(input()), expected));

  const limited: [
    title: string,
    text: string,
    limits: ConstructorParameters<typeof Budget>[0],
    problem: string,
  ][] = [
    [
      "documents",
      "#\n---\n".repeat(9),
      { objects: 8 },
      "f: found more than 8 objects; allowed: fewer; read parts of it",
    ],
    [
      "items of a List",
      "kind: List\nitems: [a, b, c]",
      { objects: 3 },
      "f: found more than 3 objects; allowed: fewer; read parts of it",
    ],
    [
      "JSON values",
      "{}\n".repeat(5),
      { objects: 5 },
      "f: found more than 5 objects; allowed: fewer; read parts of it",
    ],
    [
      "values of JSON",
      "[1, 2, [3], 4]",
      { values: 4 },
      "f: found more than 4 values in all files; allowed: fewer; read parts of it",
    ],
    [
      "values of YAML",
      "a: 1\n---\nb: 1\n",
      { values: 11 },
      "f: found more than 11 values in all files; allowed: fewer; read parts of it",
    ],
    [
      "values of one YAML document",
      "a: 1\nb: [1, 2]\n",
      { yamlValues: 5 },
      "f:1: found a YAML document of more than 5 values; allowed: fewer; split it, or give it as JSON (kubectl -o json)",
    ],
    [
      "aliases",
      "a: &a 1\nb: *a\n---\na: &a 1\nb: *a\n",
      { aliasedValues: 0 },
      "f:2 b: found aliases that stand for more than 0 values; allowed: fewer aliases",
    ],
    [
      "levels of JSON",
      '{"a": [{}]}',
      { depth: 2 },
      "f:1: found values nested too deeply; allowed: at most 2 levels",
    ],
  ];
  for (const [title, text, limits, problem] of limited)
    it(`tells of too many ${title}, and of none at the limit`, () => {
      assert.deepEqual(refusals(text, new Budget(limits)), [problem]);
      const [[name, most]] = Object.entries(limits!) as [[string, number]];
      const more = { objects: 1, values: 1, yamlValues: 1, depth: 1, aliasedValues: 2 }[name]!;
      assert.deepEqual(refusals(text, new Budget({ [name]: most + more })), []);
    });
});
