import assert from "node:assert/strict";
import {
  AnalyzeRequest,
  AnalyzerPropertyDependencies,
  AnalyzerResource,
  AnalyzerResourceOptions,
  ConfigureAnalyzerRequest,
  EnforcementLevel,
  PolicyConfig,
} from "@pulumi/pulumi/proto/analyzer_pb.js";
import { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import { configurationOf, resourceOf } from "../../policies/analyzer/request.js";
import { analyzeResponse } from "../../policies/analyzer/response.js";
import { rules } from "../../policies/index.js";
import { referenceIn } from "../../policies/model/wireValue.js";

describe("a resource on the wire", () => {
  it("is read with its options", () => {
    const request = new AnalyzeRequest()
      .setUrn("urn:pulumi:s::p::a:b:C::d")
      .setType("a:b:C")
      .setName("d")
      .setProperties(Struct.fromJavaScript({ a: [1, "x", null, { b: true }] }))
      .setOptions(
        new AnalyzerResourceOptions()
          .setProtect(true)
          .setIgnorechangesList(["a"])
          .setDeletebeforereplace(false)
          .setDeletebeforereplacedefined(true)
          .setParent("urn:pulumi:s::p::pulumi:pulumi:Stack::p-s"),
      );
    assert.deepEqual(resourceOf(request), {
      urn: "urn:pulumi:s::p::a:b:C::d",
      type: "a:b:C",
      name: "d",
      properties: { a: [1, "x", null, { b: true }] },
      options: {
        protect: true,
        ignoreChanges: ["a"],
        deleteBeforeReplace: false,
        parent: "urn:pulumi:s::p::pulumi:pulumi:Stack::p-s",
      },
    });
  });

  it("has no options where none are told", () => {
    const plain = {
      urn: "",
      type: "",
      name: "",
      properties: {},
      options: { protect: false, ignoreChanges: [] },
    };
    assert.deepEqual(resourceOf(new AnalyzeRequest()), plain);
    assert.deepEqual(
      resourceOf(new AnalyzeRequest().setOptions(new AnalyzerResourceOptions().setDeletebeforereplace(true))),
      plain,
    );
    assert.deepEqual(resourceOf(new AnalyzerResource()), { ...plain, propertyDependencies: {} });
  });

  it("has what its properties take values from, in a stack", () => {
    const resource = new AnalyzerResource();
    resource
      .getPropertydependenciesMap()
      .set("vpcId", new AnalyzerPropertyDependencies().setUrnsList(["urn:a", "urn:b"]));
    assert.deepEqual(resourceOf(resource).propertyDependencies, { vpcId: ["urn:a", "urn:b"] });
  });
});

describe("a value on the wire", () => {
  const marked = (signature: string, more: object) => ({
    "4dabf18193072939515e22adb298388d": signature,
    ...more,
  });
  const urn = "urn:pulumi:s::p::a:b:C::d";
  const cases: readonly (readonly [string, unknown, unknown])[] = [
    ["a resource", marked("5cf8f73096256a8f31e491e813e4eb8e", { urn, id: "i-1" }), [urn, "i-1"]],
    ["a component", marked("5cf8f73096256a8f31e491e813e4eb8e", { urn }), [urn, undefined]],
    ["a secret", marked("1b47061264138c4ac30d75fd1eb44270", { value: "x", urn }), undefined],
    ["a mapping", { urn, id: "i-1" }, undefined],
    ["a list", [urn], undefined],
    ["a text", urn, undefined],
    ["nothing", null, undefined],
  ];
  for (const [what, raw, expected] of cases)
    it(`stands for ${expected === undefined ? "no other resource" : "a resource"} where it is ${what}`, () => {
      const reference = referenceIn(raw);
      assert.deepEqual(reference && [reference.urn, reference.id], expected);
    });
});

describe("a configuration on the wire", () => {
  it("is read by the rules' names; what was to be mended is refused", () => {
    const request = new ConfigureAnalyzerRequest();
    const { ADVISORY, MANDATORY, DISABLED, REMEDIATE } = EnforcementLevel;
    Object.entries({ ADVISORY, MANDATORY, DISABLED, REMEDIATE }).forEach(([name, level]) =>
      request.getPolicyconfigMap().set(name, new PolicyConfig().setEnforcementlevel(level)),
    );
    request
      .getPolicyconfigMap()
      .set("more", new PolicyConfig().setProperties(Struct.fromJavaScript({ list: ["x"] })));
    assert.deepEqual(Object.fromEntries(configurationOf(request)), {
      ADVISORY: { enforcementLevel: "advisory", properties: {} },
      MANDATORY: { enforcementLevel: "mandatory", properties: {} },
      DISABLED: { enforcementLevel: "disabled", properties: {} },
      REMEDIATE: { enforcementLevel: "mandatory", properties: {} },
      more: { enforcementLevel: "advisory", properties: { list: ["x"] } },
    });
  });
});

describe("what the engine shows", () => {
  it("is every diagnostic with its rule, level, severity and resource", () => {
    const [rule] = rules;
    const pack = { name: "basalt", version: "1.2.3", rules };
    const told = analyzeResponse(pack, [
      { rule: { ...rule!, severity: "low" }, level: "mandatory", message: "one", urn: "urn:x" },
      { rule: { ...rule!, severity: "critical" }, level: "advisory", message: "two" },
      { rule: { ...rule!, severity: "medium" }, level: "advisory", message: "three" },
      { rule: { ...rule!, severity: "high" }, level: "advisory", message: "four" },
    ]);
    const common = {
      policyname: rule!.name,
      policypackname: "basalt",
      policypackversion: "1.2.3",
      description: rule!.description,
    };
    assert.deepEqual(
      told.getDiagnosticsList().map((diagnostic) => {
        const { policyname, policypackname, policypackversion, description } = diagnostic.toObject();
        return [
          { policyname, policypackname, policypackversion, description },
          diagnostic.getMessage(),
          diagnostic.getEnforcementlevel(),
          diagnostic.getSeverity(),
          diagnostic.getUrn(),
        ];
      }),
      [
        [common, "one", EnforcementLevel.MANDATORY, 1, "urn:x"],
        [common, "two", EnforcementLevel.ADVISORY, 4, ""],
        [common, "three", EnforcementLevel.ADVISORY, 2, ""],
        [common, "four", EnforcementLevel.ADVISORY, 3, ""],
      ],
    );
  });
});
