import assert from "node:assert/strict";
import { parseManifests } from "../../../cli/manifests/parseManifests.js";
import { formatProblem } from "../../../problems/problem.js";

/*
 * What sigs.k8s.io/yaml 1.6.0 (go-yaml 2.4.4) reads: each value here is its answer, and where it disagrees with YAML 1.2
 * beyond recognition, or refuses, a problem.
 */

const read = (text: string) => {
  const { manifests, problems } = parseManifests(text, "f.yaml");
  assert.deepEqual(problems.map(formatProblem), []);
  return manifests[0]?.value;
};

describe("plain scalars, as Kubernetes reads them", () => {
  const scalars: Record<string, unknown> = {
    "yes no on off Yes NO On OFF y N": [true, false, true, false, true, false, true, false, true, false],
    "true False TRUE tRUE nO": [true, false, true, "tRUE", "nO"],
    "~ null Null NULL nULL": [null, null, null, null, "nULL"],
    "0 7 +1 -1 -0 1_000 1__0_ -_1 _1": [0, 7, 1, -1, 0, 1000, 10, -1, "_1"],
    "010 0o10 0O10 -010 08 0o8 0_7 00": [8, 8, 8, -8, 8, "0o8", 7, 0],
    "0x1F 0X1f 0x_f 0x 0xg 0b11 0B1 -0b1 0b2 0b+1 0b-1": [31, 31, 15, "0x", "0xg", 3, 1, -1, "0b2", 1, -1],
    "1.5 1. .5 .5_0 ._5 . .. 1e3 1E+3 1e-2 1e 1e400": [
      1.5,
      1,
      0.5,
      0.5,
      "._5",
      ".",
      "..",
      1000,
      1000,
      0.01,
      "1e",
      "1e400",
    ],
    "1:30 190:20:30 1.2.3 2001-01-01 2001-12-14t21:59:43Z": [
      "1:30",
      "190:20:30",
      "1.2.3",
      "2001-01-01",
      "2001-12-14t21:59:43Z",
    ],
    "18446744073709551615 18446744073709551616 0xFFFFFFFFFFFFFFFFF": [
      2 ** 64,
      2 ** 64,
      "0xFFFFFFFFFFFFFFFFF",
    ],
    "-9223372036854775808 -0xFFFFFFFFFFFFFFFF << = +": [-(2 ** 63), "-0xFFFFFFFFFFFFFFFF", "<<", "=", "+"],
    "'yes' \"010\" !!str~yes !!int~0x10 !!float~1 !!bool~on !!int~'3'": ["yes", "010", "yes", 16, 1, true, 3],
  };
  for (const [texts, expected] of Object.entries(scalars))
    it(texts, () => {
      const list = texts.split(" ").map((text) => `- x: ${text.replace(/^(!!\w+)~/, "$1 ")}\n`);
      assert.deepEqual(
        (read(list.join("")) as { x: unknown }[]).map(({ x }) => x),
        expected,
      );
    });

  it("becomes text as a key", () => {
    assert.deepEqual(read("8080: a\n0x10: b\nyes: c\n2001-01-01: d\n'~': e\n-1_0: f\n"), {
      "8080": "a",
      "16": "b",
      true: "c",
      "2001-01-01": "d",
      "~": "e",
      "-10": "f",
    });
  });

  it("is null where nothing is written", () =>
    assert.deepEqual(read("a:\nb: [~]\n"), { a: null, b: [null] }));

  it("keeps a key that objects inherit", () => {
    const value = read("__proto__: {a: 1}\nconstructor: 2\n") as object;
    assert.deepEqual(Object.entries(value), [
      ["__proto__", { a: 1 }],
      ["constructor", 2],
    ]);
    assert.equal(Object.getPrototypeOf(value), Object.prototype);
  });
});

