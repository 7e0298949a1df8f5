import assert from "node:assert/strict";
import { objectKey } from "../../config/checkSuccession.js";
import { inBilling, inShop } from "../support/project.js";
import { declared, recorded, recordedOf, type Recorded } from "../support/recorded.js";

const names = ["cpu", "load-balancers", "memory", "node-ports", "pods"];

describe("a namespace's quotas", () => {
  let run: Recorded;
  before(async () => {
    run = await recorded();
  });

  it("are an object for each limit, after the namespace", () => {
    for (const { name, inputs } of run.all("ResourceQuota"))
      assert.equal(Object.keys((inputs["spec"] as { hard: object }).hard).length, 1, name);
    assert.deepEqual(run.inputs("ResourceQuota", "billing.memory"), {
      apiVersion: "v1",
      kind: "ResourceQuota",
      metadata: { name: "memory", namespace: "billing" },
      spec: { hard: { "requests.memory": "256Mi" } },
    });
    for (const quota of run.all("ResourceQuota")) run.assertOrder(run.one("Namespace", "billing"), quota);
  });

  it("are twice what its workloads request, and two of each way in", async () => {
    const several = await recorded({
      changes: [
        inShop("  redis:\n    selector: { app: redis }", "  redis:\n    image: app\n    kind: StatefulSet"),
        inShop(
          "    ports: { grpc: 7070",
          "    replicas: 3\n    requests: { cpu: 250m, memory: 1Gi }\n    limits: { memory: 1Gi }\n    ports: { grpc: 7070",
        ),
      ],
    });
    // web 2 x (50m, 64Mi), cart 3 x (250m, 1Gi), redis 1 x (50m, 64Mi), all twice.
    assert.deepEqual(hardOf(several, "shop"), {
      pods: ["pods", "12"],
      cpu: ["requests.cpu", "1800m"],
      memory: ["requests.memory", "6528Mi"],
      "load-balancers": ["services.loadbalancers", "2"],
      "node-ports": ["services.nodeports", "2"],
    });
  });

  it("admit no load balancer and no node port where no flow comes from outside", () => {
    assert.deepEqual(hardOf(run, "billing"), {
      pods: ["pods", "4"],
      cpu: ["requests.cpu", "200m"],
      memory: ["requests.memory", "256Mi"],
      "load-balancers": ["services.loadbalancers", "0"],
      "node-ports": ["services.nodeports", "0"],
    });
  });

  it("have room for one pod, twice, of a workload that is scaled to none", async () => {
    const idle = await recorded({ changes: [inBilling("image: app", "image: app\n    replicas: 0")] });
    assert.deepEqual(hardOf(idle, "billing")["pods"], ["pods", "2"]);
  });

  it("are the declared ones instead, whatever the workloads ask for", async () => {
    const quota = 'quota: { pods: 7, cpu: "3", memory: 5Gi }\n';
    const other = await recorded({ changes: [inShop("workloads:", `${quota}workloads:`)] });
    assert.deepEqual(hardOf(other, "shop"), {
      pods: ["pods", "7"],
      cpu: ["requests.cpu", "3"],
      memory: ["requests.memory", "5Gi"],
      "load-balancers": ["services.loadbalancers", "2"],
      "node-ports": ["services.nodeports", "2"],
    });
  });

  it("are none where nobody knows what runs", async () => {
    assert.deepEqual(hardOf(run, "shop"), {}, "shop has a workload that something else renders");
    const daemon = await recorded({ changes: [inBilling("image: app", "image: app\n    kind: DaemonSet")] });
    assert.deepEqual(daemon.all("ResourceQuota"), []);
  });

  describe("against what runs", () => {
    interface Case {
      readonly title: string;
      /** Default: what billing's workload needs. */
      readonly declaredQuota?: string;
      /** What runs, by quota: its only limit. */
      readonly runs: Readonly<Record<string, string | number | undefined>>;
      /** The quotas that come last. */
      readonly last: readonly string[];
    }
    const cases: readonly Case[] = [
      { title: "come before the pods where there is none yet", runs: {}, last: [] },
      {
        title: "come before the pods that they grow for",
        runs: { pods: "2", cpu: "100m", memory: "128Mi", "load-balancers": "0", "node-ports": "0" },
        last: [],
      },
      {
        title: "come before the pods where they stay",
        runs: { pods: "4", cpu: "200m", memory: "256Mi", "load-balancers": "0", "node-ports": "0" },
        last: [],
      },
      {
        title: "come after the pods where they shrink",
        runs: { pods: "5", cpu: "201m", memory: "257Mi", "load-balancers": "2", "node-ports": "4" },
        last: names,
      },
      {
        title: "come before or after, each as it changes",
        runs: { pods: "8", cpu: "100m", memory: "512Mi", "load-balancers": "0", "node-ports": "2" },
        last: ["memory", "node-ports", "pods"],
      },
      {
        title: "compare numbers, not texts",
        declaredQuota: '{ pods: 9, cpu: "9", memory: 9Gi }',
        runs: { pods: "10", cpu: "10", memory: "10Gi" },
        last: ["cpu", "memory", "pods"],
      },
      {
        title: "stay where only the spelling differs",
        declaredQuota: '{ pods: 4, cpu: "2", memory: 1Gi }',
        runs: { pods: "4", cpu: "2000m", memory: "1024Mi" },
        last: [],
      },
      {
        title: "stay where the API server spells them shorter",
        declaredQuota: "{ pods: 4, cpu: 2000m, memory: 1024Mi }",
        runs: { pods: "4", cpu: "2", memory: "1Gi" },
        last: [],
      },
      {
        title: "shrink also under another spelling",
        declaredQuota: '{ pods: 4, cpu: "2", memory: 1Gi }',
        runs: { pods: "4", cpu: "2001m", memory: "1025Mi" },
        last: ["cpu", "memory"],
      },
      {
        title: "shrink also from what the API server shortens",
        declaredQuota: '{ pods: 500, cpu: "500", memory: 512Ti }',
        runs: { pods: "1k", cpu: "1k", memory: "1Pi" },
        last: ["cpu", "memory", "pods"],
      },
      {
        title: "come before the pods where what runs cannot be read",
        runs: { pods: 8, cpu: "", memory: undefined },
        last: [],
      },
    ];
    for (const { title, declaredQuota, runs, last } of cases) {
      it(title, async () => {
        const declaration = declared({
          changes: declaredQuota ? [inBilling("workloads:", `quota: ${declaredQuota}\nworkloads:`)] : [],
        });
        const changed = await recordedOf({
          ...declaration,
          deployed: { ...declaration.deployed, objects: quotasOf("billing", runs) },
        });
        assert.deepEqual(afterPods(changed), last);
      });
    }

    it("do not mind another namespace's", async () => {
      const declaration = declared();
      const objects = quotasOf("shop", { pods: "100", cpu: "100", memory: "100Gi" });
      assert.deepEqual(
        afterPods(await recordedOf({ ...declaration, deployed: { ...declaration.deployed, objects } })),
        [],
      );
    });

    it("wait for every workload of their namespace", async () => {
      const more = inBilling("workloads:\n", "workloads:\n  report: { image: app }\n");
      const declaration = declared({ changes: [more] });
      const objects = quotasOf("billing", { pods: "100" });
      const changed = await recordedOf({ ...declaration, deployed: { ...declaration.deployed, objects } });
      assert.deepEqual(
        changed
          .all("Deployment")
          .flatMap(({ name, urn }) =>
            changed.one("ResourceQuota", "billing.pods").options.dependsOn.includes(urn) ? [name] : [],
          ),
        ["billing.api", "billing.report"],
      );
    });

    it("shrink in a namespace that keeps only policies", async () => {
      const quota = 'quota: { pods: 7, cpu: "3", memory: 5Gi }\n';
      const declaration = declared({
        changes: [
          inBilling("workloads:\n", `${quota}workloads:\n`),
          inBilling("image: app\n", "selector: { app: api }\n"),
        ],
      });
      const objects = quotasOf("billing", { pods: "100" });
      const changed = await recordedOf({ ...declaration, deployed: { ...declaration.deployed, objects } });
      assert.deepEqual(hardOf(changed, "billing")["pods"], ["pods", "7"]);
    });
  });
});

