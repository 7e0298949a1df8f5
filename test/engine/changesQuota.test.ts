import assert from "node:assert/strict";
import { needsEngine } from "./support/pulumiTools.js";
import { missingPrograms } from "./support/kubernetes/realServer.js";
import { base, withShop } from "./support/observerScenes.js";
import { startObservedStack, type ObservedStack, type Scene } from "./support/observerStack.js";

const { workloads } = base.shop;

describe("quotas that follow the declaration, on the real engine", function () {
  this.timeout(180_000);
  needsEngine();
  let started: ObservedStack | undefined;
  let test: ObservedStack;
  const web = { ...workloads.web, env: { CART: "cart:7070", LEVEL: "debug" } };
  const large: Scene = withShop({
    workloads: {
      ...workloads,
      batch: { image: "app", replicas: 20, requests: { cpu: "1", memory: "64Mi" } },
    },
  });
  const podsAllowed = async (): Promise<unknown> => {
    const path = "/api/v1/namespaces/shop/resourcequotas/pods";
    const { body } = await test.deployment.kubernetes.request("GET", path);
    return (body as { spec: { hard: { pods: string } } }).spec.hard.pods;
  };
  before(async function () {
    test = started = await startObservedStack(large);
    if (test.deployment.kubernetes.kind === "fake") {
      console.log(`      skipped: ${missingPrograms}`);
      this.skip();
    }
    await test.up(large);
  });
  after(() => started?.stop());

  it("removes a large workload while another changes", async () => {
    assert.equal(await podsAllowed(), "50");
    const { run } = await test.up(withShop({ workloads: { ...workloads, web } }));
    assert.deepEqual(run.diagnostics, []);
    assert.equal(await podsAllowed(), "10");
  });

  it("adds a large workload while another changes", async () => {
    const { run } = await test.up(large);
    assert.deepEqual(run.diagnostics, []);
    assert.equal(await podsAllowed(), "50");
  });

  it("shrinks one workload while another grows", async () => {
    const { run } = await test.up(
      withShop({
        workloads: { ...workloads, web: { ...web, replicas: 8 }, batch: { image: "app", replicas: 2 } },
      }),
    );
    assert.deepEqual(run.diagnostics, []);
  });
});
