import assert from "node:assert/strict";
import { Budget } from "../../../cli/manifests/limits.js";
import { parseManifests } from "../../../cli/manifests/parseManifests.js";
import { formatProblem } from "../../../problems/problem.js";

const values = (input: string | Uint8Array) => {
  const { manifests, problems } = parseManifests(input, "f.yaml");
  assert.deepEqual(problems.map(formatProblem), []);
  return manifests.map(({ value }) => value);
};
const problems = (input: string | Uint8Array, budget?: Budget) =>
  parseManifests(input, "f.yaml", budget).problems.map(formatProblem);

describe("a stream of documents", () => {
  const cases: [title: string, text: string, values: unknown[]][] = [
    ["one", "a: 1\n", [{ a: 1 }]],
    ["two", "a: 1\n---\nb: 2\n", [{ a: 1 }, { b: 2 }]],
    ["a separator first and last", "---\na: 1\n---\n", [{ a: 1 }]],
    ["separators with spaces and comments", "--- # one\na: 1\n---  \nb: 2\n--- #\n", [{ a: 1 }, { b: 2 }]],
    ["documents of nothing, comments and null", "# x\n---\n---\n~\n---\n#\n---\na: 1\n", [{ a: 1 }]],
    ["Windows line ends", "a: 1\r\n---\r\nb: |\r\n  x\r\n", [{ a: 1 }, { b: "x\n" }]],
    ["a byte order mark", "\ufeff---\na: 1\n", [{ a: 1 }]],
    ["an end mark", "a: 1\n...\n---\nb: 2\n...\n# x\n", [{ a: 1 }, { b: 2 }]],
    ["--- inside a block text", "a: |\n  x\n  ---\n  y\n", [{ a: "x\n---\ny\n" }]],
    ["no line end at the end", "a: 1\n---\nb: 2", [{ a: 1 }, { b: 2 }]],
    ["nothing", "", []],
    ["JSON", '{"a": [1, {"b": null}]}', [{ a: [1, { b: null }] }]],
    [
      "JSON values one after the other",
      '{"a": 1}{"b": "}{\\""}\n\n{"c": 3}\n',
      [{ a: 1 }, { b: '}{"' }, { c: 3 }],
    ],
    ["JSON between separators", '{"a": 1}\n---\n{"b": 2}\n---\nc: 3\n', [{ a: 1 }, { b: 2 }, { c: 3 }]],
    ["YAML that starts like JSON", "{a: 1, # x\n b: [yes]}\n", [{ a: 1, b: [true] }]],
    ["one that is no object", "- a\n---\ntext\n", [["a"], "text"]],
  ];
  for (const [title, text, expected] of cases)
    it(`reads ${title}`, () => assert.deepEqual(values(text), expected));

  const refused: [title: string, text: string, problem: string][] = [
    [
      "text after a separator",
      "a: 1\n--- b\nc: 1\n",
      "f.yaml:2: found a line that starts with --- and goes on; allowed: --- alone, or followed by a comment",
    ],
    [
      "a document that only an end mark precedes, which kubectl drops",
      "a: 1\n...\n\nb: 2\n",
      "f.yaml:4: found a document after the end of another; allowed: --- before each document",
    ],
    [
      "a directive",
      "---\na: 1\n---\n%YAML 1.2\n---\nb: 1\n",
      "f.yaml:4: found a % directive, which Kubernetes does not read; allowed: documents without directives",
    ],
    [
      "a directive after a comment",
      "# x\n%YAML 1.2\n",
      'f.yaml:3: found text that is not YAML ("directives end mark is expected", column 1); allowed: YAML or JSON',
    ],
  ];
  for (const [title, text, problem] of refused)
    it(`refuses ${title}`, () => assert.deepEqual(problems(text), [problem]));

  it("reads the documents beside one that it cannot read, and tells of each mistake", () => {
    const { manifests, problems } = parseManifests("a: 1\n---\nb: [\n---\nc: 1\n---\n}\n", "f.yaml");
    assert.deepEqual(
      manifests.map(({ value }) => value),
      [{ a: 1 }, { c: 1 }],
    );
    assert.deepEqual(
      problems.map(({ line }) => line),
      [4, 7],
    );
  });
});

