import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";
import { PolicyType, type AnalyzerInfo } from "@pulumi/pulumi/proto/analyzer_pb.js";
import { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import { startPack, type PackProcess, type PackResource } from "../../cli/pack/packProcess.js";
import { analyzerInfo } from "../../policies/analyzer/info.js";
import { rules } from "../../policies/index.js";
import { frameworkVersions } from "../../policies/model/frameworks.js";
import { version } from "../../policies/package.json";

const inProcess = process.env["PACK"] === "in-process";
const folder = join(__dirname, "../../policies");

/** What the schemas of rules are checked by is what ESLint checks its own with. */
interface Ajv {
  validateSchema(schema: object): boolean;
  validate(schema: object, value: unknown): boolean;
  errorsText(): string;
}
const requireFromEslint = createRequire(require.resolve("eslint/package.json"));
const ajv = () => new (requireFromEslint("ajv") as new () => Ajv)();

const severities = ["", "low", "medium", "high", "critical"];
const levels = ["advisory", "mandatory"];

describe("what the pack tells an engine of itself", () => {
  let info: AnalyzerInfo.AsObject;
  let schemas: Record<string, Record<string, object>>;
  let pack: PackProcess | undefined;
  before(async () => {
    pack = inProcess ? undefined : await startPack(folder);
  });
  after(() => pack?.stop());
  beforeEach(async () => {
    const told = (await pack?.info()) ?? analyzerInfo({ name: "basalt", version, rules });
    info = told.toObject();
    schemas = Object.fromEntries(
      told
        .getPoliciesList()
        .map((rule) => [
          rule.getName(),
          rule.getConfigschema()!.getProperties()!.toJavaScript() as Record<string, object>,
        ]),
    );
  });

  it("is its name, its version, and that it has a configuration", () =>
    assert.deepEqual(
      [info.name, info.displayname, info.version, info.supportsconfig],
      ["basalt", "Basalt", version, true],
    ));

  it("is of each rule all that the protocol has room for", () =>
    assert.deepEqual(
      info.policiesList.map((rule) => ({
        name: rule.name,
        description: rule.description,
        why: rule.message,
        kind: rule.policyType === PolicyType.POLICY_TYPE_RESOURCE ? "resource" : "stack",
        severity: severities[rule.severity],
        level: levels[rule.enforcementlevel],
        tags: rule.tagsList,
        remediationSteps: rule.remediationSteps,
        url: rule.url,
        framework: rule.framework,
      })),
      rules.map(
        ({ name, description, why, kind, severity, enforcementLevel, remediationSteps, url, ...rule }) => ({
          name,
          description,
          why,
          kind,
          severity,
          level: enforcementLevel,
          tags: [rule.area, ...(rule.tags ?? [])],
          remediationSteps,
          url,
          framework: rule.frameworks[0] && {
            name: rule.frameworks[0].framework,
            version: frameworkVersions[rule.frameworks[0].framework],
            reference: rule.frameworks[0].reference,
            specification: rule.frameworks[0].specification,
          },
        }),
      ),
    ));

  it("has JSON Schemas of draft 7 for what may be configured, which hold for their own defaults", () => {
    for (const { name } of rules)
      for (const [parameter, schema] of Object.entries(schemas[name]!)) {
        const where = `${name}.${parameter}`;
        const validator = ajv();
        assert.ok(validator.validateSchema(schema), `${where}: ${validator.errorsText()}`);
        const { default: ofSchema } = schema as { default: unknown };
        assert.ok(validator.validate(schema, ofSchema), `${where}: ${validator.errorsText()}`);
      }
  });

  it("has exceptions in each of them, with a reason and a day", () => {
    const exception = { resource: "a:b:C::d", reason: "a long reason", expires: "2026-12-31" };
    for (const { name } of rules) {
      const schema = schemas[name]!["exceptions"]!;
      const { reason: _, ...unreasoned } = exception;
      const { expires: _expires, ...forever } = exception;
      const allowed = [[], [exception]].map((value) => ajv().validate(schema, value));
      const refused = [[unreasoned], [forever], [{ ...exception, more: 1 }], exception].map((value) =>
        ajv().validate(schema, value),
      );
      assert.deepEqual(
        [allowed, refused],
        [
          [true, true],
          [false, false, false, false],
        ],
        name,
      );
    }
  });
});

/** Types that rules know, and names that every object has. */
const types = [
  ...new Set(rules.flatMap(({ examples }) => examples.violates.map(({ type }) => type))),
  "",
  ":",
  "constructor",
  "__proto__",
  "toString",
  "kubernetes:constructor/v1:__proto__",
  "kubernetes:constructor/v1:toString",
  "kubernetes:core/v1:List",
  "kubernetes:core/v1:Patch",
  "x".repeat(10_000),
];

describe("a request that no engine sends", function () {
  if (inProcess) return;
  let pack: PackProcess;
  before(async () => {
    pack = await startPack(folder);
  });
  after(() => pack.stop());

  /** Fails where the pack does not answer. */
  const answered = async (resource: PackResource) => {
    await pack.analyze(resource);
    await pack.analyzeStack([resource, resource]);
  };

  const resource = (type: string, properties: Record<string, unknown>): PackResource => ({
    urn: `urn:pulumi:test::basalt::${type}::it`,
    type,
    name: "it",
    properties: Struct.fromJavaScript(properties as Parameters<typeof Struct.fromJavaScript>[0]),
    options: { protect: false, ignoreChanges: [] },
  });

  it("is answered where it is empty", async () => {
    const nothing = { ...resource("", {}), urn: "", name: "" };
    await answered(nothing);
    await answered({ ...nothing, properties: undefined as unknown as Struct });
    assert.deepEqual(await pack.analyze(nothing), []);
    await pack.analyzeStack([]);
  });

  it("is answered whatever the type, and without properties", async () => {
    for (const type of types) await answered(resource(type, {}));
  });

  it("is answered where every value is of another type than it should be", async () => {
    for (const type of types)
      for (const value of [null, 0, "", "x", [], [null], {}, { "": null }, [[[]]]])
        for (const properties of [
          { spec: value, metadata: value, items: value },
          { spec: { template: value } },
        ])
          await answered(resource(type, properties));
  });

  it("is answered where it is nested deeply", async () => {
    let nested: unknown = "bottom";
    for (let depth = 0; depth < 90; depth++) nested = depth % 2 === 0 ? [nested] : { spec: nested };
    for (const type of types) await answered(resource(type, { spec: nested }));
  });

  it("is answered in good time where it is huge", async () => {
    const container = { name: "web", image: "nginx", env: [{ name: "A", value: "b" }] };
    const spec = { template: { spec: { containers: Array<object>(5_000).fill(container) } } };
    const before = Date.now();
    await answered(resource("kubernetes:apps/v1:Deployment", { spec }));
    await answered(
      resource("kubernetes:example.com/v1:Custom", { spec: { a: spec, text: "x".repeat(1 << 20) } }),
    );
    assert.ok(Date.now() - before < 30_000);
  });

  it("leaves the pack as it was", async () => {
    const { type, properties } = rules[0]!.examples.complies[0]!;
    const verdicts = await pack.analyze(resource(type, properties));
    assert.deepEqual(
      verdicts.filter(({ rule }) => rule === rules[0]!.name),
      [],
    );
  });
});
