import assert from "node:assert/strict";
import { connectByContext, UnreachableError, type KubernetesApi } from "../../lifecycle/kubernetesApi.js";
import { rolledOut } from "../../lifecycle/rollouts.js";
import { startKubernetes, type TestKubernetes } from "../engine/support/kubernetes.js";
import { inQuickTime, secondsNow } from "./support/clock.js";
import { MemoryApi } from "./support/memoryApi.js";

describe("rolledOut", () => {
  /** Waits for a controller that answers `isRolledOut` so. */
  async function waitFor(isRolledOut: KubernetesApi["isRolledOut"]) {
    const lines: string[] = [];
    const api = Object.assign(new MemoryApi({ pods: {} }), { isRolledOut });
    const { seconds } = await inQuickTime(() =>
      rolledOut(api, "Deployment", "shop", "web", (line) => lines.push(line)),
    );
    return { seconds, lines };
  }

  it("waits until no former pod is left, and says nothing", async () => {
    assert.deepEqual(await waitFor(() => Promise.resolve(secondsNow() >= 7)), { seconds: 7, lines: [] });
  });

  it("fails after ten minutes, and says what was found", async () => {
    await assert.rejects(
      waitFor(() => Promise.resolve(false)),
      /^Error: Deployment shop\/web: found pods of its former version after 600 s; allowed: none\./,
    );
  });

  it("says so where the API server does not answer", async () => {
    const { lines } = await waitFor(() => Promise.reject(new UnreachableError("refused")));
    assert.deepEqual(lines, ["cannot see whether old pods are left (refused)"]);
  });

  it("fails where the API server refuses", async () => {
    await assert.rejects(
      waitFor(() => Promise.reject(new Error("forbidden"))),
      /forbidden/,
    );
  });
});

describe("a controller's rollout", () => {
  let kubernetes: TestKubernetes | undefined;
  let api: KubernetesApi;
  before(async () => {
    kubernetes = await startKubernetes({ kind: "fake" });
    api = await connectByContext("test", kubernetes.kubeconfig);
  });
  after(() => kubernetes?.stop());

  const deployments = "/apis/apps/v1/namespaces/default/deployments";
  const labels = { app: "web" };
  const until = async (condition: () => Promise<boolean>) => {
    while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
  };

  it("is over with its last former pod, of those that its selector names", async () => {
    const template = (image: string) => ({
      metadata: { labels },
      spec: { containers: [{ name: "web", image }] },
    });
    await kubernetes!.request("POST", deployments, {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "web", namespace: "default" },
      spec: { replicas: 2, selector: { matchLabels: labels }, template: template("one") },
    });
    await until(() => api.isRolledOut("Deployment", "default", "web"));
    await kubernetes!.request("PATCH", `${deployments}/web`, { spec: { template: template("two") } });
    const seen: boolean[] = [];
    await until(async () => {
      seen.push(await api.isRolledOut("Deployment", "default", "web"));
      return seen.at(-1)!;
    });
    const { body } = await kubernetes!.request("GET", "/api/v1/namespaces/default/pods");
    const { items } = body as { items: { spec: { containers: { image: string }[] } }[] };
    assert.deepEqual(
      items.map(({ spec }) => spec.containers[0]!.image),
      ["two", "two"],
    );
    assert.equal(seen[0], false);
  });
});