const resources: Readonly<Record<string, string>> = {
  pods: "pods",
  cpu: "requests.cpu",
  memory: "requests.memory",
  "load-balancers": "services.loadbalancers",
  "node-ports": "services.nodeports",
};

/** A namespace's quotas as they run. */
function quotasOf(namespace: string, runs: Readonly<Record<string, string | number | undefined>>) {
  return new Map(
    Object.entries(runs).map(([name, hard]) => [
      objectKey("ResourceQuota", namespace, name),
      { urn: "", spec: { hard: { [resources[name]!]: hard } } },
    ]),
  );
}

/** Billing's quotas that wait for its pods; its pods wait for each of the others. */
function afterPods(run: Recorded): string[] {
  const pods = run.one("Deployment", "billing.api");
  const quotas = names.map((name) => ({ name, quota: run.one("ResourceQuota", `billing.${name}`) }));
  for (const { name, quota } of quotas)
    assert.notEqual(run.waitsFor(pods, quota), run.waitsFor(quota, pods), name);
  return quotas.filter(({ quota }) => run.waitsFor(quota, pods)).map(({ name }) => name);
}

/** The only limit of each of a namespace's quotas. */
function hardOf(run: Recorded, namespace: string): Record<string, readonly [string, string]> {
  const own = run.all("ResourceQuota").map(({ inputs }) => inputs as unknown as Quota);
  return Object.fromEntries(
    own
      .filter(({ metadata }) => metadata.namespace === namespace)
      .map(({ metadata, spec }) => [metadata.name, Object.entries(spec.hard)[0]!]),
  );
}

interface Quota {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: { readonly hard: Readonly<Record<string, string>> };
}
