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