describe("lists", () => {
  const read = (text: string) =>
    parseManifests(text, "f.yaml").manifests.map(({ value, origin }) => [value, origin.path]);

  it("become their items, with the place of each, in lists of lists too", () => {
    assert.deepEqual(
      read(
        "kind: List\nitems:\n- kind: A\n- kind: BList\n  apiVersion: x/v1\n  items: [{a: 1}, {kind: C}]\n",
      ),
      [
        [{ kind: "A" }, ["items", 0]],
        [{ a: 1, kind: "B", apiVersion: "x/v1" }, ["items", 1, "items", 0]],
        [{ kind: "C" }, ["items", 1, "items", 1]],
      ],
    );
  });

  it("of nothing are nothing, and a kind that ends alike without items is an object", () => {
    assert.deepEqual(read("kind: List\nitems: []\n---\nkind: AllowList\nspec: {}\n"), [
      [{ kind: "AllowList", spec: {} }, []],
    ]);
  });
});

describe("lines", () => {
  const lineOf = (text: string, path: PropertyKey[], index = 0, budget?: Budget) =>
    parseManifests(text, "f.yaml", budget).manifests[index]!.origin.lineOf(path);
  const stream = [
    "# comment",
    "a:",
    "  - b: 1",
    "    c:",
    "      d",
    "  -",
    "    - |",
    "      text",
    "---",
    "x: &x { k: 1,",
    "  z: 2 }",
    "w: *x",
    "v:",
    "  <<: [*x, {",
    "    u: 1 }]",
    "  t: 1",
    "8080:",
    "  yes: 1",
  ].join("\n");
  const cases: [document: number, path: PropertyKey[], line: number][] = [
    [0, [], 2],
    [0, ["a"], 2],
    [0, ["a", 0], 3],
    [0, ["a", 0, "c"], 4],
    [0, ["a", 1, 0], 7],
    [0, ["a", 0, "missing", "deeper"], 3],
    [0, ["a", 7], 2],
    [1, ["x", "z"], 11],
    [1, ["w"], 12],
    [1, ["w", "z"], 11],
    [1, ["v", "k"], 10],
    [1, ["v", "u"], 15],
    [1, ["v", "t"], 16],
    [1, ["8080", "true"], 18],
  ];
  for (const [document, path, line] of cases)
    it(`are those of /${path.join("/")} in document ${document}: ${line}`, () =>
      assert.equal(lineOf(stream, path, document), line));

  it("count from the start of the file, in JSON and Lists too, beyond the blocks that are remembered", () => {
    const filler = "#\n".repeat(100_000);
    const json = '{"kind": "List",\n\t"items": [\n\t{"a": 1},\n\t{"a":\n2}]}\n{"b": [\n1]}';
    assert.equal(lineOf(`${filler}---\n${json}`, ["a"], 0), 100_004);
    assert.equal(lineOf(`${filler}---\n${json}`, ["a"], 1), 100_005);
    assert.equal(lineOf(`${filler}---\n${json}`, ["b", 0], 2), 100_008);
  });

  it("are unknown in a document that is too long to look", () => {
    assert.equal(lineOf("a: 1\n", ["a"], 0, new Budget({ placesLength: 4 })), undefined);
    assert.equal(lineOf("a: 1\n", ["a"], 0, new Budget({ placesLength: 5 })), 1);
  });
});

describe("a template that is not rendered", () => {
  const problem = (place: string) =>
    `f.yaml:${place}: found a template that is not rendered ({{ … }}); allowed: rendered manifests; render the chart first ("helm template")`;
  const cases: [text: string, problem: string][] = [
    ["a: 1\nb: {{ .Values.x }}\n", problem("2")],
    ["{{- if .Values.x }}\na: 1\n{{- end }}\n", problem("1")],
    ['metadata:\n  labels: {{- include "x" . | nindent 4 }}\n', problem("2")],
    ["kind: A\nmetadata:\n  name: '{{ .Release.Name }}-x'\n", problem("3 metadata.name")],
  ];
  for (const [text, expected] of cases)
    it(`is told of where it breaks or names an object: ${JSON.stringify(text.slice(0, 40))}`, () =>
      assert.deepEqual(problems(text), [expected]));

  it("is text elsewhere, as in an alert's message", () => {
    assert.deepEqual(values("data:\n  alert: '{{ $labels.pod }} is down'\n"), [
      { data: { alert: "{{ $labels.pod }} is down" } },
    ]);
  });
});
