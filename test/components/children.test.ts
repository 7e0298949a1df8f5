import assert from "node:assert/strict";
import { loadDeclaration } from "../../config/load.js";
import { matchesFixture, sample } from "../support/fixture.js";
import { recordedOf, type Recorded } from "../support/recorded.js";

describe("every resource", () => {
  let run: Recorded;
  before(async () => {
    run = await recordedOf(loadDeclaration({ directory: sample, stack: "dev" }));
  });

  /**
   * A changed type, name or parent is another resource to the engine: it makes the new one and deletes the old
   * one. Such a change ships with `aliases`; then the list is written anew.
   */
  it("of the sample keeps its type, name and parent", () => {
    const lines = run.resources.map(({ type, name, parent = "" }) => {
      const [, , parentTypes = "", parentName = ""] = parent.split("::");
      return [`${parentTypes.split("$").at(-1)!} ${parentName}`.trim(), type, name].join(" > ");
    });
    matchesFixture("resources-dev.txt", `${lines.sort().join("\n")}\n`);
  });

  it("but the stack and the provider of AWS is below a component of this project", () => {
    const urns = new Map(run.resources.map((resource) => [resource.urn, resource]));
    const orphans = run.resources.filter(
      ({ type, parent }) =>
        !type.startsWith("basalt:") && !urns.get(parent ?? "")?.type.startsWith("basalt:"),
    );
    assert.deepEqual(
      orphans.map(({ type }) => type),
      ["pulumi:providers:aws", "pulumi:pulumi:Stack"],
    );
  });

  it("waits for none that waits for it", () => {
    const cycles = run.resources.filter((resource) => run.waitsFor(resource, resource));
    assert.deepEqual(cycles, []);
  });

  it("that any change replaces is named by AWS, so that its successor does not collide with it", () => {
    const replaced = run.resources.filter(({ options }) => options.replaceOnChanges.length > 0);
    assert.deepEqual(
      replaced.map(({ type }) => type.split(":").at(-1)),
      ["LaunchTemplate", "NodeGroup", "NodeGroup", "NodeGroup"],
    );
    for (const { inputs } of replaced)
      assert.deepEqual(
        Object.keys(inputs).filter((key) => /^(nodeGroup)?name(prefix)?$/i.test(key)),
        [],
      );
  });

  it("of AWS with a policy of who may do what trusts a service, never everybody", () => {
    for (const { inputs } of run.all("Role")) {
      const { Statement } = JSON.parse(inputs["assumeRolePolicy"] as string) as {
        Statement: { Principal: unknown }[];
      };
      for (const { Principal } of Statement) assert.deepEqual(Principal, { Service: "ec2.amazonaws.com" });
    }
  });
});
