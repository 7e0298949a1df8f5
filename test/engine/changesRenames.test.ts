import assert from "node:assert/strict";
import { needsEngine } from "./support/pulumiTools.js";
import { phasesOf, precede, timesOf } from "./support/observerOrder.js";
import { base, withShop } from "./support/observerScenes.js";
import { startObservedStack, type ObservedStack, type Scene } from "./support/observerStack.js";

const { workloads, flows } = base.shop;
const { web, cart, redis } = workloads;

describe("renamed workloads and namespaces on the real engine", function () {
  this.timeout(180_000);
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

  it("starts a renamed workload before its callers change, and ends the old one after them", async () => {
    const { changes } = await test.up(
      withShop({
        workloads: { web: { ...web, env: { CART: "basket:7070" } }, basket: cart, redis },
        flows: [
          { from: "web", to: "basket", ports: ["grpc"] },
          { from: "basket", to: "redis" },
          ...flows.slice(2),
        ],
      }),
    );
    assert.deepEqual(phasesOf(changes), ["open", "roll", "close"]);
    const [callers, old, young] = ["web", "cart", "basket"].map((name) =>
      timesOf(changes, { kind: "Pod", namespace: "shop", name }),
    );
    assert.ok(precede(young!.ready, callers!.came), "callers change only when they find the new one");
    assert.ok(precede(callers!.went, old!.went), "the old one stays while anything may call it");
    const service = timesOf(changes, { kind: "Service", namespace: "shop", name: "cart" });
    assert.ok(precede(callers!.went, service.went));
  });

  it("starts a renamed namespace before the callers of its workloads change, and ends the old one after them", async () => {
    const renamed: Scene = {
      shop: {
        workloads: { ...workloads, web: { ...web, env: { API: "api.accounts:8080" } } },
        flows: [
          ...flows.filter(({ to }) => to !== "billing/api"),
          { from: "web", to: "accounts/api", ports: ["http"] },
        ],
      },
      accounts: base.billing,
    };
    const { changes } = await test.up(renamed);
    const [callers, young] = [
      timesOf(changes, { kind: "Pod", namespace: "shop", name: "web" }),
      timesOf(changes, { kind: "Pod", namespace: "accounts", name: "api" }),
    ];
    assert.ok(precede(young.ready, callers.came), "callers change only when they find the new one");
    const old = timesOf(changes, { kind: "Pod", namespace: "billing", name: "api" });
    assert.ok(precede(callers.went, old.went), "the old one stays while anything may call it");
    const closed = changes.find(
      ({ kind, type, object }) =>
        kind === "NetworkPolicy" && type === "DELETED" && object.metadata.name === "default-deny",
    );
    const ends = changes.find(
      ({ kind, object }) => kind === "Namespace" && object.metadata.deletionTimestamp !== undefined,
    );
    assert.equal(ends?.object.metadata.name, "billing");
    assert.ok(closed && closed.revision > ends.revision, "only its end takes a namespace's default-deny");
    assert.ok(precede(old.went, [closed.revision]), "and its pods are gone by then");
  });
});
