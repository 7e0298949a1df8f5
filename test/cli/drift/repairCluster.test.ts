import assert from "node:assert/strict";
import type { ClusterAnswer } from "../../../cli/drift/cluster/clusterClient.js";
import type { KubernetesObject } from "../../../cli/drift/cluster/kubernetesObject.js";
import type { LiveFinding } from "../../../cli/drift/liveFindings.js";
import { repairCluster } from "../../../cli/drift/repair/repairCluster.js";
import type { Repair } from "../../../cli/drift/report.js";
import { fakeCluster, ok, refused, type ClusterCall } from "./fakeCluster.js";
import { kindOf, object } from "./support.js";

const times = { patienceSeconds: 0.03, pollSeconds: 0.01 };
const gone = refused(404, "not found");

const policy = (more: object = {}): KubernetesObject => ({
  ...object("networking.k8s.io/v1", "NetworkPolicy", "web", {
    namespace: "shop",
    spec: { podSelector: {}, policyTypes: ["Ingress"], ...more },
  }),
  metadata: { name: "web", namespace: "shop", uid: "u1", resourceVersion: "7" },
});

function finding(live: KubernetesObject, by: Repair["by"], more: Partial<LiveFinding> = {}): LiveFinding {
  return {
    change: "undeclared",
    kind: kindOf(live),
    object: live,
    live: { object: live, kind: kindOf(live), path: "/the/object" },
    differences: [],
    notDeployed: false,
    repair: by === "none" ? { by, because: "" } : { by },
    ...more,
  };
}

/** A cluster that answers in this order, and for ever with the last. */
const answering = (...answers: readonly ClusterAnswer[]) => {
  let next = 0;
  return fakeCluster([], { override: () => answers[Math.min(next++, answers.length - 1)] });
};

const briefly = ({ method, path, type }: ClusterCall) =>
  `${method} ${path}${type === undefined ? "" : ` ${type}`}`;

describe("a repair of an undeclared object", () => {
  it("deletes the one that was listed, by its identity, and waits until it is gone", async () => {
    const cluster = answering(ok({}), ok({ metadata: { uid: "u1" } }), gone);
    assert.equal(await repairCluster(cluster, finding(policy(), "delete"), times), undefined);
    assert.deepEqual(cluster.calls.map(briefly), [
      "DELETE /the/object",
      "GET /the/object",
      "GET /the/object",
    ]);
    assert.deepEqual((cluster.calls[0]!.body as { preconditions: object }).preconditions, { uid: "u1" });
  });

  const answers: readonly {
    readonly title: string;
    readonly answers: readonly ClusterAnswer[];
    readonly says: string | undefined;
  }[] = [
    { title: "is done where it is gone already", answers: [gone], says: undefined },
    {
      title: "leaves alone what has its name by now",
      answers: [refused(409, "uid differs")],
      says: undefined,
    },
    { title: "says what was refused", answers: [refused(403, "may not")], says: "HTTP 403: may not" },
    {
      title: "says what does not go",
      answers: [ok({}), ok({ metadata: { uid: "u1" } })],
      says: "deleted, and still there after 0.03 s",
    },
    ...[500, 503, 403].map((status) => ({
      title: `does not call gone what cannot be read: ${status}`,
      answers: [ok({}), refused(status, "not now")],
      says: `deleted, and whether it is gone could not be read: HTTP ${status}: not now`,
    })),
    {
      title: "waits for an answer of an API server that has none at first",
      answers: [ok({}), refused(503, "not now"), gone],
      says: undefined,
    },
    {
      title: "does not call gone what a page of a proxy does not name",
      answers: [ok({}), ok("<html>")],
      says: "deleted, and whether it is gone could not be read: HTTP 200: <html>",
    },
    {
      title: "is done where another has its name",
      answers: [ok({}), ok({ metadata: { uid: "u2" } })],
      says: undefined,
    },
  ];
  for (const { title, answers: given, says } of answers)
    it(title, async () => {
      assert.equal(await repairCluster(answering(...given), finding(policy(), "delete"), times), says);
    });

  const stray = object("v1", "Namespace", "stray");
  for (const [title, answer, says] of [
    ["has volumes", ok({ items: [{}] }), "it has volumes, whose data would be gone: delete it by hand"],
    [
      "may have volumes",
      refused(403, "may not"),
      "whether it has volumes could not be read: HTTP 403: may not",
    ],
  ] as const)
    it(`keeps a namespace that ${title}`, async () => {
      const cluster = answering(answer);
      assert.equal(await repairCluster(cluster, finding(stray, "delete"), times), says);
      assert.deepEqual(cluster.calls.map(briefly), [
        "GET /api/v1/namespaces/stray/persistentvolumeclaims?limit=1",
      ]);
    });

  const database = (whenDeleted: string) =>
    object("apps/v1", "StatefulSet", "db", {
      namespace: "shop",
      spec: { persistentVolumeClaimRetentionPolicy: { whenDeleted, whenScaled: "Retain" } },
    });

  it("keeps a StatefulSet that would take its volumes with it", async () => {
    const cluster = answering(gone);
    assert.equal(
      await repairCluster(cluster, finding(database("Delete"), "delete"), times),
      "it has volumes, whose data would be gone: delete it by hand",
    );
    assert.deepEqual(cluster.calls, []);
    await repairCluster(cluster, finding(database("Retain"), "delete"), times);
    assert.deepEqual(cluster.calls.map(briefly), ["DELETE /the/object"]);
  });

  it("does nothing about what is the engine's or nobody's", async () => {
    const cluster = answering(gone);
    for (const by of ["engine", "none"] as const) await repairCluster(cluster, finding(policy(), by), times);
    assert.deepEqual(cluster.calls, []);
  });
});

