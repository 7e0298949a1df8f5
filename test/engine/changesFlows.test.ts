import assert from "node:assert/strict";
import { needsEngine } from "./support/pulumiTools.js";
import { phasesOf } from "./support/observerOrder.js";
import { base, withShop } from "./support/observerScenes.js";
import { startObservedStack, type ObservedStack, type Scene } from "./support/observerStack.js";

const { workloads, flows } = base.shop;

describe("changed flows, ports and labels on the real engine", function () {
  this.timeout(120_000);
  needsEngine();
  let started: ObservedStack | undefined;
  let test: ObservedStack;
  before(async () => {
    test = started = await startObservedStack(base);
  });
  after(() => started?.stop());
  beforeEach(async () => {
    await test.up(base);
  });

  /** There and back; the laws hold in every state. */
  async function thereAndBack(scene: Scene) {
    const there = await test.up(scene);
    const back = await test.up(base);
    return { there, back, phases: [phasesOf(there.changes), phasesOf(back.changes)] };
  }

  it("adds a flow before the pods that use it, and removes it after them", async () => {
    const { phases } = await thereAndBack(
      withShop({
        workloads: {
          ...workloads,
          web: { ...workloads.web, env: { CART: "cart:7070", STORE: "redis:6379" } },
        },
        flows: [...flows, { from: "web", to: "redis" }],
      }),
    );
    assert.deepEqual(phases, [
      ["open", "roll"],
      ["roll", "close"],
    ]);
  });

  it("adds and removes a flow without touching pods", async () => {
    const { phases } = await thereAndBack(withShop({ flows: [...flows, { from: "web", to: "redis" }] }));
    assert.deepEqual(phases, [["open"], ["close"]]);
  });

  it("moves a workload to another port behind the same Service", async () => {
    const { there, phases } = await thereAndBack(
      withShop({
        workloads: {
          ...workloads,
          cart: { ...workloads.cart, ports: { grpc: { port: 7071, service: 7070 } } },
        },
      }),
    );
    assert.deepEqual(phases, [
      ["open", "roll", "close"],
      ["open", "roll", "close"],
    ]);
    assert.deepEqual(
      there.run.steps.filter(({ type }) => type === "kubernetes:core/v1:Service"),
      [],
    );
  });

  it("moves a caller and what it calls to other ports at once", async () => {
    const { phases } = await thereAndBack(
      withShop({
        workloads: {
          ...workloads,
          web: { ...workloads.web, ports: { http: { port: 8081, service: 80 } } },
          cart: { ...workloads.cart, ports: { grpc: { port: 7071, service: 7070 } } },
        },
      }),
    );
    assert.deepEqual(phases, [
      ["open", "roll", "close"],
      ["open", "roll", "close"],
    ]);
  });

  it("renames a port without touching pods, or what any policy allows", async () => {
    const { phases } = await thereAndBack(
      withShop({
        workloads: { ...workloads, cart: { ...workloads.cart, ports: { rpc: 7070 } } },
        flows: [{ from: "web", to: "cart", ports: ["rpc"] }, ...flows.slice(1)],
      }),
    );
    assert.deepEqual(phases, [[], []]);
  });
});

describe("changed labels of pods that something else renders", function () {
  this.timeout(120_000);
  needsEngine();
  let started: ObservedStack | undefined;
  let test: ObservedStack;
  const labelled = (selector: object): Scene =>
    withShop({ workloads: { ...workloads, redis: { selector, ports: { redis: 6379 } } } });
  const [old, young] = [{ app: "redis" }, { tier: "store" }];
  before(async () => {
    test = started = await startObservedStack(labelled(old));
  });
  after(() => started?.stop());

  it("opens flows for the new labels before it closes them for the old", async () => {
    const { kubernetes } = test.deployment;
    await test.up(labelled(old));
    const pod = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "redis-0", labels: { ...old, ...young } },
      spec: {
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } },
        containers: [
          {
            name: "redis",
            image: "redis",
            ports: [{ containerPort: 6379 }],
            securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
          },
        ],
      },
    };
    const created = await kubernetes.request("POST", "/api/v1/namespaces/shop/pods", pod);
    assert.equal(created.status, 201, JSON.stringify(created.body));
    await test.up(labelled(old));
    for (const labels of [young, old]) {
      const { changes } = await test.up(labelled(labels));
      assert.deepEqual(phasesOf(changes), ["open", "close"]);
    }
  });
});
