import assert from "node:assert/strict";
import { needsEngine } from "./support/pulumiTools.js";
import { phasesOf } from "./support/observerOrder.js";
import { base, withShop } from "./support/observerScenes.js";
import { startObservedStack, type ObservedStack, type Scene } from "./support/observerStack.js";

const { workloads, flows } = base.shop;
const withCart = (change: object): Scene =>
  withShop({ workloads: { ...workloads, cart: { ...workloads.cart, ...change } } });
const withRedis = (change: object): Scene =>
  withShop({ workloads: { ...workloads, redis: { ...workloads.redis, ...change } } });
const volumes = { "/data": { size: "1Gi", keep: false } };

describe("changes that would interrupt, on the real engine", function () {
  this.timeout(180_000);
  needsEngine();
  let started: ObservedStack | undefined;
  let test: ObservedStack;
  before(async () => {
    test = started = await startObservedStack(base);
    await test.up(base);
  });
  after(() => started?.stop());

  const refusals: { title: string; scene: Scene; message: RegExp }[] = [
    {
      title: "another kind of a workload",
      scene: withCart({ kind: "StatefulSet" }),
      message:
        /namespaces\/shop\.yaml:\d+ workloads\.cart\.kind: found StatefulSet, but cart runs as a Deployment; allowed: Deployment, or a workload of another name/,
    },
    {
      title: "another port of a Service in place of one that is called",
      scene: withCart({ ports: { grpc: { port: 7070, service: 7072 } } }),
      message:
        /workloads\.cart\.ports: found Service port 7072 in place of 7070, .*; allowed: the old ones next to the new ones for one deployment/,
    },
    {
      title: "volumes for a StatefulSet that runs without",
      scene: withRedis({ volumes }),
      message:
        /workloads\.redis\.volumes: found volume-data, but redis runs with none; allowed: the same volumes/,
    },
  ];
  for (const { title, scene, message } of refusals)
    it(`refuses ${title} before anything changes`, async () => {
      assert.match(await test.refusal(scene), message);
    });

  it("refuses to take the volumes of a StatefulSet away", async () => {
    const queue = { image: "app", kind: "StatefulSet", ports: { amqp: 5672 }, volumes };
    await test.up(withShop({ workloads: { ...workloads, queue } }));
    assert.match(
      await test.refusal(withShop({ workloads: { ...workloads, queue: { ...queue, volumes: {} } } })),
      /workloads\.queue\.volumes: found none, but queue runs with volume-data/,
    );
    await test.up(base);
  });

  it("replaces a workload by one of another kind and name in two steps", async () => {
    // What earlier tests removed is gone by then.
    await test.up(base);
    const successor = { ...workloads.cart, kind: "StatefulSet", replicas: 2 };
    const both = withShop({
      workloads: { ...workloads, basket: successor },
      flows: [...flows, { from: "web", to: "basket" }, { from: "basket", to: "redis" }],
    });
    const alone = withShop({
      workloads: {
        web: { ...workloads.web, env: { CART: "basket:7070" } },
        redis: workloads.redis,
        basket: successor,
      },
      flows: [...both["shop"]!.flows!.filter((flow) => !JSON.stringify(flow).includes("cart"))],
    });
    assert.deepEqual(phasesOf((await test.up(both)).changes).slice(0, 2), ["open", "roll"]);
    assert.deepEqual(phasesOf((await test.up(alone)).changes), ["roll", "close"]);
  });

  it("moves callers to another port of a Service in two steps", async () => {
    await test.up(base);
    // The pods of a StatefulSet that was removed go after it: the next update sees none of them.
    await test.up(base);
    const calls = (port: number) => ({ ...workloads.web, env: { CART: `cart:${port}` } });
    const cart = { ...workloads.cart, ports: { grpc: 7070, next: { port: 7071, service: 7072 } } };
    const flow = (...ports: string[]) => [{ from: "web", to: "cart", ports }, ...flows.slice(1)];
    const both = await test.up(
      withShop({ workloads: { ...workloads, web: calls(7072), cart }, flows: flow("grpc", "next") }),
    );
    assert.deepEqual(phasesOf(both.changes), ["open", "roll", "close"]);
    const alone = await test.up(
      withShop({
        workloads: {
          ...workloads,
          web: calls(7072),
          cart: { ...cart, ports: { next: { port: 7071, service: 7072 } } },
        },
        flows: flow("next"),
      }),
    );
    assert.deepEqual(phasesOf(alone.changes), ["open", "roll", "close"]);
  });
});