describe("aliases and merge keys", () => {
  const cases: [title: string, text: string, value: unknown][] = [
    ["an alias is what its anchor names", "a: &a [1]\nb: *a\n", { a: [1], b: [1] }],
    ["the last anchor of a name counts", "a: &a 1\nb: &a 2\nc: *a\n", { a: 1, b: 2, c: 2 }],
    [
      "a merge adds keys, which the mapping's own override",
      "a: &a {x: 1, z: 2}\nb:\n  <<: *a\n  z: 3\n",
      { a: { x: 1, z: 2 }, b: { x: 1, z: 3 } },
    ],
    ["of several merged mappings the first wins", "<<: [{x: 1}, {x: 2, z: 3}]\n", { x: 1, z: 3 }],
    ["<< in quotes is a key", "'<<': 1\n", { "<<": 1 }],
  ];
  for (const [title, text, value] of cases) it(title, () => assert.deepEqual(read(text), value));
});

describe("what Kubernetes or the next reader would take otherwise is a problem", () => {
  const refused: [text: string, problem: string][] = [
    ["a: 1\nb:\n  c: 1\n  c: 2\n", ':4 b.c: found the key "c" again; allowed: each key of a mapping once'],
    ['{"a": {"b": 1,\n "b": 2}}', ':2 a.b: found the key "b" again; allowed: each key of a mapping once'],
    ["1: a\n'1': b\n", ':2 "1": found the key "1" again; allowed: each key of a mapping once'],
    [
      "a:\n- 1\n- .inf\n",
      ':3 a[1]: found ".inf", a number that JSON does not have; allowed: a number, or text in quotes',
    ],
    ["~: a\n", ":1: found an empty value as a key; allowed: text as a key; quote it"],
    ["a:\n  1.5: x\n", ':2 a: found "1.5" as a key; allowed: text as a key; quote it'],
    ["[a]: 1\n", ":1: found a list or a mapping as a key; allowed: text as a key"],
    ["a: &a x\n*a : 1\n", ':2: found the alias "*a" as a key; allowed: text as a key'],
    ["a: !secret x\n", ':1 a: found the tag "!secret"; allowed: values without tags of their own'],
    ["a: !!binary aGk=\n", ':1 a: found the tag "!!binary"; allowed: values without tags of their own'],
    ["a: !!set {x}\n", ':1 a: found the tag "!!set"; allowed: values without tags of their own'],
    ["a: !!int x\n", ':1 a: found "x" with the tag !!int; allowed: a value of its tag\'s type'],
    ["a: *b\n", ':1 a: found the alias "*b" of nothing; allowed: an anchor before its aliases'],
    [
      "a: &a\n  b: [*a]\n",
      ':2 a.b[0]: found the alias "*a" inside what it stands for; allowed: values that end',
    ],
    [
      "x: 1\n<<: {x: 2}\n",
      ':2 "<<": found a merge of the key "x", which is there already; allowed: << before the keys of the mapping; readers of YAML disagree on who wins',
    ],
    [
      "<<: {x: 2}\n<<: {y: 2}\n",
      ':2 "<<": found the key "<<" again; allowed: one << with a list of mappings',
    ],
    ["<<: 1\n", ':1 "<<": found 1 (a number) to merge; allowed: a mapping, or a list of mappings'],
    [
      "a: &a [{x: 1}]\n<<: *a\n",
      ':2 "<<": found a list of 1 to merge; allowed: a mapping, or a list of mappings',
    ],
    [
      "a: [b:]\n",
      ':1 a[0]: found a ":" with a bracket or a comma after it; allowed: a space after the ":", or the text in quotes',
    ],
    [
      "a: 1\n# \u2028b: 1\n",
      ':2: found the line separator "\\u2028"; allowed: line feeds; readers of YAML disagree on others',
    ],
    [
      "a: 1\rb: 1\n",
      ':1: found the line separator "\\r"; allowed: line feeds; readers of YAML disagree on others',
    ],
    [
      "a:\n  'x\u0007'\n",
      ':2: found text that is not YAML ("expected valid JSON character", column 5); allowed: YAML or JSON',
    ],
    [
      '{\n  "a": 1\n  "b": 2\n}',
      ':3: found text that is not YAML ("missed comma between flow collection entries", column 6); allowed: YAML or JSON',
    ],
    [
      "a: 1\n b: 2\n",
      ':2: found text that is not YAML ("bad indentation of a mapping entry", column 3); allowed: YAML or JSON',
    ],
  ];
  for (const [text, problem] of refused)
    it(JSON.stringify(text), () =>
      assert.deepEqual(parseManifests(text, "f.yaml").problems.map(formatProblem), [`f.yaml${problem}`]),
    );
});
