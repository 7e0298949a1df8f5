import assert from "node:assert/strict";
import { engineRefusals } from "../../cli/plan/engineRefusals.js";
import type { RecordedResource } from "../../cli/plan/record.js";
import { recorded, unknown, withTools } from "../support/recorded.js";
import { resource } from "../support/resource.js";

const mapType = "kubernetes:core/v1:ConfigMap";
const map = (name: string, metadata: object, type = mapType) =>
  resource({ type, name, inputs: { metadata } });

/** Checks that found something, with the resource's logical name. */
function found(...resources: readonly RecordedResource[]): string[] {
  return engineRefusals(resources).map(({ check, urn }) => `${check} ${urn?.split(/:+/).at(-1) ?? ""}`);
}

describe("engineRefusals", () => {
  it("finds nothing in what the program registers", async () => {
    assert.deepEqual(engineRefusals((await recorded({ changes: [withTools] })).resources), []);
  });

  it("finds two resources of one type and name under one kind of parent", () => {
    const twin = resource({ type: "aws:ec2/vpc:Vpc", name: "network" });
    assert.deepEqual(engineRefusals([twin, twin, twin]), [
      {
        check: "duplicate-resource-name",
        urn: twin.urn,
        message:
          'found two resources of type aws:ec2/vpc:Vpc named "network" under one kind of parent; allowed: each name once',
      },
    ]);
    assert.deepEqual(found(twin, resource({ type: "aws:ec2/subnet:Subnet", name: "network" })), []);
  });

  it("finds two objects of one kind, namespace and name, whatever their logical names", () => {
    const one = map("a", { name: "settings", namespace: "shop" });
    const other = map("b", { name: "settings", namespace: "shop" });
    assert.deepEqual(engineRefusals([one, other]), [
      {
        check: "duplicate-object",
        urn: other.urn,
        message:
          'found a second kubernetes:core/v1:ConfigMap called "settings" in namespace "shop"; allowed: each object once',
      },
    ]);
  });

  const distinct: readonly (readonly [string, RecordedResource])[] = [
    ["another namespace", map("b", { name: "settings", namespace: "billing" })],
    ["another kind", map("b", { name: "settings", namespace: "shop" }, "kubernetes:core/v1:Secret")],
    ["another name", map("b", { name: "other", namespace: "shop" })],
    ["no name yet", map("b", { namespace: "shop" })],
    ["a name that only a deployment tells", map("b", { name: unknown, namespace: "shop" })],
    ["no metadata", resource({ type: mapType, name: "b" })],
    [
      "another provider",
      resource({
        type: "aws:x:Y",
        name: "b",
        inputs: { metadata: { name: "settings", namespace: "shop" } },
      }),
    ],
  ];
  for (const [what, other] of distinct) {
    it(`tells objects apart by ${what}`, () => {
      const same = map("a", { name: "settings", namespace: "shop" });
      const anonymous = map("c", { namespace: "shop" });
      assert.deepEqual(found(same, anonymous, other), []);
    });
  }

  it("finds an alias that another resource has as its name", () => {
    const vpc = resource({ type: "aws:ec2/vpc:Vpc", name: "network" });
    const alias = (urn: string) =>
      resource({ type: "aws:ec2/vpc:Vpc", name: "renamed", options: { aliases: [urn] } });
    assert.deepEqual(engineRefusals([vpc, alias(vpc.urn)]), [
      {
        check: "alias-in-use",
        urn: "aws:ec2/vpc:Vpc::renamed",
        message: `found the alias ${vpc.urn}, which another resource of this program has; allowed: names that nothing uses any more`,
      },
    ]);
    assert.deepEqual(found(vpc, alias("aws:ec2/vpc:Vpc::gone")), []);
    assert.deepEqual(found(alias("aws:ec2/vpc:Vpc::renamed")), []);
  });

  for (const [type, valid] of [
    ["basalt:network:Network", true],
    ["pulumi:providers:aws", true],
    ["pkg::Type", true],
    ["Network", false],
    ["basalt:Network", false],
    [":module:Type", false],
    ["basalt:network:", false],
    ["a:b:c:d", false],
  ] as const) {
    it(`${valid ? "takes" : "refuses"} the type ${type}`, () => {
      assert.deepEqual(found(resource({ type, name: "x", custom: false })), valid ? [] : ["invalid-type x"]);
    });
  }

  const service = "kubernetes:core/v1:Service";
  const namespace = "kubernetes:core/v1:Namespace";
  const policy = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
  for (const [type, name, valid] of [
    [policy, "a", true],
    [policy, "a.b-c.1", true],
    [policy, "a".repeat(253), true],
    [policy, "a".repeat(254), false],
    [policy, "", false],
    [policy, "A", false],
    [policy, "a_b", false],
    [policy, "-a", false],
    [policy, "a-", false],
    [service, "a".repeat(63), true],
    [service, "a".repeat(64), false],
    [service, "a.b", false],
    [namespace, "a".repeat(64), false],
    [namespace, "shop", true],
  ] as const) {
    it(`${valid ? "takes" : "refuses"} ${type.split(":").at(-1)!} ${name.slice(0, 10)} (${name.length})`, () => {
      assert.deepEqual(found(map("x", { name }, type)), valid ? [] : ["invalid-object-name x"]);
    });
  }

  for (const [value, valid] of [
    ["", true],
    ["a", true],
    ["a".repeat(63), true],
    ["A_b-c.d", true],
    [unknown, true],
    ["a".repeat(64), false],
    ["a b", false],
    ["-a", false],
    ["a/b", false],
  ] as const) {
    it(`${valid ? "takes" : "refuses"} the label ${JSON.stringify(value.slice(0, 30))} (${value.length})`, () => {
      assert.deepEqual(
        found(map("x", { name: "x", labels: { app: value } })),
        valid ? [] : ["invalid-label x"],
      );
    });
  }
});
