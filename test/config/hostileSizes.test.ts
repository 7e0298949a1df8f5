import assert from "node:assert/strict";
import { maxProblems } from "../../problems/problem.js";
import { maxFileBytes } from "../../config/source.js";
import { Sandbox } from "../support/hostile.js";
import { eksProject, existingProject } from "../support/project.js";

/** As many lines as fit into part of the largest file that is read. */
function fill(line: (index: number) => string, share = 0.95): string {
  const lines: string[] = [];
  for (let size = 0, index = 0; ; index++) {
    const next = line(index);
    size += next.length;
    if (size > maxFileBytes * share) return lines.join("");
    lines.push(next);
  }
}

const nested = "namespaces/ops.yaml:1: found values nested too deeply; allowed: one plain YAML document";
const head = "namespace: ops\n";
const onEks = eksProject["Pulumi.test.yaml"]!;
/** A cluster without a limit of flows. */
const onExisting = existingProject["Pulumi.test.yaml"]!;
const one = `${head}workloads: { a: { image: app, ports: { a: 1 } }, b: { image: app } }\n`;

/*
 * Each of these once took minutes, gigabytes or the stack; mocha's timeout is the only clock here. The expected
 * problem is the first.
 */
const attacks: readonly {
  readonly title: string;
  readonly text: string;
  /** The stack's file; default: the base project's, on EKS. */
  readonly stackText?: string;
  readonly first: RegExp | string;
  /** How many there are, where that does not depend on the stack. */
  readonly count?: number;
}[] = [
  { title: "brackets nested 100,000 deep", text: "[".repeat(100_000), first: nested },
  {
    title: "brackets nested and closed",
    text: "[".repeat(100_000) + "]".repeat(100_000),
    first: nested,
  },
  { title: "mappings nested 60,000 deep", text: "{a: ".repeat(60_000), first: nested },
  { title: "lists nested on one line", text: "- ".repeat(100_000), first: nested },
  { title: "keys nested on one line", text: "? ".repeat(100_000), first: nested },
  {
    title: "indentation as deep as fits",
    text: Array.from({ length: 700 }, (_, depth) => `${" ".repeat(depth)}a:\n`).join(""),
    first: /^namespaces\/ops\.yaml:\d+/,
  },
  {
    title: "aliases that double nine times a line",
    text: `a0: &a0 [x]\n${Array.from({ length: 30 }, (_, level) => `a${level + 1}: &a${level + 1} [${`*a${level},`.repeat(9)}]\n`).join("")}`,
    first: 'namespaces/ops.yaml:2: found the alias "a0"; allowed: plain values without YAML aliases',
    count: 20,
  },
  {
    title: "an alias of itself",
    text: "namespace: &a [*a]\n",
    first: 'namespaces/ops.yaml:1: found the alias "a"; allowed: plain values without YAML aliases',
    count: 1,
  },
  {
    title: "errors only",
    text: `[${fill(() => ",")}]`,
    first: /^namespaces\/ops\.yaml:1: found text that is not YAML/,
    count: 1,
  },
  {
    title: "directives only",
    text: fill(() => "%A\n"),
    first: /^namespaces\/ops\.yaml:\d+: found text that is not YAML/,
    count: 1,
  },
  {
    title: "documents only",
    text: fill(() => "---\n"),
    first: "namespaces/ops.yaml:2: found a second document; allowed: one YAML document a file",
    count: 1,
  },
  {
    title: "one key again and again",
    text: fill(() => "a: 1\n"),
    first:
      'namespaces/ops.yaml:2 a: found the key "a" again, after line 1; allowed: each key of a mapping once',
    count: 20,
  },
  {
    title: "a key that stands twice, 80 mappings deep",
    text: `${"{ a: ".repeat(80)}{ b: 1, b: 2 }${" }".repeat(80)}`,
    first:
      'namespaces/ops.yaml:1: found the key "b" again, after line 1; allowed: each key of a mapping once',
    count: 1,
  },
  {
    title: "unknown keys only",
    text: `${head}workloads: {}\n${fill((index) => `k${index}: 1\n`)}`,
    first:
      "namespaces/ops.yaml:3 k0: found an unknown key; allowed: only namespace, podSecurity, quota, workloads, flows, never",
    count: maxProblems,
  },
  {
    title: "flows that are none",
    text: `${head}workloads: {}\nflows: [${fill(() => "0,")}]\n`,
    first:
      "namespaces/ops.yaml:3 flows[0]: found 0 (a number); allowed: a flow: a mapping with from, to, ports, tls",
    count: maxProblems,
  },
  {
    title: "workloads only",
    text: `${head}workloads:\n${fill((index) => `  w${index}: { image: none }\n`)}`,
    first:
      'namespaces/ops.yaml:3 workloads.w0.image: found "none"; allowed: a name under basalt:images of the stack file (app), or an image with its digest',
    count: maxProblems,
  },
  {
    title: "selectors of one key each",
    text: `${head}workloads: { ${fill((index) => `w${index}: { selector: { a: b${index} } }, `)} }\n`,
    first: "",
    count: 0,
  },
  {
    title: "as many rendered workloads as selectors",
    text: `${head}workloads:\n${fill((index) => `  w${index}: { image: app }\n`, 0.45)}${fill((index) => `  x${index}: { selector: { a: b${index} } }\n`, 0.5)}`,
    first: "",
    count: 0,
  },
  {
    title: "selectors that all may mean the same pods",
    text: `${head}workloads:\n${fill((index) => `  w${index}: { selector: { a${index}: b } }\n`)}`,
    first:
      "namespaces/ops.yaml:4 workloads.w1.selector: found labels that pods of w0 may have; allowed: labels that tell them apart: a key of w0's selector with another value",
    count: maxProblems,
  },
  {
    title: "plain scalars that readers understand differently",
    text: `${head}workloads: { a: { image: app, args: [${fill(() => "1_0, ")}] } }\n`,
    first:
      'namespaces/ops.yaml:2: found "1_0", which readers of YAML understand differently; allowed: text in quotes, or a decimal number without leading zeros',
    count: 20,
  },
  {
    title: "a scalar that is almost a number",
    text: `${head}workloads: { a: { image: app, args: [${"1_".repeat(120_000)}g] } }\n`,
    first: "",
    count: 0,
  },
  {
    title: "a scalar that is almost a date",
    text: `${head}workloads: { a: { image: app, args: [2024-01-01 ${"T ".repeat(120_000)}] } }\n`,
    first:
      /^namespaces\/ops\.yaml:2: found "2024-01-01 T T.*…", which readers of YAML understand differently;/,
    count: 1,
  },
  {
    title: "a number of 200,000 digits",
    text: `${head}workloads: { a: { image: app, replicas: ${"9".repeat(200_000)} } }\n`,
    first: `namespaces/ops.yaml:2 workloads.a.replicas: found ${"9".repeat(80)}… (a number); allowed: a whole number of replicas from 0 to 10000`,
    count: 1,
  },
  {
    title: "an image of 100,000 parts",
    text: `${head}workloads: { a: { image: a/${"a-".repeat(100_000)}a } }\n`,
    first: `namespaces/ops.yaml:2 workloads.a.image: found "a/${"a-".repeat(39)}…"; allowed: the name of a pin under basalt:images, or an image with its digest`,
    count: 1,
  },
  {
    title: "a port for every number",
    text: `${head}workloads:\n  a:\n    image: app\n    ports:\n${fill((index) => `      p${index}: ${index + 1}\n`)}`,
    first: /^namespaces\/ops\.yaml:5 workloads\.a\.ports: found a mapping of .*; allowed: at most 100 ports$/,
    count: 1,
  },
  {
    title: "assertions that every flow breaks",
    stackText: onExisting,
    text: `${one}flows:\n${fill((index) => `- { from: a, to: internet, ports: [${index + 1}] }\n`, 0.45)}never:\n${fill(() => '- { from: a, to: "*" }\n', 0.45)}`,
    first:
      /^namespaces\/ops\.yaml:\d+ never\[0\]: found an assertion that the flow from ops\/a to internet breaks;/,
    count: maxProblems,
  },
  {
    title: "assertions that every flow keeps",
    stackText: onExisting,
    text: `${one}flows:\n${fill((index) => `- { from: a, to: internet, ports: [${index + 1}] }\n`, 0.45)}never:\n${fill(() => '- { from: b, to: "*" }\n', 0.45)}`,
    first: "",
    count: 0,
  },
  {
    title: "flows to workloads of a long list",
    text: `${head}workloads:\n${fill((index) => `  w${index}: { image: app }\n`, 0.45)}flows:\n${fill(() => "- { from: x, to: y }\n", 0.45)}`,
    first:
      /^namespaces\/ops\.yaml:\d+ flows\[0\]\.from: found "x", but ops has no such workload; allowed: a workload of ops \(w0, .* and \d+ more\)$/,
    count: maxProblems,
  },
];

