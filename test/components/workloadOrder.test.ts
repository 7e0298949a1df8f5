import assert from "node:assert/strict";
import { inShop } from "../support/project.js";
import type { RecordedResource } from "../../cli/plan/record.js";
import { recorded, withTools, type Recorded } from "../support/recorded.js";

describe("Workload, in its order,", () => {
  let run: Recorded;
  before(async () => {
    run = await recorded({ changes: [withTools] });
  });

  it("runs only once nodes and DNS do, and everything of its own exists", () => {
    const deployment = run.one("Deployment", "tools.api");
    for (const earlier of [
      ...run.all("NodeGroup"),
      run.one("Addon"),
      run.one("Namespace", "tools"),
      run.one("ServiceAccount", "tools.api"),
      run.one("Service", "tools.api"),
    ])
      run.assertOrder(earlier, deployment);
  });

  it("runs only once default-deny and both sides of its flows are in place, also in another namespace", () => {
    assert.deepEqual(policiesBefore(run, "Deployment", "shop.web"), [
      "billing.shop-web-to-api-ingress",
      "shop.default-deny",
      "shop.internet-to-web-ingress",
      "shop.web-to-billing-api-egress",
      "shop.web-to-cart-egress",
      "shop.web-to-cart-ingress",
      "shop.web-to-payments-egress",
    ]);
    assert.deepEqual(policiesBefore(run, "Deployment", "billing.api"), [
      "billing.default-deny",
      "billing.shop-web-to-api-ingress",
      "shop.web-to-billing-api-egress",
    ]);
    assert.deepEqual(policiesBefore(run, "Job", run.one("Job").name), [
      "tools.default-deny",
      "tools.migrate-to-store-egress",
      "tools.migrate-to-store-ingress",
    ]);
  });

  it("does not wait for flows of a namesake in another namespace", async () => {
    const api = "  api: { image: app, ports: { http: 8080 } }\n";
    const namesakes = await recorded({ changes: [inShop("  redis:\n", `${api}  redis:\n`)] });
    assert.deepEqual(policiesBefore(namesakes, "Deployment", "shop.api"), ["shop.default-deny"]);
  });

  it("runs only once those that it calls do, also in another namespace, and not the other way round", () => {
    assert.deepEqual(controllersBefore(run, run.one("Deployment", "shop.web")), ["billing.api", "shop.cart"]);
    assert.deepEqual(controllersBefore(run, run.one("Deployment", "billing.api")), []);
    assert.deepEqual(controllersBefore(run, run.one("Deployment", "shop.cart")), []);
    for (const caller of [run.one("Deployment", "tools.api"), run.one("Job"), run.one("CronJob")])
      assert.deepEqual(controllersBefore(run, caller), ["tools.store"]);
  });

  it("does not wait for those that call it in a circle", async () => {
    const circle = await recorded({
      changes: [
        inShop(
          "  - { from: cart, to: redis }\n",
          "  - { from: cart, to: redis }\n  - { from: cart, to: web }\n",
        ),
      ],
    });
    assert.deepEqual(controllersBefore(circle, circle.one("Deployment", "shop.cart")), ["shop.web"]);
    assert.deepEqual(controllersBefore(circle, circle.one("Deployment", "shop.web")), ["billing.api"]);
  });

  it("gets its load balancer after nodes, DNS and policies, and loses it before them", () => {
    const balancer = run.one("Service", "shop.web-from-internet");
    for (const earlier of [
      ...run.all("NodeGroup"),
      run.one("Addon"),
      run.object("NetworkPolicy", "default-deny", "shop"),
    ])
      run.assertOrder(earlier, balancer);
  });

  it("makes everything in a namespace after the namespace", () => {
    for (const workload of run.components("Workload")) {
      const namespace = run.one("Namespace", workload.name.split(".")[0]);
      for (const part of run.below(workload)) run.assertOrder(namespace, part);
    }
  });
});

/** The workloads whose controllers a resource waits for by itself. */
function controllersBefore(run: Recorded, { options }: RecordedResource): string[] {
  return ["CronJob", "DaemonSet", "Deployment", "Job", "StatefulSet"]
    .flatMap((kind) => run.all(kind))
    .flatMap(({ urn, name }) => (options.dependsOn.includes(urn) ? [name] : []))
    .sort();
}

/** The policies that a workload waits for by itself. */
function policiesBefore(run: Recorded, kind: string, name: string): string[] {
  return run
    .all("NetworkPolicy")
    .filter(({ urn }) => run.one(kind, name).options.dependsOn.includes(urn))
    .map((policy) => policy.name.replace(/-[0-9a-f]{8}$/, ""));
}
