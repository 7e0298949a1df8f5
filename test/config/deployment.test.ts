import assert from "node:assert/strict";
import { inStack, load, refuses } from "../support/project.js";
import { recorded } from "../support/recorded.js";

const asked = inStack(
  "  basalt:images:",
  "  basalt:deployment: { rollbackOnFailure: true }\n  basalt:images:",
);

describe("how a stack is deployed", () => {
  it("is without a rollback of its own where nothing is said", () =>
    assert.deepEqual(load().deployment, { rollbackOnFailure: false }));

  it("is as the stack file says", () =>
    assert.deepEqual(load({ changes: [asked] }).deployment, { rollbackOnFailure: true }));

  it("changes no resource", async () => {
    const resources = async (...changes: (typeof asked)[]) =>
      JSON.stringify((await recorded({ changes })).resources);
    assert.equal(await resources(asked), await resources());
  });

  refuses([
    {
      title: "an answer that is neither yes nor no",
      changes: [
        inStack("  basalt:images:", "  basalt:deployment: { rollbackOnFailure: always }\n  basalt:images:"),
      ],
      problems: [
        'Pulumi.test.yaml:48 config.basalt:deployment.rollbackOnFailure: found "always"; allowed: true or false',
      ],
    },
    {
      title: "a key that it does not have",
      changes: [inStack("  basalt:images:", "  basalt:deployment: { rollback: true }\n  basalt:images:")],
      problems: [
        "Pulumi.test.yaml:48 config.basalt:deployment.rollback: found an unknown key; allowed: only rollbackOnFailure",
      ],
    },
  ]);
});
