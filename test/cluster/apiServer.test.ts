import assert from "node:assert/strict";
import { binary, startApiServer, type ApiServer } from "../support/apiServer.js";
import { deployed } from "../support/deployed.js";
import { existingProject } from "../support/project.js";
import { withTools, type Recorded } from "../support/recorded.js";

/** Kinds that every API server has, in an order in which they can be made. */
const plurals: Readonly<Record<string, string>> = {
  Namespace: "namespaces",
  LimitRange: "limitranges",
  ResourceQuota: "resourcequotas",
  NetworkPolicy: "networkpolicies",
  ServiceAccount: "serviceaccounts",
  ConfigMap: "configmaps",
  Secret: "secrets",
  Service: "services",
  Deployment: "deployments",
  StatefulSet: "statefulsets",
  DaemonSet: "daemonsets",
  Job: "jobs",
  CronJob: "cronjobs",
  PodDisruptionBudget: "poddisruptionbudgets",
};

interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

describe("a real API server", function () {
  let server: ApiServer | undefined;
  before(async function () {
    const [etcd, apiServer] = [binary("etcd"), binary("kube-apiserver")];
    if (!etcd || !apiServer) {
      console.log("    skipped: needs etcd and kube-apiserver, in KUBEBUILDER_ASSETS or on PATH");
      this.skip();
    }
    this.timeout(120_000);
    server = await startApiServer(etcd, apiServer);
  });
  after(() => server?.stop());

  it("refuses a field that it does not know, so that the other tests mean something", async () => {
    const answer = await apply(server!, {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "x", namespace: "default" },
      colour: "red",
    } as KubernetesObject);
    assert.equal(answer.length, 1);
    assert.match(answer[0]!, /field not declared in schema|unknown field/);
  });

  it("warns of pods that the namespace's level forbids, so that the absence of warnings means something", async () => {
    const [namespace] = objectsOf(await deployed());
    assert.equal(namespace?.kind, "Namespace");
    await apply(server!, namespace);
    const labels = { app: "x" };
    const spec = { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: carefree } };
    const answer = await apply(server!, {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "x", namespace: namespace.metadata.name },
      spec,
    } as KubernetesObject);
    assert.match(answer.join(), /would violate PodSecurity/);
  });

  const variants = [
    ["of every kind of workload on EKS", { changes: [withTools] }],
    ["on an existing cluster", { base: existingProject }],
  ] as const;
  for (const [what, variant] of variants) {
    it(`accepts every object ${what}, and has nothing to warn of`, async () => {
      const complaints: string[] = [];
      const objects = objectsOf(await deployed(variant, { token: "hunter2" }));
      assert.ok(objects.length > 30);
      for (const object of objects) complaints.push(...(await apply(server!, object)));
      assert.deepEqual(complaints, []);
    });
  }
});

/** A pod that says nothing of its rights. */
const carefree = { containers: [{ name: "x", image: "x" }] };

/** The built-in objects of a run, in an order in which they can be made. */
function objectsOf(run: Recorded): KubernetesObject[] {
  return Object.keys(plurals).flatMap((kind) =>
    run
      .all(kind)
      .filter(({ type }) => type.startsWith("kubernetes:"))
      .map(({ type, name, inputs }) => {
        const [, version = ""] = type.split(":");
        const { stringData, metadata, ...fields } = inputs as Record<string, { value?: unknown } | undefined>;
        return {
          apiVersion: version.replace(/^core\//, ""),
          kind,
          ...fields,
          ...(stringData ? { stringData: stringData.value } : {}),
          // What the provider would name by itself is called after its logical name.
          metadata: { name, ...metadata },
        };
      }),
  );
}

/** Applies one object under strict validation; what the server has against it, and nothing where it is content. */
async function apply(server: ApiServer, object: KubernetesObject): Promise<string[]> {
  const { apiVersion, kind, metadata } = object;
  const scope = metadata.namespace === undefined ? "" : `namespaces/${metadata.namespace}/`;
  const base = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const path = `${base}/${scope}${plurals[kind]!}/${metadata.name}`;
  const options = "?fieldManager=test&force=true&fieldValidation=Strict";
  const { status, body, warnings } = await server.send("PATCH", path + options, JSON.stringify(object));
  const title = `${kind} ${metadata.name}`;
  return [
    ...(status === 200 || status === 201 ? [] : [`${title}: ${status} ${body}`]),
    ...warnings.map((warning) => `${title}: ${warning}`),
  ];
}
