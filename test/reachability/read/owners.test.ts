import assert from "node:assert/strict";
import {
  clusterOf,
  controller,
  networkPolicy,
  notesOf,
  ownedBy,
  pod,
  problemsOf,
  readAll,
  type Written,
} from "./reading.js";

/** `Kind name: label of each variant x count` of each workload. */
function workloadsOf(values: readonly unknown[]): string[] {
  return clusterOf(values).workloads.map(
    ({ kind, name, pods }) =>
      `${kind} ${name}: ${pods.map(({ labels, count }) => `${labels["app"] ?? "-"} x ${count}`).join(", ")}`,
  );
}

const owned = (name: string, kind: string, owner: string, labels: Written = {}): Written =>
  pod({ name, labels: { app: "web", ...labels }, ...ownedBy(kind, owner) });
const hash = { "pod-template-hash": "abc" };

describe("reachability/read: pods of one owner are one workload", () => {
  const cases: readonly (readonly [string, readonly unknown[], readonly string[]])[] = [
    ["a pod without an owner stands for itself", [pod({ labels: { app: "a" } })], ["Pod web: a x 1"]],
    [
      "pods of a ReplicaSet that was read, and its Deployment",
      [
        controller("Deployment", { replicas: 2 }),
        controller("ReplicaSet", { replicas: 2 }, { name: "web-abc", ...ownedBy("Deployment", "web") }),
        owned("web-abc-1", "ReplicaSet", "web-abc", hash),
        owned("web-abc-2", "ReplicaSet", "web-abc", hash),
      ],
      ["Deployment web: web x 2"],
    ],
    [
      "pods of a ReplicaSet that was not read, nor its Deployment",
      [owned("a", "ReplicaSet", "web-abc", hash), owned("b", "ReplicaSet", "web-abc", hash)],
      ["ReplicaSet web-abc: web x 2"],
    ],
    [
      "such pods and a Deployment that was read",
      [controller("Deployment"), owned("a", "ReplicaSet", "web-abc", hash)],
      ["Deployment web: web x 1"],
    ],
    [
      "pods of another kind that is named as a ReplicaSet would be",
      [controller("Deployment"), owned("a", "Rollout", "web-abc", hash)],
      ["Deployment web: web x 1", "Rollout web-abc: web x 1"],
    ],
    [
      "pods of a ReplicaSet whose name only ends with the hash",
      [controller("Deployment", {}, { name: "we" }), owned("a", "ReplicaSet", "webabc", hash)],
      ["Deployment we: web x 1", "ReplicaSet webabc: web x 1"],
    ],
    [
      "pods of a ReplicaSet without a hash",
      [controller("Deployment"), owned("a", "ReplicaSet", "web-", { "pod-template-hash": "" })],
      ["Deployment web: web x 1", "ReplicaSet web-: web x 1"],
    ],
    [
      "pods of another kind that is named as a CronJob's Job",
      [controller("CronJob"), owned("a", "Workflow", "web-29000000")],
      ["CronJob web: web x Infinity", "Workflow web-29000000: web x 1"],
    ],
    [
      "pods of a Job whose name has more after its number",
      [controller("CronJob"), owned("a", "Job", "web-29000000-x")],
      ["CronJob web: web x Infinity", "Job web-29000000-x: web x 1"],
    ],
    [
      "pods of a ReplicaSet of its own",
      [
        owned("a", "ReplicaSet", "web-abc"),
        owned("b", "ReplicaSet", "web-abc", { "pod-template-hash": "def" }),
      ],
      ["ReplicaSet web-abc: web x 2"],
    ],
    [
      "a pod whose ReplicaSet is nothing but the hash",
      [owned("a", "ReplicaSet", "-abc", hash)],
      ["ReplicaSet -abc: web x 1"],
    ],
    [
      "pods of a CronJob's Jobs",
      [
        controller("CronJob"),
        controller("Job", {}, { name: "web-29000000", ...ownedBy("CronJob", "web") }),
        owned("a", "Job", "web-29000000", { "job-name": "web-29000000" }),
        owned("b", "Job", "web-29000001", { "job-name": "web-29000001" }),
      ],
      ["CronJob web: web x Infinity"],
    ],
    [
      "pods of a Job whose name ends with a small number",
      [owned("a", "Job", "web-2")],
      ["Job web-2: web x 1"],
    ],
    [
      "pods of other controllers",
      [owned("a", "Rollout", "web"), owned("b", "Rollout", "web")],
      ["Rollout web: web x 2"],
    ],
    ["a pod of the kubelet's own", [owned("a", "Node", "node-1")], ["Pod a: web x 1"]],
    [
      "a StatefulSet stays one whatever made it",
      [controller("StatefulSet", {}, ownedBy("Database", "main")), owned("a", "StatefulSet", "web")],
      ["StatefulSet web: web x 1"],
    ],
    [
      "an old ReplicaSet does not count",
      [
        controller("Deployment"),
        {
          ...controller(
            "ReplicaSet",
            {
              replicas: 0,
              selector: { matchLabels: { app: "old" } },
              template: { metadata: { labels: { app: "old" } }, spec: {} },
            },
            { name: "web-old", ...ownedBy("Deployment", "web") },
          ),
        },
      ],
      ["Deployment web: web x 1"],
    ],
    [
      "a ReplicaSet of its own that is scaled to none does",
      [
        controller("ReplicaSet", { replicas: 0 }),
        pod({ name: "a", labels: { app: "other" }, ...ownedBy("ReplicaSet", "web") }),
      ],
      ["ReplicaSet web: web x Infinity, other x 1"],
    ],
    [
      "an old ReplicaSet alone does",
      [controller("ReplicaSet", { replicas: 0 }, { name: "web-old", ...ownedBy("Deployment", "web") })],
      ["Deployment web: web x Infinity"],
    ],
    [
      "running pods that differ from the template are a kind of their own",
      [
        controller("Deployment", { replicas: 3 }),
        pod({ name: "a", labels: { app: "web-2" }, ...ownedBy("Deployment", "web") }),
      ],
      ["Deployment web: web x 3, web-2 x 1"],
    ],
    [
      "an owner that does not control",
      [pod({ ownerReferences: [{ apiVersion: "v1", kind: "Rollout", name: "a", uid: "1" }] })],
      ["Pod web: - x 1"],
    ],
    [
      "the same name in other namespaces is another workload",
      [
        controller("Deployment"),
        pod({ namespace: "other", labels: { app: "a" }, ...ownedBy("Deployment", "web") }),
      ],
      ["Deployment web: a x 1", "Deployment web: web x 1"],
    ],
  ];
  for (const [title, values, expected] of cases)
    it(`groups: ${title}`, () => {
      assert.deepEqual(workloadsOf(values), expected);
      assert.deepEqual(workloadsOf([...values].reverse()), expected);
    });

  it("is at the place of the controller", () => {
    const { origin } = clusterOf([owned("a", "ReplicaSet", "web-abc", hash), controller("Deployment")])
      .workloads[0]!;
    assert.equal(origin.lineOf([]), 101);
  });

  it("is at the place of a template before that of a pod", () => {
    const template = controller("ReplicaSet", {}, { name: "web-abc", ...ownedBy("Deployment", "web") });
    const { origin } = clusterOf([owned("a", "ReplicaSet", "web-abc", hash), template]).workloads[0]!;
    assert.equal(origin.lineOf([]), 101);
  });

  it("notes that a CronJob's template does not tell the names of its Jobs", () => {
    const policy = networkPolicy({ podSelector: { matchLabels: { "job-name": "web-29000000" } } });
    assert.deepEqual(notesOf(clusterOf([controller("CronJob"), policy])), ["undecidable-label"]);
    assert.deepEqual(notesOf(clusterOf([controller("Job"), policy])), []);
  });

  it("refuses objects that own themselves or each other", () => {
    const self = controller("ReplicaSet", {}, ownedBy("ReplicaSet", "web"));
    assert.deepEqual(problemsOf([self]), [
      'metadata.ownerReferences[0]: a mapping of "apiVersion", "kind", "name", "uid", "controller"; an owner that this object does not own itself',
    ]);
    const ring = ["a", "b", "c"].map((name, index, names) =>
      controller("ReplicaSet", {}, { name, ...ownedBy("ReplicaSet", names[(index + 1) % 3]!) }),
    );
    const { cluster, problems } = readAll([owned("x", "ReplicaSet", "a"), ...ring]);
    assert.equal(problems.length, 3);
    assert.deepEqual(
      cluster.workloads.map(({ kind, name }) => `${kind} ${name}`),
      ["ReplicaSet a", "ReplicaSet b", "ReplicaSet c", "Pod x"],
    );
  });

  it("follows long chains of owners once", () => {
    const chain = Array.from({ length: 20_000 }, (_, index) =>
      controller("ReplicaSet", {}, { name: `r${index}`, ...ownedBy("ReplicaSet", `r${index + 1}`) }),
    );
    assert.deepEqual(workloadsOf(chain), ["ReplicaSet r20000: web x 1"]);
  });

  for (const [title, reference] of [
    [
      "two owners that control",
      [
        { kind: "A", name: "a", controller: true },
        { kind: "B", name: "b", controller: true },
      ],
    ],
    ["an owner without a name", [{ kind: "A", controller: true }]],
    ["an owner with an empty kind", [{ kind: "", name: "a", controller: true }]],
  ] as const)
    it(`refuses ${title}`, () => {
      assert.equal(problemsOf([pod({ ownerReferences: reference })]).length, 1);
    });

  const perPod = [
    "pod-template-hash",
    "controller-revision-hash",
    "pod-template-generation",
    "controller-uid",
    "batch.kubernetes.io/controller-uid",
  ];
  for (const key of perPod) {
    const pods = ["1", "2"].map((value) => owned(value, "Rollout", "web", { [key]: value }));
    it(`does not tell pods apart by ${key}`, () => {
      const cluster = clusterOf([...pods, networkPolicy({})]);
      assert.deepEqual(
        cluster.workloads[0]!.pods.map(({ labels }) => labels[key]),
        [undefined],
      );
      assert.deepEqual(notesOf(cluster), []);
    });

    it(`tells pods apart by ${key} where a selector asks for it, and notes that templates do not have it`, () => {
      const cluster = clusterOf([...pods, networkPolicy({ podSelector: { matchLabels: { [key]: "1" } } })]);
      assert.deepEqual(
        cluster.workloads[0]!.pods.map(({ labels }) => labels[key]),
        ["1", "2"],
      );
      assert.deepEqual(notesOf(cluster), ["undecidable-label"]);
    });
  }
});
