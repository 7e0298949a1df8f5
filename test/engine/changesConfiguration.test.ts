import assert from "node:assert/strict";
import { needsEngine } from "./support/pulumiTools.js";
import { phasesOf, precede, timesOf } from "./support/observerOrder.js";
import { base, withShop } from "./support/observerScenes.js";
import { startObservedStack, type ObservedStack } from "./support/observerStack.js";

const { workloads } = base.shop;

describe("changed configuration on the real engine", function () {
  this.timeout(120_000);
  needsEngine();
  let started: ObservedStack | undefined;
  let test: ObservedStack;
  const settings = (value: object) =>
    withShop({ workloads: { ...workloads, cart: { ...workloads.cart, ...value } } });
  before(async () => {
    test = started = await startObservedStack(base);
    test.setSecret("token", "first");
    await test.up(settings({ secrets: { TOKEN: "token" }, files: { "/etc/app/rules": "one" } }));
  });
  after(() => started?.stop());

  for (const { title, kind, name, change } of [
    {
      title: "an environment variable",
      kind: "ConfigMap" as const,
      name: "shop.cart.env",
      change: () =>
        settings({
          env: { STORE: "redis:6380" },
          secrets: { TOKEN: "token" },
          files: { "/etc/app/rules": "one" },
        }),
    },
    {
      title: "a file",
      kind: "ConfigMap" as const,
      name: "shop.cart.files",
      change: () =>
        settings({
          env: { STORE: "redis:6380" },
          secrets: { TOKEN: "token" },
          files: { "/etc/app/rules": "two" },
        }),
    },
    {
      title: "a secret",
      kind: "Secret" as const,
      name: "shop.cart.secrets",
      change: () => {
        test.setSecret("token", "second");
        return settings({
          env: { STORE: "redis:6380" },
          secrets: { TOKEN: "token" },
          files: { "/etc/app/rules": "two" },
        });
      },
    },
  ])
    it(`makes a new object of ${title}, replaces the pods, and removes the old object last`, async () => {
      const { changes } = await test.up(change());
      assert.deepEqual(phasesOf(changes), ["roll"]);
      const [object, pods] = [
        timesOf(changes, { kind, namespace: "shop", name }),
        timesOf(changes, { kind: "Pod", namespace: "shop", name: "cart" }),
      ];
      assert.deepEqual([object.came.length, object.went.length], [1, 1]);
      assert.ok(precede(object.came, pods.came));
      assert.ok(precede([...pods.ready, ...pods.went], object.went));
      const others = changes.filter(
        (one) => one.kind === "Pod" && !one.object.metadata.name.startsWith("cart"),
      );
      assert.deepEqual(others, []);
    });
});
