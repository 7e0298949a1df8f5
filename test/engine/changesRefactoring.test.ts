import assert from "node:assert/strict";
import { needsEngine } from "./support/pulumiTools.js";
import { base } from "./support/observerScenes.js";
import { startObservedStack, type ObservedStack } from "./support/observerStack.js";

const makes =
  "const make = (policy: Policy, dependsOn: readonly pulumi.Resource[]) =>\n      networkPolicy(`${name}.${policy.name}`, policy, { ...inside, dependsOn: [...dependsOn] });";

/** Refactorings of components/namespace.ts: the policies get another name or parent. */
const refactorings = [
  {
    title: "renamed",
    careless: makes.replace("`${name}.${policy.name}`", "`${name}-${policy.name}`"),
    careful: makes
      .replace("`${name}.${policy.name}`", "`${name}-${policy.name}`")
      .replace(
        "dependsOn: [...dependsOn]",
        "dependsOn: [...dependsOn], aliases: [{ name: `${name}.${policy.name}` }]",
      ),
  },
  {
    title: "moved to another parent",
    careless: makes.replace("...inside,", "...inside, parent: opts!.parent!,"),
    careful: makes.replace("...inside,", "...inside, parent: opts!.parent!, aliases: [{ parent: this }],"),
  },
] as const;

for (const { title, careless, careful } of refactorings)
  describe(`policies that are ${title}, on the real engine`, function () {
    this.timeout(180_000);
    needsEngine();
    const file = "components/namespace.ts";
    let started: ObservedStack | undefined;
    let test: ObservedStack;
    before(async () => {
      test = started = await startObservedStack(base);
      await test.up(base);
    });
    after(() => started?.stop());

    it("are refused without aliases, and every one stays", async () => {
      test.patch(file, makes, careless);
      const preview = await test.deployment.engine.preview();
      assert.notEqual(preview.failure, undefined);
      assert.match(
        preview.diagnostics.map(({ message }) => message).join("\n"),
        /found NetworkPolicy \S+ at another place in the program than in the state/,
      );
      const { run, broken, changes } = await test.observe(base);
      assert.notEqual(run.failure, undefined);
      assert.deepEqual(broken, []);
      assert.deepEqual(
        changes.filter(({ type }) => type === "DELETED"),
        [],
      );
    });

    it("are the same objects with aliases", async () => {
      test.patch(file, careless, careful);
      const { changes } = await test.up(base);
      assert.deepEqual(changes, []);
    });
  });