describe("a repair of a pod", () => {
  const pod = {
    ...object("v1", "Pod", "a", { namespace: "shop" }),
    metadata: { name: "a", namespace: "shop", uid: "p1" },
  };

  it("evicts it as soon as the disruption budgets allow it", async () => {
    const cluster = answering(refused(429, "budget"), ok({}), gone);
    assert.equal(await repairCluster(cluster, finding(pod, "evict"), times), undefined);
    assert.deepEqual(cluster.calls.map(briefly), [
      "POST /the/object/eviction",
      "POST /the/object/eviction",
      "GET /the/object",
    ]);
    assert.deepEqual((cluster.calls[0]!.body as { deleteOptions: object }).deleteOptions, {
      preconditions: { uid: "p1" },
    });
  });

  it("says which budget never does", async () => {
    const answer = await repairCluster(
      answering(refused(429, "needs 1 healthy pod")),
      finding(pod, "evict"),
      times,
    );
    assert.equal(answer, "HTTP 429: needs 1 healthy pod");
  });
});

describe("a repair of a changed object", () => {
  const declared = {
    object: policy({ ingress: [{ ports: [{ port: 80 }] }] }),
    urn: "urn",
    fieldManager: "pulumi-kubernetes-1",
  };
  const write = (more: Partial<NonNullable<LiveFinding["declared"]>> = {}) =>
    finding(policy(), "write", { change: "changed", declared: { ...declared, ...more } });

  it("applies it in the provider's name, over whoever else's it is, and to this object alone", async () => {
    const cluster = answering(ok(declared.object));
    assert.equal(await repairCluster(cluster, write(), times), undefined);
    assert.deepEqual(cluster.calls.map(briefly), [
      "PATCH /the/object?fieldManager=pulumi-kubernetes-1&force=true application/apply-patch+yaml",
    ]);
    assert.equal((cluster.calls[0]!.body as KubernetesObject).metadata.uid, "u1");
  });

  it("takes away what applying leaves, last items first, unless somebody writes meanwhile", async () => {
    const applied = policy({
      ingress: [{ ports: [{ port: 80 }, { port: 1 }, { port: 2 }] }],
      egress: [{}],
      "odd/key~": true,
    });
    const cluster = answering(ok(applied));
    assert.equal(await repairCluster(cluster, write(), times), undefined);
    assert.equal(cluster.calls[1]!.type, "application/json-patch+json");
    assert.deepEqual(cluster.calls[1]!.body, [
      { op: "test", path: "/metadata/resourceVersion", value: "7" },
      { op: "remove", path: "/spec/ingress/0/ports/2" },
      { op: "remove", path: "/spec/ingress/0/ports/1" },
      { op: "remove", path: "/spec/egress" },
      { op: "remove", path: "/spec/odd~1key~0" },
    ]);
  });

  it("takes away what nobody declared and is not its default, but nothing that was declared", async () => {
    const wanted = object("apps/v1", "Deployment", "web", {
      namespace: "shop",
      spec: { replicas: 2, template: { spec: { containers: [] } } },
    });
    const live = {
      ...wanted,
      metadata: { ...wanted.metadata, resourceVersion: "7" },
      spec: { replicas: 3, paused: true, template: { spec: { containers: [], hostNetwork: true } } },
    };
    const cluster = answering(ok(live), ok({}), ok({ spec: { replicas: 0 }, status: {} }));
    const changed = finding(wanted, "write", {
      change: "changed",
      declared: { ...declared, object: wanted },
    });
    await repairCluster(cluster, changed, times);
    assert.deepEqual(cluster.calls[1]!.body, [
      { op: "test", path: "/metadata/resourceVersion", value: "7" },
      { op: "remove", path: "/spec/template/spec/hostNetwork" },
      { op: "remove", path: "/spec/paused" },
    ]);
  });

  it("writes nothing that holds what is not known here, and nothing in an unknown name", async () => {
    const cluster = answering(gone);
    const secret = { ...declared.object, spec: { podSelector: { matchLabels: { a: "[secret]" } } } };
    assert.match((await repairCluster(cluster, write({ object: secret }), times)) ?? "", /not known here/);
    const { fieldManager: _, ...unnamed } = declared;
    const finding_ = finding(policy(), "write", { change: "changed", declared: unnamed });
    assert.match((await repairCluster(cluster, finding_, times)) ?? "", /does not say who applied it/);
    assert.deepEqual(cluster.calls, []);
  });

  it("says what is refused", async () => {
    assert.equal(
      await repairCluster(answering(refused(422, "immutable")), write(), times),
      "HTTP 422: immutable",
    );
  });

  it("waits until only pods of the template are left", async () => {
    const deployment = object("apps/v1", "Deployment", "web", { namespace: "shop", spec: { replicas: 2 } });
    const state = (replicas: number, updatedReplicas: number) =>
      ok({
        metadata: { generation: 2 },
        spec: { replicas: 2 },
        status: { observedGeneration: 2, replicas, updatedReplicas },
      });
    const changed = finding(deployment, "write", {
      change: "changed",
      declared: { ...declared, object: deployment },
    });
    const patient = answering(ok(deployment), state(3, 1), state(3, 2), state(2, 2));
    assert.equal(await repairCluster(patient, changed, times), undefined);
    assert.equal(patient.calls.length, 4);
    const stuck = answering(ok(deployment), state(3, 1));
    assert.match((await repairCluster(stuck, changed, times)) ?? "", /not all of its pods are new/);
  });
});
