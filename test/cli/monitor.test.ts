import assert from "node:assert/strict";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { refusingMocks } from "../../cli/plan/monitor.js";
import type { RecordedResource } from "../../cli/plan/record.js";
import { unknown } from "../support/recorded.js";
import { toldBy } from "../support/toldBy.js";

/** What a small program registers, by logical name. */
async function recordedBy(program: () => void): Promise<Map<string, RecordedResource>> {
  const { recorded } = await toldBy(program);
  return new Map(recorded.map((resource) => [resource.name, resource]));
}

/** What a policy pack is told of the properties of one resource: as it is registered, and in the end. */
async function toldOf(name: string, program: () => void): Promise<{ registered: unknown; settled: unknown }> {
  const { registered, settled } = await toldBy(program);
  const { urn, properties } = registered.find((resource) => resource.name === name)!;
  return { registered: properties.toJavaScript(), settled: settled.get(urn)?.toJavaScript() };
}

class Group extends pulumi.ComponentResource {
  constructor(name: string, opts?: pulumi.ComponentResourceOptions, outputs?: pulumi.Inputs) {
    super("my:mod:Group", name, {}, opts);
    this.registerOutputs(outputs);
  }
}

/** A resource of any type, of a package that nobody has. */
class Any extends pulumi.CustomResource {
  constructor(name: string, properties: pulumi.Inputs) {
    super("my:mod:Any", name, properties);
  }
}

const map = (
  name: string,
  data: pulumi.Input<Record<string, pulumi.Input<string>>>,
  opts?: pulumi.CustomResourceOptions,
) => new kubernetes.core.v1.ConfigMap(name, { data }, opts);
const prefix = "urn:pulumi:dev::proj::";

