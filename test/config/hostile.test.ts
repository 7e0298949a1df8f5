import fc from "fast-check";
import { parse } from "yaml";
import { formatProblem } from "../../problems/problem.js";
import { parseSource } from "../../config/source.js";
import { Sandbox } from "../support/hostile.js";
import { eksProject } from "../support/project.js";

const files = ["Pulumi.test.yaml", "namespaces/shop.yaml"] as const;

/** Keys of both schemas, and those that mean something to JavaScript. */
const keys = fc.constantFrom(
  ...[
    "cluster",
    "kind",
    "name",
    "version",
    "nodes",
    "size",
    "min",
    "secrets",
    "secure",
    "namespaces",
    "images",
  ],
  ...["namespace", "workloads", "web", "cart", "image", "selector", "ports", "http", "env", "probes", "tcp"],
  ...["flows", "from", "to", "cidr", "aws", "never", "except", "tls"],
  ...[
    "__proto__",
    "constructor",
    "prototype",
    "toString",
    "hasOwnProperty",
    "length",
    "then",
    "toJSON",
    "<<",
    "",
    "0",
  ],
);

const scalars = fc.oneof(
  fc.constantFrom<unknown>(
    "shop",
    "web",
    "internet",
    "*",
    "billing/api",
    "constructor",
    "0.0.0.0/0",
    "10.0.0.0/8",
    "eks",
    "1.35",
  ),
  fc.constantFrom<unknown>(0, 1, 443, 65536, -1, 1.5, Infinity, null, true, ""),
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.double(),
);

/** JSON text, which is YAML; text, so that a key may be `__proto__` and may stand twice. */
const { json } = fc.letrec<{ json: string; scalar: string; list: string; mapping: string }>((tie) => ({
  json: fc.oneof({ depthSize: "small", withCrossShrink: true }, tie("scalar"), tie("mapping"), tie("list")),
  scalar: scalars.map((value) => JSON.stringify(value)),
  list: fc.array(tie("json"), { maxLength: 4 }).map((items) => `[${items.join(", ")}]`),
  mapping: fc
    .array(fc.tuple(keys, tie("json")), { maxLength: 6 })
    .map((entries) => `{${entries.map(([key, value]) => `${JSON.stringify(key)}: ${value}`).join(", ")}}`),
}));

/** The base files with slices deleted, doubled or replaced. */
function mutations(text: string): fc.Arbitrary<string> {
  const slice = fc.tuple(fc.nat(text.length), fc.nat(60));
  const replacement = fc.oneof(
    fc.constantFrom(
      "",
      "\n",
      "  ",
      "\t",
      ": ",
      "- ",
      "{",
      "}",
      "[",
      "]",
      ",",
      "|",
      ">",
      "&a ",
      "*a",
      "!!str ",
      "!!set ",
      "? ",
      "#",
      "---\n",
      "...\n",
    ),
    fc.constantFrom(
      "%YAML 1.1\n---\n",
      "<<: ",
      '"',
      "'",
      "0x1F",
      ".inf",
      "2001-01-01",
      "\u0000",
      "\u0085",
      "\u202e",
      "\ufeff",
      "~",
    ),
    fc.string({ unit: "binary", maxLength: 6 }),
    slice.map(([from, length]) => text.slice(from, from + length)),
    json,
  );
  return fc
    .array(fc.tuple(slice, replacement), { minLength: 1, maxLength: 4 })
    .map((edits) =>
      edits.reduce(
        (before, [[from, length], put]) => before.slice(0, from) + put + before.slice(from + length),
        text,
      ),
    );
}

describe("the loader, whatever a file holds", function () {
  const sandbox = new Sandbox();
  after(() => sandbox.remove());

  it("reads any bytes as a value or as problems", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const read = parseSource(bytes, "any.yaml");
        if (!read.ok) read.problems.forEach(formatProblem);
      }),
      { numRuns: 500 },
    );
  });

  for (const file of files) {
    it(`refuses or accepts ${file} of any bytes`, () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
          sandbox.write({ [file]: bytes }).survives();
        }),
        { numRuns: 100 },
      );
    });

    it(`refuses or accepts ${file} of any YAML`, () => {
      fc.assert(
        fc.property(json, (text) => {
          sandbox.write({ [file]: text }).survives();
        }),
        { numRuns: 200 },
      );
    });

    it(`refuses or accepts ${file} after any edits`, () => {
      fc.assert(
        fc.property(mutations(eksProject[file]!), (text) => {
          sandbox.write({ [file]: text }).survives();
        }),
        { numRuns: 400 },
      );
    });
  }

  it("refuses or accepts any value under each key of the stack", () => {
    const { config } = parse(eksProject["Pulumi.test.yaml"]!) as { config: Record<string, unknown> };
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(config)), json, (key, value) => {
        const text = Object.entries(config).map(
          ([name, own]) => `  ${name}: ${name === key ? value : JSON.stringify(own)}\n`,
        );
        sandbox.write({ "Pulumi.test.yaml": `config:\n${text.join("")}` }).survives();
      }),
      { numRuns: 200 },
    );
  });

  it("refuses or accepts any settings of the engine", () => {
    sandbox.write();
    const settings = json.map(
      (text) => JSON.parse(text.startsWith("{") ? text : "{}") as Record<string, unknown>,
    );
    const { config } = parse(eksProject["Pulumi.test.yaml"]!) as { config: Record<string, unknown> };
    const given = Object.fromEntries(
      Object.entries(config).map(([key, value]) => [key.replace("basalt:", ""), value]),
    );
    fc.assert(
      fc.property(settings, fc.boolean(), (any, complete) => {
        sandbox.survives(complete ? { ...given, secrets: { token: "x" }, ...any } : any);
      }),
      { numRuns: 200 },
    );
  });

  it("shows no control or bidirectional character of any name", () => {
    const names = fc.oneof(
      fc.string({ unit: "binary", minLength: 1, maxLength: 20 }),
      fc.constantFrom(
        "\u001b[2J",
        "\u202ecart",
        "\u2066x",
        "\u061c",
        "a\u200bb",
        "\u0000",
        "\u{e0041}",
        "\r\nfaked: ok",
      ),
    );
    const place = fc.constantFrom(
      "  cart:\n",
      "{ grpc: 7070, metrics: 9090 }",
      "{ LEVEL: info }",
      "{ app: redis }",
      "to: cart }",
      "namespace: shop\n",
      "[http], tls: shop",
    );
    fc.assert(
      fc.property(names, place, (name, found) => {
        const quoted = JSON.stringify(name);
        const put = found.endsWith(":\n")
          ? `  ${quoted}:\n`
          : found.startsWith("{")
            ? `{ ${quoted}: ${quoted} }`
            : found.replace(/[a-z]+( \}|\n)?$/, `${quoted}$1`);
        sandbox
          .write({ "namespaces/shop.yaml": eksProject["namespaces/shop.yaml"]!.replace(found, () => put) })
          .survives();
      }),
      { numRuns: 200 },
    );
  });
});