describe("the loader, whatever the size", () => {
  const sandbox = new Sandbox();
  after(() => sandbox.remove());

  for (const { title, text, stackText = onEks, first, count } of attacks) {
    it(`survives ${title}`, () => {
      const files = { "Pulumi.test.yaml": stackText, "namespaces/ops.yaml": text };
      const problems = sandbox.write(files).survives();
      if (typeof first === "string") assert.equal(problems[0] ?? "", first);
      else assert.match(problems[0] ?? "", first);
      if (count !== undefined) assert.equal(problems.length, count);
    });
  }

  it("survives ranges of flows among as many of the cluster's own", () => {
    const own = Array.from({ length: 120 }, (_, service) => {
      const cidrs = Array.from({ length: 100 }, (_, host) => `198.18.${service}.${host}/32`);
      return `      s${service}: [${cidrs.join(", ")}]\n`;
    });
    const stackText = onExisting.replace(
      "awsEndpoints: { sqs: [198.51.100.7/32] }\n",
      `awsEndpoints:\n      sqs: [198.51.100.7/32]\n${own.join("")}`,
    );
    const ops = `${head}workloads: { a: { image: app } }\nflows:\n${fill((index) => `- { from: a, to: { cidr: 100.${index >> 8}.${index % 256}.0/24, name: r }, ports: [1] }\n`)}`;
    assert.deepEqual(
      sandbox.write({ "Pulumi.test.yaml": stackText, "namespaces/ops.yaml": ops }).survives(),
      [],
    );
  });

  it("survives a long list of flows that another namespace does not accept", () => {
    const ops = `${head}workloads: { a: { image: app } }\nflows:\n${fill((index) => `- { from: a, to: dev/w${index} }\n`, 0.5)}`;
    const dev = `namespace: dev\nworkloads:\n${fill((index) => `  w${index}: { image: app, ports: { a: 1 } }\n`)}`;
    const problems = sandbox.write({ "namespaces/ops.yaml": ops, "namespaces/dev.yaml": dev }).survives();
    assert.match(
      problems[0]!,
      /^namespaces\/ops\.yaml:4 flows\[0\]: found a flow that namespaces\/dev\.yaml does not accept;/,
    );
    assert.equal(problems.length, maxProblems);
  });
});
