import assert from "node:assert/strict";
import { engineRefusals } from "../../cli/plan/engineRefusals.js";
import type { RecordedResource } from "../../cli/plan/record.js";
import { recorded, withTools } from "../support/recorded.js";
import { resource } from "../support/resource.js";

/** Checks that found something, with the resource's logical name. */
function found(...resources: readonly RecordedResource[]): string[] {
  return engineRefusals(resources).map(({ check, urn }) => `${check} ${urn?.split(/:+/).at(-1) ?? ""}`);
}

describe("engineRefusals", () => {
  it("finds nothing in what the program registers", async () => {
    assert.deepEqual(engineRefusals((await recorded({ changes: [withTools] })).resources), []);
  });

  it("finds what the API server would refuse of Kubernetes objects, too", () => {
    const object = resource({ type: "kubernetes:core/v1:ConfigMap", name: "x" });
    assert.deepEqual(found(object), ["incomplete-object x"]);
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
    it(`${valid ? "accepts" : "refuses"} ${type} as a type`, () => {
      assert.deepEqual(found(resource({ type, name: "x", custom: false })), valid ? [] : ["invalid-type x"]);
    });
  }
});
