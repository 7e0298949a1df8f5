import assert from "node:assert/strict";
import { needsEngine } from "./support/pulumiTools.js";
import type { Change } from "./support/observer.js";
import { precede, timesOf } from "./support/observerOrder.js";
import { base, withShop } from "./support/observerScenes.js";
import { startObservedStack, type ObservedStack } from "./support/observerStack.js";

describe("changed enforcement on the real engine", function () {
  this.timeout(120_000);
  needsEngine();
  let started: ObservedStack | undefined;
  let test: ObservedStack;
  const staged = withShop({ enforcement: "staged" });
  const policies = (changes: readonly Change[], type: Change["type"], isDefaultDeny: boolean) =>
    changes
      .filter(
        (change) =>
          change.kind === "NetworkPolicy" &&
          change.type === type &&
          change.object.metadata.namespace === "shop" &&
          (change.object.metadata.name === "default-deny") === isDefaultDeny,
      )
      .map(({ revision }) => revision);
  before(async () => {
    test = started = await startObservedStack(staged);
    await test.up(staged);
  });
  after(() => started?.stop());

  it("opens what is declared before it denies the rest, and touches no pod", async () => {
    const { changes } = await test.up(base);
    assert.ok(precede(policies(changes, "ADDED", false), policies(changes, "ADDED", true)));
    assert.deepEqual(
      changes.filter(({ kind }) => kind === "Pod"),
      [],
    );
    const rehearsed = timesOf(changes, { kind: "StagedKubernetesNetworkPolicy", name: "" });
    assert.ok(precede(policies(changes, "ADDED", true), rehearsed.went));
  });

  it("stops denying before it closes what is declared", async () => {
    const { changes } = await test.up(staged);
    assert.ok(precede(policies(changes, "DELETED", true), policies(changes, "DELETED", false)));
    assert.deepEqual(
      changes.filter(({ kind }) => kind === "Pod"),
      [],
    );
  });
});
