import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { startKubernetes, type TestKubernetes } from "./support/kubernetes.js";
import type { KubernetesObject } from "./support/kubernetes/objects.js";
import { missingPrograms, realPrograms } from "./support/kubernetes/realServer.js";

/** What every server answers alike, an error among it. */
interface Body {
  readonly reason?: string;
  readonly message?: string;
  readonly details?: { readonly causes?: readonly { readonly reason: string; readonly field?: string }[] };
  readonly items?: readonly KubernetesObject[];
  readonly metadata: KubernetesObject["metadata"];
  readonly spec?: KubernetesObject["spec"];
  readonly status?: KubernetesObject["status"];
  readonly data?: Readonly<Record<string, string>>;
}

const configMap = (name: string, data: object, metadata: object = {}) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, ...metadata },
  data,
});
const labels = { app: "web" };
const deployment = (image: string, nodeSelector?: object) => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web" },
  spec: {
    replicas: 2,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: "web", image }], nodeSelector } },
  },
});

for (const kind of ["fake", "real"] as const)
  describe(`the ${kind} Kubernetes of the engine tests`, function () {
    this.timeout(120_000);
    let kubernetes: TestKubernetes;
    let namespace = "";
    let count = 0;

    before(async function () {
      if (kind === "real" && !realPrograms()) {
        console.log(`    skipped: ${missingPrograms}`);
        this.skip();
      }
      kubernetes = await startKubernetes({ kind });
      assert.equal(kubernetes.kind, kind);
    });
    // Undefined where `before` has failed or skipped.
    after(() => (kubernetes as TestKubernetes | undefined)?.stop());

    beforeEach(async () => {
      namespace = `test-${++count}`;
      await call(201, "POST", "/api/v1/namespaces", {
        apiVersion: "v1",
        kind: "Namespace",
        metadata: { name: namespace },
      });
      await until("serviceaccounts/default", (one) => one !== undefined);
    });

    /** A path in the test's namespace; the group follows from the plural. */
    function inside(path: string): string {
      const [plural = ""] = path.split(/[/?]/);
      const groups: Readonly<Record<string, string>> = {
        deployments: "/apis/apps/v1",
        jobs: "/apis/batch/v1",
        poddisruptionbudgets: "/apis/policy/v1",
        rocks: "/apis/example.com/v1",
      };
      return `${groups[plural] ?? "/api/v1"}/namespaces/${namespace}/${path}`;
    }

    async function call(status: number, method: string, path: string, body?: unknown, type?: string) {
      const answer = await kubernetes.request(method, path.startsWith("/") ? path : inside(path), body, type);
      assert.equal(answer.status, status, `${method} ${path}: ${JSON.stringify(answer.body)}`);
      return answer.body as Body;
    }

    const apply = (status: number, manager: string, object: ReturnType<typeof configMap>, query = "") =>
      call(
        status,
        "PATCH",
        `configmaps/${object.metadata.name}?fieldManager=${manager}${query}`,
        object,
        "application/apply-patch+yaml",
      );

    /** Waits for what the controllers do. */
    async function until(path: string, isDone: (body: Body | undefined) => boolean): Promise<void> {
      const address = path.startsWith("/") ? path : inside(path);
      for (let attempt = 0; attempt < 600; attempt++) {
        const { status, body } = await kubernetes.request("GET", address);
        if (isDone(status === 404 ? undefined : (body as Body))) return;
        await wait(50);
      }
      assert.fail(`${path}: ${JSON.stringify((await kubernetes.request("GET", address)).body)}`);
    }
    const gone = (path: string) => until(path, (body) => body === undefined);
    const isRolledOut = (body: Body | undefined) =>
      body?.status?.observedGeneration === body?.metadata.generation &&
      ["replicas", "updatedReplicas", "readyReplicas"].every((field) => body?.status?.[field] === 2);

    it("says what exists, and what does not", async () => {
      await call(201, "POST", "configmaps", configMap("one", {}));
      assert.equal((await call(409, "POST", "configmaps", configMap("one", {}))).reason, "AlreadyExists");
      assert.equal((await call(404, "GET", "configmaps/two")).reason, "NotFound");
      const elsewhere = await call(404, "POST", "/api/v1/namespaces/none/configmaps", configMap("one", {}));
      assert.equal(elsewhere.message, 'namespaces "none" not found');
    });

    it("applies a configuration: fields that it no longer has go, others' stay", async () => {
      await apply(201, "first", configMap("one", { a: "1", b: "1" }));
      await apply(200, "second", configMap("one", { b: "1", c: "1" }));
      await call(200, "PATCH", "configmaps/one?fieldManager=third", { data: { d: "1" } });
      const applied = await apply(200, "first", configMap("one", { e: "1" }));
      assert.deepEqual(applied.data, { b: "1", c: "1", d: "1", e: "1" });
    });

    it("refuses to apply what another manager has set, unless it is forced", async () => {
      await apply(201, "first", configMap("one", { a: "1" }));
      const refused = await apply(409, "second", configMap("one", { a: "2" }));
      assert.equal(refused.reason, "Conflict");
      assert.deepEqual(
        refused.details?.causes?.map(({ reason, field }) => [reason, field]),
        [["FieldManagerConflict", ".data.a"]],
      );
      assert.deepEqual((await apply(200, "second", configMap("one", { a: "2" }), "&force=true")).data, {
        a: "2",
      });
      assert.equal((await apply(409, "first", configMap("one", { a: "3" }))).reason, "Conflict");
      await call(200, "PATCH", "configmaps/one?fieldManager=hand", { data: { a: "4" } });
      assert.match(
        (await apply(409, "second", configMap("one", { a: "2" }))).message!,
        /conflict with "hand"/,
      );
    });

    it("changes nothing in a dry run", async () => {
      const trial = await call(201, "POST", "configmaps?dryRun=All", configMap("one", { a: "1" }));
      assert.deepEqual(trial.data, { a: "1" });
      await call(404, "GET", "configmaps/one");
      await apply(201, "first", configMap("one", { a: "1" }));
      assert.deepEqual((await apply(200, "first", configMap("one", { a: "2" }), "&dryRun=All")).data, {
        a: "2",
      });
      await call(200, "DELETE", "configmaps/one?dryRun=All");
      assert.deepEqual((await call(200, "GET", "configmaps/one")).data, { a: "1" });
    });

    it("changes objects by JSON patch and by replacement, which needs the latest version", async () => {
      await call(201, "POST", "configmaps", configMap("one", { a: "1" }, { annotations: { "x/y": "1" } }));
      const steps = [
        { op: "test", path: "/data/a", value: "1" },
        { op: "remove", path: "/metadata/annotations/x~1y" },
        { op: "add", path: "/data/b", value: "1" },
      ];
      const patched = await call(200, "PATCH", "configmaps/one", steps, "application/json-patch+json");
      assert.deepEqual(patched.data, { a: "1", b: "1" });
      assert.equal(patched.metadata.annotations?.["x/y"], undefined);
      const { resourceVersion } = patched.metadata;
      await call(200, "PUT", "configmaps/one", configMap("one", { c: "1" }, { resourceVersion }));
      const late = await call(409, "PUT", "configmaps/one", configMap("one", {}, { resourceVersion }));
      assert.equal(late.reason, "Conflict");
    });

    it("lets an immutable ConfigMap and the selector of a Deployment not change", async () => {
      await call(201, "POST", "configmaps", { ...configMap("one", { a: "1" }), immutable: true });
      const refused = await call(422, "PATCH", "configmaps/one", { data: { a: "2" } });
      assert.equal(refused.reason, "Invalid");
      await call(201, "POST", "deployments", deployment("a:1"));
      await call(422, "PATCH", "deployments/web", {
        spec: { selector: { matchLabels: { more: "1" } }, template: { metadata: { labels: { more: "1" } } } },
      });
    });

    it("keeps an object that is deleted until its finalizers are gone", async () => {
      await call(201, "POST", "configmaps", configMap("one", {}, { finalizers: ["example.com/wait"] }));
      await call(200, "DELETE", "configmaps/one");
      const { metadata } = await call(200, "GET", "configmaps/one");
      assert.ok(metadata.deletionTimestamp);
      await call(200, "PATCH", "configmaps/one", { metadata: { finalizers: null } });
      await gone("configmaps/one");
    });

    it("collects what a deleted object owned", async () => {
      const { uid } = (await call(201, "POST", "configmaps", configMap("owner", {}))).metadata;
      const ownerReferences = [{ apiVersion: "v1", kind: "ConfigMap", name: "owner", uid }];
      await call(201, "POST", "configmaps", configMap("owned", {}, { ownerReferences }));
      await call(200, "DELETE", "configmaps/owner");
      await gone("configmaps/owned");
    });

    it("deletes a Deployment in the foreground only after its pods", async () => {
      await call(201, "POST", "deployments", deployment("a:1"));
      await until("deployments/web", isRolledOut);
      await call(200, "DELETE", "deployments/web", { propagationPolicy: "Foreground" });
      await gone("deployments/web");
      assert.deepEqual((await call(200, "GET", "pods")).items, []);
    });

    it("empties a namespace that is deleted, and admits nothing new to it", async () => {
      await call(201, "POST", "configmaps", configMap("one", {}, { finalizers: ["example.com/wait"] }));
      await call(201, "POST", "deployments", deployment("a:1"));
      await call(200, "DELETE", `/api/v1/namespaces/${namespace}`);
      await gone("deployments/web");
      const refused = await call(403, "POST", "configmaps", configMap("two", {}));
      assert.ok(refused.details?.causes?.some(({ reason }) => reason === "NamespaceTerminating"));
      await call(200, "PATCH", "configmaps/one", { metadata: { finalizers: null } });
      await gone(`/api/v1/namespaces/${namespace}`);
    });

    it("replaces the pods of a Deployment whose template changes", async () => {
      await call(201, "POST", "deployments", deployment("a:1"));
      await until("deployments/web", isRolledOut);
      await call(200, "PATCH", "deployments/web", deployment("a:2"));
      await until("deployments/web", isRolledOut);
      const { items = [] } = await call(200, "GET", "pods?labelSelector=app%3Dweb");
      const running = items.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
      assert.deepEqual(
        running.map(({ spec }) => spec?.containers?.[0]?.image),
        ["a:2", "a:2"],
      );
      const { metadata } = await call(200, "GET", "deployments/web");
      assert.equal(metadata.annotations?.["deployment.kubernetes.io/revision"], "2");
    });

    it("completes a Job", async () => {
      const template = { spec: { restartPolicy: "Never", containers: [{ name: "job", image: "a:1" }] } };
      await call(201, "POST", "jobs", {
        apiVersion: "batch/v1",
        kind: "Job",
        metadata: { name: "one" },
        spec: { template },
      });
      await until("jobs/one", (job) => job?.status?.["succeeded"] === 1);
    });

    it("evicts only what a PodDisruptionBudget allows", async () => {
      await call(201, "POST", "deployments", deployment("a:1"));
      await until("deployments/web", isRolledOut);
      await call(201, "POST", "poddisruptionbudgets", {
        apiVersion: "policy/v1",
        kind: "PodDisruptionBudget",
        metadata: { name: "web" },
        spec: { minAvailable: 2, selector: { matchLabels: labels } },
      });
      await until("poddisruptionbudgets/web", (budget) => budget?.status?.["currentHealthy"] === 2);
      const [pod] = (await call(200, "GET", "pods")).items ?? [];
      const { name } = pod!.metadata;
      const eviction = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name, namespace } };
      const refused = await call(429, "POST", `pods/${name}/eviction`, eviction);
      assert.equal(refused.reason, "TooManyRequests");
      assert.deepEqual(
        refused.details?.causes?.map(({ reason }) => reason),
        ["DisruptionBudget"],
      );
      await call(200, "PATCH", "deployments/web", { spec: { replicas: 3 } });
      await until("poddisruptionbudgets/web", (budget) => budget?.status?.disruptionsAllowed === 1);
      await call(201, "POST", `pods/${name}/eviction`, eviction);
      await gone(`pods/${name}`);
    });

    it("serves the kinds of a definition while there is one", async () => {
      const definition = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
      await call(201, "POST", definition, {
        apiVersion: "apiextensions.k8s.io/v1",
        kind: "CustomResourceDefinition",
        metadata: { name: "rocks.example.com" },
        spec: {
          group: "example.com",
          scope: "Namespaced",
          names: { plural: "rocks", singular: "rock", kind: "Rock", listKind: "RockList" },
          versions: [
            {
              name: "v1",
              served: true,
              storage: true,
              schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
            },
          ],
        },
      });
      await until("rocks", (list) => list !== undefined);
      const rock = {
        apiVersion: "example.com/v1",
        kind: "Rock",
        metadata: { name: "one" },
        spec: { hard: "yes" },
      };
      await call(201, "POST", "rocks", rock);
      assert.deepEqual((await call(200, "GET", "rocks/one")).spec, { hard: "yes" });
      await call(200, "DELETE", `${definition}/rocks.example.com`);
      await gone(`${definition}/rocks.example.com`);
      await gone("rocks/one");
    });

    it("tells of every change in its order", async () => {
      await call(201, "POST", "configmaps", configMap("one", { a: "0" }));
      const seen: string[] = [];
      await kubernetes.onChange(inside("configmaps"), ({ type, object }) => {
        const { a } = (object["data"] ?? {}) as { a?: string };
        if (object.metadata.name === "one") seen.push(`${type} ${a ?? ""}`);
      });
      await call(200, "PATCH", "configmaps/one", { data: { a: "1" } });
      await call(200, "PATCH", "configmaps/one", { data: { a: "1" } });
      await call(200, "DELETE", "configmaps/one");
      for (let attempt = 0; attempt < 100 && seen.length < 3; attempt++) await wait(20);
      assert.deepEqual(seen, ["ADDED 0", "MODIFIED 1", "DELETED 1"]);
    });

    it("places pods on nodes that admit them, zone by zone, and moves them off a node that goes", async () => {
      const [pool, zone] = ["example.com/pool", "topology.kubernetes.io/zone"];
      for (const name of ["a", "b"])
        await kubernetes.addNode({
          name: `${namespace}-${name}`,
          labels: { [pool]: namespace, [zone]: name },
        });
      await kubernetes.addNode({ name: `${namespace}-other`, labels: { [zone]: "c" } });
      await call(201, "POST", "deployments", deployment("a:1", { [pool]: namespace }));
      await until("deployments/web", isRolledOut);
      const places = async () =>
        ((await call(200, "GET", "pods")).items ?? []).map(({ spec }) => spec?.nodeName).sort();
      assert.deepEqual(await places(), [`${namespace}-a`, `${namespace}-b`]);
      await call(200, "PATCH", `/api/v1/nodes/${namespace}-b`, { spec: { unschedulable: true } });
      await kubernetes.removeNode(`${namespace}-a`);
      const nowhere = (pods: Body | undefined) =>
        pods?.items
          ?.map(({ spec }) => spec?.nodeName ?? "none")
          .sort()
          .join() === `none,${namespace}-b`;
      await until("pods", nowhere);
      await call(200, "PATCH", `/api/v1/nodes/${namespace}-b`, { spec: { unschedulable: null } });
      await until("deployments/web", isRolledOut);
      assert.deepEqual(await places(), [`${namespace}-b`, `${namespace}-b`]);
    });

    it("names load balancers", async () => {
      const spec = { type: "LoadBalancer", selector: labels, ports: [{ port: 80 }] };
      await call(201, "POST", "services", {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: "web" },
        spec,
      });
      await until("services/web", (service) => service?.status?.loadBalancer?.ingress?.length === 1);
    });

    it("refuses connections while it is paused", async () => {
      const reach = () =>
        fetch(kubernetes.endpoint).then(String, (error: unknown) => String((error as Error).cause));
      await kubernetes.pause();
      assert.match(await reach(), /ECONNREFUSED/);
      await kubernetes.resume();
      assert.doesNotMatch(await reach(), /ECONNREFUSED/);
    });
  });