describe("the plan's monitor", () => {
  it("names resources as an engine does: by the types of all ancestors", async () => {
    const found = await recordedBy(() => {
      const outer = new Group("outer");
      const inner = new Group("inner", { parent: outer });
      map("leaf", {}, { parent: inner });
      map("root", {});
    });
    const urns = ["proj-dev", "outer", "inner", "leaf", "root"]
      .map((name) => found.get(name)!)
      .map(({ urn, parent }) => [urn, parent]);
    const stack = `${prefix}pulumi:pulumi:Stack::proj-dev`;
    assert.deepEqual(urns, [
      [stack, undefined],
      [`${prefix}my:mod:Group::outer`, stack],
      [`${prefix}my:mod:Group$my:mod:Group::inner`, `${prefix}my:mod:Group::outer`],
      [
        `${prefix}my:mod:Group$my:mod:Group$kubernetes:core/v1:ConfigMap::leaf`,
        `${prefix}my:mod:Group$my:mod:Group::inner`,
      ],
      [`${prefix}kubernetes:core/v1:ConfigMap::root`, stack],
    ]);
  });

  it("records every option that decides how a change is carried out", async () => {
    const found = await recordedBy(() => {
      const first = map("first", {});
      map(
        "second",
        {},
        {
          dependsOn: [first],
          deletedWith: first,
          protect: true,
          retainOnDelete: true,
          deleteBeforeReplace: true,
          ignoreChanges: ["data"],
          replaceOnChanges: ["*"],
        },
      );
    });
    const first = found.get("first")!.urn;
    assert.deepEqual(found.get("second")!.options, {
      protect: true,
      retainOnDelete: true,
      deleteBeforeReplace: true,
      deletedWith: first,
      provider: undefined,
      hooks: [],
      ignoreChanges: ["data"],
      replaceOnChanges: ["*"],
      dependsOn: [first],
      aliases: [],
    });
    assert.deepEqual(found.get("first")!.options, {
      protect: false,
      retainOnDelete: false,
      deleteBeforeReplace: false,
      deletedWith: undefined,
      provider: undefined,
      hooks: [],
      ignoreChanges: [],
      replaceOnChanges: [],
      dependsOn: [],
      aliases: [],
    });
  });

  it("resolves aliases: another name, another parent, another type, a URN", async () => {
    const found = await recordedBy(() => {
      const group = new Group("group");
      map(
        "moved",
        {},
        {
          parent: group,
          aliases: [
            { name: "old" },
            { parent: pulumi.rootStackResource },
            { type: "kubernetes:core/v1:Secret" },
            `${prefix}a:b:C::d`,
          ],
        },
      );
    });
    assert.deepEqual(found.get("moved")!.options.aliases, [
      `${prefix}my:mod:Group$kubernetes:core/v1:ConfigMap::old`,
      `${prefix}kubernetes:core/v1:ConfigMap::moved`,
      `${prefix}my:mod:Group$kubernetes:core/v1:Secret::moved`,
      `${prefix}a:b:C::d`,
    ]);
  });

  it("knows what went in, and nothing that only a provider tells", async () => {
    const found = await recordedBy(() => {
      const given = map("given", { a: "1" });
      map("copy", { data: given.data.apply((data) => data["a"]!), id: given.id });
      const anonymous = map("anonymous", {});
      const named = new kubernetes.core.v1.ConfigMap("named", { metadata: { name: "mine" } });
      map("names", { anonymous: anonymous.metadata.name, named: named.metadata.name });
    });
    assert.deepEqual(found.get("copy")!.inputs["data"], { data: "1", id: unknown });
    assert.deepEqual((found.get("names")!.inputs["data"] as Record<string, string>)["named"], "mine");
  });

  it("marks the name of an object that has none as unknown, wherever it is used", async () => {
    const found = await recordedBy(() => {
      const anonymous = new kubernetes.core.v1.ConfigMap("anonymous", { metadata: { namespace: "shop" } });
      map("use", { name: anonymous.metadata.name, namespace: anonymous.metadata.namespace });
    });
    assert.deepEqual(found.get("use")!.inputs["data"], { name: unknown, namespace: "shop" });
    assert.deepEqual(found.get("use")!.options.dependsOn, [found.get("anonymous")!.urn]);
  });

  it("records no secret", async () => {
    const found = await recordedBy(() => {
      map("one", { a: pulumi.secret("hunter2") });
      map("all", pulumi.secret({ a: "hunter2" }));
    });
    assert.deepEqual(found.get("one")!.inputs["data"], { a: "[secret]" });
    assert.equal(found.get("all")!.inputs["data"], "[secret]");
  });

  it("refuses to look things up, and says what the declaration has to say", () => {
    assert.throws(
      () => refusingMocks.call({ token: "aws:index/getRegion:getRegion", inputs: {} }),
      /looks up aws:index\/getRegion:getRegion; a plan works offline/,
    );
    assert.throws(
      () => refusingMocks.newResource({ type: "aws:ec2/vpc:Vpc", name: "default", inputs: {} }),
      /reads aws:ec2\/vpc:Vpc default; a plan works offline/,
    );
  });

  describe("tells a policy pack, as the engine does,", () => {
    const signature = "4dabf18193072939515e22adb298388d";
    const unknownOnWire = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    const secret = (value: unknown) => ({ [signature]: "1b47061264138c4ac30d75fd1eb44270", value });
    const cases: readonly (readonly [what: string, properties: () => pulumi.Inputs, told: object])[] = [
      [
        "of a resource among the values its id, which is not known before a deployment",
        () => ({ of: map("map", {}), in: { list: ["a", map("other", {})] } }),
        { of: unknownOnWire, in: { list: ["a", unknownOnWire] } },
      ],
      [
        "of a component its URN",
        () => ({ of: [new Group("group")] }),
        { of: [`${prefix}my:mod:Group::group`] },
      ],
      [
        "of a secret that it is one, and its value",
        () => ({ a: pulumi.secret({ map: map("map", {}), text: "x" }) }),
        { a: secret({ map: unknownOnWire, text: "x" }) },
      ],
      [
        "of a file that it is one",
        () => ({ a: new pulumi.asset.StringAsset("x") }),
        { a: { [signature]: "c44067f5952c0a294b673a41bacd8c17", __pulumiAsset: true, text: "x" } },
      ],
      [
        "nothing of what SDKs tell their providers",
        () => ({ __own: "x", a: { __kept: null } }),
        { a: { __kept: null } },
      ],
    ];
    for (const [what, properties, told] of cases)
      it(what, async () => {
        assert.deepEqual(await toldOf("it", () => new Any("it", properties())), {
          registered: told,
          settled: told,
        });
      });

    it("of a component's outputs the same", async () => {
      const outputs = () => ({ map: map("map", {}), __own: "x" });
      assert.deepEqual(await toldOf("it", () => new Group("it", {}, outputs())), {
        registered: {},
        settled: { map: unknownOnWire },
      });
    });
  });
});
