import assert from "node:assert/strict";
import { readCluster } from "../../../reachability/read/readCluster.js";
import {
  clusterOf,
  controller,
  manifests,
  networkPolicy,
  pod,
  problemsOf,
  readAll,
  type Written,
} from "./reading.js";

const namespace = (name: unknown, metadata: Written = {}): Written => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name, ...metadata },
});

describe("reachability/read: which objects count", () => {
  it("counts what says nothing about the network, by apiVersion and kind", () => {
    const { skipped } = clusterOf([
      { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } },
      { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "b" } },
      { apiVersion: "kustomize.config.k8s.io/v1beta1", kind: "Kustomization" },
      { apiVersion: "serving.knative.dev/v1", kind: "Service", metadata: { name: "a" } },
      { replicaCount: 1 },
      {},
    ]);
    assert.deepEqual(skipped, {
      "(no kind)": 2,
      "kustomize.config.k8s.io/v1beta1/Kustomization": 1,
      "serving.knative.dev/v1/Service": 1,
      "v1/ConfigMap": 2,
    });
  });

  it("counts kinds that are named like parts of an object's prototype", () => {
    const { skipped } = clusterOf([
      { apiVersion: "constructor", kind: "toString" },
      { apiVersion: "__proto__", kind: "__proto__" },
    ]);
    assert.deepEqual(Object.entries(skipped), [
      ["__proto__/__proto__", 1],
      ["constructor/toString", 1],
    ]);
  });

  it("takes empty documents as nothing", () => {
    const { cluster, problems } = readAll([null, undefined]);
    assert.deepEqual([problems, cluster.skipped], [[], {}]);
  });

  const refused: readonly (readonly [string, unknown, readonly string[]])[] = [
    ["a text", "hello", [': "hello"; a Kubernetes object: a mapping with apiVersion and kind']],
    [
      "a list of objects",
      [namespace("shop")],
      [": a list of 1; a Kubernetes object: a mapping with apiVersion and kind"],
    ],
    ["a kind without apiVersion", { kind: "Pod" }, ["apiVersion: nothing; an apiVersion, such as v1"]],
    ["an apiVersion without kind", { apiVersion: "v1" }, ["kind: nothing; a kind, such as Pod"]],
    ["a kind that is a number", { apiVersion: "v1", kind: 1 }, ["kind: 1 (a number); a kind, such as Pod"]],
    [
      "an old version",
      { apiVersion: "apps/v1beta2", kind: "Deployment" },
      ['apiVersion: "apps/v1beta2"; Deployment of apps/v1'],
    ],
    [
      "an old group",
      { apiVersion: "extensions/v1beta1", kind: "NetworkPolicy" },
      ['apiVersion: "extensions/v1beta1"; NetworkPolicy of networking.k8s.io/v1'],
    ],
    [
      "an old version of a CronJob",
      { apiVersion: "batch/v1beta1", kind: "CronJob" },
      ['apiVersion: "batch/v1beta1"; CronJob of batch/v1'],
    ],
    ["a wrong group", { apiVersion: "v1", kind: "Deployment" }, ['apiVersion: "v1"; Deployment of apps/v1']],
    [
      "a kind in other letters",
      { apiVersion: "networking.k8s.io/v1", kind: "Networkpolicy" },
      ['kind: "Networkpolicy"; NetworkPolicy of networking.k8s.io/v1'],
    ],
    ["no metadata", { apiVersion: "v1", kind: "Namespace" }, ["metadata: nothing; a mapping with the name"]],
    ["no name", namespace(undefined), ["metadata.name: nothing; a name"]],
    ["a name that is a number", namespace(1), ["metadata.name: 1 (a number); a text"]],
  ];
  for (const [title, value, expected] of refused)
    it(`refuses ${title}`, () => {
      assert.deepEqual(problemsOf([value]), expected);
    });

  it("counts a list of something else, which may lie among manifests", () => {
    for (const list of [[], [1, "a"], [{ from: "a", to: "b" }]])
      assert.deepEqual(clusterOf([list]).skipped, { "(no object)": 1 });
  });

  for (const name of ["Shop", "shop_1", "a.b", "-a", "a".repeat(64), "__proto__"])
    it(`refuses a namespace ${name.slice(0, 10)}`, () => {
      assert.equal(problemsOf([namespace(name)]).length, 1);
      assert.equal(problemsOf([pod({ namespace: name })]).length, 1);
    });

  it("refuses the name of an object that no DNS name can be, and admits dots in it", () => {
    assert.equal(problemsOf([pod({ name: "Web" })]).length, 1);
    assert.equal(problemsOf([pod({ name: "a..b" })]).length, 1);
    assert.deepEqual(problemsOf([pod({ name: "a.b" }), pod({ name: "constructor" })]), []);
  });

  it("refuses an object's labels that cannot be", () => {
    assert.deepEqual(
      problemsOf([pod({ labels: { app: "a b" } })]).map((problem) => problem.split(":")[0]),
      ["metadata.labels.app"],
    );
  });

  it("names both places of a second object, whatever its version", () => {
    assert.deepEqual(problemsOf([networkPolicy({}), pod(), networkPolicy({})]), [
      "metadata.name: a second NetworkPolicy shop/web; one of each name; the first is at shop.yaml:1",
    ]);
    const scaler = (version: string) => ({ ...pod(), apiVersion: version, kind: "HorizontalPodAutoscaler" });
    assert.deepEqual(problemsOf([scaler("autoscaling/v1"), scaler("autoscaling/v2")]), [
      "metadata.name: a second HorizontalPodAutoscaler shop/web; one of each name; the first is at shop.yaml:1",
    ]);
    assert.deepEqual(problemsOf([namespace("a"), namespace("a", { namespace: "b" })]), [
      "metadata.name: a second Namespace a; one of each name; the first is at shop.yaml:1",
    ]);
  });

  it("takes equal names of other kinds, groups and namespaces as other objects", () => {
    const calico = {
      apiVersion: "projectcalico.org/v3",
      kind: "NetworkPolicy",
      metadata: { name: "web", namespace: "shop" },
      spec: {},
    };
    assert.deepEqual(
      problemsOf([pod(), controller("Deployment"), pod({ namespace: "other" }), networkPolicy({}), calico]),
      [],
    );
  });

  it("takes objects with generateName as as many", () => {
    const job = controller("Job", {}, { name: undefined, generateName: "once-" });
    assert.deepEqual(
      clusterOf([job, job]).workloads.map(({ name, pods }) => [name, pods.length]),
      [["once-*", 1]],
    );
  });

  it("reads the objects of a List, and of Lists in it, by their places", () => {
    const list = {
      apiVersion: "v1",
      kind: "List",
      items: [pod(), { apiVersion: "v1", kind: "List", items: [networkPolicy({ foo: 1 })] }],
    };
    const { cluster, problems } = readAll([list]);
    assert.deepEqual(cluster.workloads[0]!.origin.path, ["items", 0]);
    assert.equal(cluster.workloads[0]!.origin.lineOf(["metadata"]), 4);
    assert.deepEqual(
      problems.map(({ path, line }) => [path, line]),
      [["items[1].items[0].spec.foo", 7]],
    );
  });

  it("reads a list of one kind whose items do not repeat it", () => {
    const { apiVersion: _apiVersion, kind: _kind, ...item } = networkPolicy({});
    const list = { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicyList", items: [item] };
    assert.deepEqual(
      clusterOf([list]).policies.map(({ name }) => name),
      ["web"],
    );
  });

  it("takes each item of a list of one kind as what it says itself, where it says something", () => {
    const { kind: _kind, ...withoutKind } = pod();
    const { apiVersion: _apiVersion, ...withoutVersion } = pod();
    const list = (...items: unknown[]) => ({ apiVersion: "v1", kind: "PodList", items });
    assert.deepEqual(clusterOf([list({ apiVersion: "v1", kind: "ConfigMap" })]).skipped, {
      "v1/ConfigMap": 1,
    });
    assert.deepEqual(problemsOf([list(withoutKind, withoutVersion)]), [
      "items[0].kind: nothing; a kind, such as Pod",
      "items[1].apiVersion: nothing; an apiVersion, such as v1",
    ]);
  });

  it("refuses items of a List that are no objects, and takes null as nothing", () => {
    for (const kind of ["List", "PodList"])
      assert.deepEqual(problemsOf([{ apiVersion: "v1", kind, items: ["x", null, [pod()], 3] }]), [
        'items[0]: "x"; a Kubernetes object: a mapping with apiVersion and kind',
        "items[2]: a list of 1; a Kubernetes object: a mapping with apiVersion and kind",
        "items[3]: 3 (a number); a Kubernetes object: a mapping with apiVersion and kind",
      ]);
  });

  it("gives items of a List no kind that they do not say", () => {
    const { skipped } = clusterOf([{ apiVersion: "v1", kind: "List", items: [{ metadata: { name: "a" } }] }]);
    assert.deepEqual(skipped, { "(no kind)": 1 });
  });

  it("takes a kind that ends like a List's, and has no list of items, as any other", () => {
    assert.deepEqual(clusterOf([{ apiVersion: "v1", kind: "PodList", items: { a: 1 } }]).skipped, {
      "v1/PodList": 1,
    });
    assert.deepEqual(problemsOf([{ apiVersion: "v1", kind: 3, items: [] }]), [
      "kind: 3 (a number); a kind, such as Pod",
    ]);
  });

  const owner = (kind: string, name: string) => ({
    apiVersion: "v1",
    kind,
    name,
    uid: name,
    controller: true,
  });
  const more: readonly (readonly [title: string, value: unknown, problems: readonly string[]])[] = [
    [
      "two owners that control it",
      pod({ ownerReferences: [owner("A", "a"), owner("A", "b")] }),
      [
        'metadata.ownerReferences[1]: a mapping of "apiVersion", "kind", "name", "uid", "controller"; one owner with controller: true',
      ],
    ],
    [
      "an owner without kind and name",
      pod({ ownerReferences: [owner("", "")] }),
      [
        "metadata.ownerReferences[0].kind: an empty text; the owner's kind and name",
        "metadata.ownerReferences[0].name: an empty text; the owner's kind and name",
      ],
    ],
    ["metadata that are a list", { ...pod(), metadata: [] }, ["metadata: a list of 0; a mapping"]],
    ["an empty name", namespace(""), ["metadata.name: an empty text; a name"]],
    [
      "an empty name, with an empty generateName",
      namespace("", { generateName: "" }),
      ["metadata.name: an empty text; a name"],
    ],
    [
      "a CIDR that is longer than any",
      networkPolicy({ ingress: [{ from: [{ ipBlock: { cidr: `10.0.0.0/${"0".repeat(60)}8` } }] }] }),
      [
        `spec.ingress[0].from[0].ipBlock.cidr: "10.0.0.0/${"0".repeat(60)}8"; a CIDR, such as 10.9.8.0/24 or 2001:db8::/64, not an IPv4-mapped one`,
      ],
    ],
    [
      "a controller whose spec is a text",
      { ...controller("Job"), spec: "x" },
      [
        'spec: "x"; a mapping',
        "spec.template: nothing; a mapping with the pods' labels and spec",
        "spec.template.spec: nothing; a mapping with the containers",
      ],
    ],
    [
      "an Ingress to a Service without a name",
      {
        apiVersion: "networking.k8s.io/v1",
        kind: "Ingress",
        metadata: { name: "a", namespace: "shop" },
        spec: { defaultBackend: { service: { name: "", port: { number: 1 } } } },
      },
      ["spec.defaultBackend.service.name: an empty text; the name of a Service"],
    ],
    [
      "an Ingress to a Service that is a text",
      {
        apiVersion: "networking.k8s.io/v1",
        kind: "Ingress",
        metadata: { name: "a", namespace: "shop" },
        spec: { defaultBackend: { service: "x" } },
      },
      ['spec.defaultBackend.service: "x"; a mapping'],
    ],
  ];
  for (const [title, value, problems] of more)
    it(`refuses ${title}, and says what to write`, () => {
      assert.deepEqual(problemsOf([value]), problems);
    });

  it("reads an empty List, and takes a kind that only ends so as any other", () => {
    const { skipped } = clusterOf([
      { apiVersion: "v1", kind: "List", items: [] },
      { apiVersion: "v1", kind: "List" },
      { apiVersion: "example.com/v1", kind: "AllowList", metadata: { name: "a" } },
    ]);
    assert.deepEqual(skipped, { "example.com/v1/AllowList": 1 });
  });

  it("refuses Lists in each other without end", () => {
    let list: unknown = pod();
    for (let depth = 0; depth < 100_000; depth += 1) list = { apiVersion: "v1", kind: "List", items: [list] };
    const { problems } = readAll([list]);
    assert.deepEqual(
      problems.map(({ found, allowed }) => [found, allowed]),
      [["a List", "at most 8 Lists in each other"]],
    );
  });

  it("reports problems by file and line", () => {
    const bad = { apiVersion: "v1", kind: 1 };
    const { problems } = readCluster([...manifests([bad, bad], "b.yaml"), ...manifests([bad], "a.yaml")], {
      calicoMinor: 32,
      staged: false,
    });
    assert.deepEqual(
      problems.map(({ file, line }) => [file, line]),
      [
        ["a.yaml", 2],
        ["b.yaml", 2],
        ["b.yaml", 102],
      ],
    );
  });
});
