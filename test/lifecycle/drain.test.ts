import assert from "node:assert/strict";
import { countOf, describeRemaining, drain } from "../../lifecycle/drain.js";
import { UnreachableError } from "../../lifecycle/kubernetesApi.js";
import { inQuickTime, secondsNow } from "./support/clock.js";
import { MemoryApi } from "./support/memoryApi.js";

const budget = "The disruption budget web needs 2 healthy pods and has 2 currently";

/** Drains `api`, and what was said meanwhile. */
async function drained(api: MemoryApi, timeoutSeconds = 60, nodes: readonly string[] = ["n1", "n2"]) {
  const lines: string[] = [];
  const say = (line: string) => lines.push(`${secondsNow()} s: ${line}`);
  const { result, seconds } = await inQuickTime(() =>
    drain({ api, nodes, timeoutSeconds, subject: "general-a", say }),
  );
  return { remaining: result, seconds, lines };
}

describe("drain", () => {
  it("cordons all nodes before it evicts the first pod", async () => {
    const api = new MemoryApi({ pods: { n1: ["web-1"], n2: ["web-2"], n3: ["web-3"] } });
    const { remaining, lines } = await drained(api);
    assert.deepEqual(remaining, []);
    assert.deepEqual(api.calls, ["cordon n1", "cordon n2", "evict web-1", "evict web-2"]);
    assert.deepEqual(api.left, ["web-3"]);
    assert.deepEqual(lines, [
      "0 s: general-a: draining 2 nodes, 2 pods left; 60 s left",
      "2 s: general-a: drained, no pod is left on 2 nodes",
    ]);
  });

  it("asks again while a budget blocks, says who, and finishes when it lets go", async () => {
    const api = new MemoryApi({
      pods: { n1: ["web-1", "job"] },
      budget: (pod, seconds) => (pod === "web-1" && seconds < 25 ? budget : undefined),
    });
    const { remaining, seconds, lines } = await drained(api);
    assert.deepEqual(remaining, []);
    assert.ok(seconds >= 25 && seconds <= 30, String(seconds));
    assert.deepEqual(lines, [
      `0 s: general-a: draining 2 nodes, 2 pods left; blocked: shop/web-1 (${budget}); 60 s left`,
      `10 s: general-a: draining 2 nodes, 1 pod left; blocked: shop/web-1 (${budget}); 50 s left`,
      "26 s: general-a: draining 2 nodes, 1 pod left; 34 s left",
      "28 s: general-a: drained, no pod is left on 2 nodes",
    ]);
  });

  it("tells the time that is left, once a minute, where nothing else is new", async () => {
    const api = new MemoryApi({ pods: { n1: ["web-1"] }, budget: () => budget });
    const { lines } = await drained(api, 150);
    const line = `general-a: draining 2 nodes, 1 pod left; blocked: shop/web-1 (${budget})`;
    assert.deepEqual(lines, [
      `0 s: ${line}; 150 s left`,
      `60 s: ${line}; 90 s left`,
      `120 s: ${line}; 30 s left`,
    ]);
  });

  it("answers what is left when the time is up, each with its reason", async () => {
    const api = new MemoryApi({
      pods: { n1: ["slow", "web-1"] },
      budget: (pod) => (pod === "web-1" ? budget : undefined),
      endsAfter: 600,
    });
    const { remaining, seconds } = await drained(api, 30);
    assert.equal(seconds, 30);
    assert.deepEqual(remaining, [
      { pod: "shop/slow", because: "it is ending" },
      { pod: "shop/web-1", because: budget },
    ]);
  });

  it("waits for pods that are ending, and evicts them once", async () => {
    const api = new MemoryApi({ pods: { n1: ["slow"] }, endsAfter: 20 });
    const { remaining, seconds } = await drained(api);
    assert.deepEqual(remaining, []);
    assert.equal(seconds, 20);
    assert.deepEqual(
      api.calls.filter((call) => call.startsWith("evict")),
      ["evict slow"],
    );
  });

  it("waits for a server that is away for a while, and says so", async () => {
    const api = new MemoryApi({
      pods: { n1: ["web-1", "web-2"] },
      budget: (pod, seconds) => (pod === "web-2" && seconds < 30 ? budget : undefined),
      away: (seconds) => seconds > 1 && seconds < 20,
    });
    const { remaining, lines } = await drained(api);
    assert.deepEqual(remaining, []);
    assert.ok(
      lines.includes("10 s: general-a: the API server does not answer; waiting; 50 s left"),
      lines.join("\n"),
    );
    assert.match(lines.at(-1)!, /drained/);
  });

  it("fails as unreachable when the server is away at the start, and cordons nothing", async () => {
    const api = new MemoryApi({ pods: { n1: ["web-1"] }, away: () => true });
    await assert.rejects(drained(api), UnreachableError);
    assert.deepEqual(api.calls, []);
  });

  it("fails as unreachable when the server stays away until the time is up", async () => {
    const api = new MemoryApi({
      pods: { n1: ["web-1"] },
      budget: () => budget,
      away: (seconds) => seconds > 5,
    });
    await assert.rejects(drained(api, 30), {
      name: "UnreachableError",
      message: "it stopped answering during the drain",
    });
  });

  it("fails with anything else that the server refuses", async () => {
    const api = new MemoryApi({ pods: { n1: ["web-1"] } });
    api.evict = () => Promise.reject(new Error("Forbidden"));
    await assert.rejects(drained(api), { message: "Forbidden" });
  });
});

describe("describeRemaining", () => {
  it("names five, and counts the others", () => {
    const remaining = Array.from({ length: 7 }, (_, index) => ({ pod: `shop/web-${index}`, because: "why" }));
    assert.equal(
      describeRemaining(remaining),
      "shop/web-0 (why), shop/web-1 (why), shop/web-2 (why), shop/web-3 (why), shop/web-4 (why), 2 more",
    );
    assert.equal(describeRemaining(remaining.slice(0, 1)), "shop/web-0 (why)");
  });
});

describe("countOf", () => {
  it("knows the plural", () => {
    assert.deepEqual(
      [countOf(0, "pod"), countOf(1, "pod"), countOf(2, "pod")],
      ["0 pods", "1 pod", "2 pods"],
    );
  });
});
