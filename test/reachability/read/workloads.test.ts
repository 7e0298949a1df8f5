import assert from "node:assert/strict";
import type { PodVariant, Workload } from "../../../reachability/model/cluster.js";
import { parseAddress } from "../../../reachability/sets/addresses.js";
import {
  clusterOf,
  controller,
  networkPolicy,
  notesOf,
  ownedBy,
  pod,
  problemsOf,
  type Written,
} from "./reading.js";

function workloadOf(...values: readonly unknown[]): Workload {
  const { workloads } = clusterOf(values);
  assert.equal(workloads.length, 1);
  return workloads[0]!;
}

function variantOf(...values: readonly unknown[]): PodVariant {
  const { pods } = workloadOf(...values);
  assert.equal(pods.length, 1);
  return pods[0]!;
}

const containers = (...ports: unknown[]) => [{ name: "main", image: "web", ports }];
const select = (...keys: string[]) =>
  networkPolicy({ podSelector: { matchExpressions: keys.map((key) => ({ key, operator: "Exists" })) } });

/** Labels that every pod of namespace shop with the default service account has. */
const calico = {
  "projectcalico.org/namespace": "shop",
  "projectcalico.org/orchestrator": "k8s",
  "projectcalico.org/serviceaccount": "default",
};

describe("reachability/read: workloads", () => {
  const kinds: readonly (readonly [string, Written, number])[] = [
    ["Deployment", { replicas: 3 }, 3],
    ["Deployment", {}, 1],
    ["ReplicaSet", { replicas: 2 }, 2],
    ["ReplicationController", { replicas: 2 }, 2],
    ["StatefulSet", { replicas: 2 }, 2],
    ["DaemonSet", {}, Infinity],
    ["Job", { parallelism: 4 }, 4],
    ["Job", {}, 1],
    ["CronJob", {}, Infinity],
    // Something scales it that the objects do not tell.
    ["Deployment", { replicas: 0 }, Infinity],
  ];
  for (const [kind, spec, count] of kinds)
    it(`is a ${kind} of ${count} pods by ${JSON.stringify(spec)}`, () => {
      const workload = workloadOf(controller(kind, spec));
      const { namespace, name, pods } = workload;
      assert.deepEqual([workload.kind, namespace, name], [kind, "shop", "web"]);
      assert.deepEqual(
        pods.map((variant) => [variant.labels["app"], variant.count]),
        [["web", count]],
      );
    });

  it("is of any number where an autoscaler scales it", () => {
    const scaler = {
      apiVersion: "autoscaling/v2",
      kind: "HorizontalPodAutoscaler",
      metadata: { name: "web", namespace: "shop" },
      spec: { scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" }, maxReplicas: 9 },
    };
    assert.equal(variantOf(controller("Deployment"), scaler).count, Infinity);
    const running = pod({ name: "a", labels: { app: "old" }, ...ownedBy("Deployment", "web") });
    assert.deepEqual(
      workloadOf(controller("Deployment"), scaler, running).pods.map(({ count }) => count),
      [Infinity, 1],
    );
    assert.deepEqual(
      clusterOf([controller("StatefulSet"), scaler]).workloads.map(({ pods }) => pods[0]!.count),
      [1],
    );
  });

  it("has the pod's labels and those that Calico adds", () => {
    assert.deepEqual(
      { ...variantOf(pod({ labels: { constructor: "a" } })).labels },
      { ...calico, constructor: "a" },
    );
    const inherited = variantOf(pod()).labels["constructor"];
    assert.equal(inherited, undefined);
  });

  it("has the labels that a Job's pods get", () => {
    assert.deepEqual(
      { ...variantOf(controller("Job")).labels },
      { ...calico, app: "web", "job-name": "web", "batch.kubernetes.io/job-name": "web" },
    );
  });

  const accounts: readonly (readonly [string, Written, string])[] = [
    ["default where none is named", {}, "default"],
    ["default where the name is empty", { serviceAccountName: "" }, "default"],
    ["the named one", { serviceAccountName: "a" }, "a"],
    ["the one of the old field", { serviceAccount: "b" }, "b"],
    ["that of the new field before that of the old", { serviceAccountName: "a", serviceAccount: "b" }, "a"],
  ];
  for (const [title, spec, name] of accounts)
    it(`runs as ${title}`, () => {
      const { serviceAccount, labels } = variantOf(pod({}, spec));
      assert.equal(serviceAccount.name, name);
      assert.equal(labels["projectcalico.org/serviceaccount"], name);
    });

  it("has no label for a service account whose name is too long for one", () => {
    const labelled = (length: number) =>
      Object.hasOwn(
        variantOf(pod({}, { serviceAccountName: "a".repeat(length) })).labels,
        "projectcalico.org/serviceaccount",
      );
    assert.deepEqual([labelled(62), labelled(63)], [true, false]);
  });

  it("knows the labels of its service account", () => {
    const account = {
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: { name: "a", namespace: "shop", labels: { team: "b" } },
    };
    const elsewhere = {
      ...account,
      metadata: { ...account.metadata, namespace: "other", labels: { team: "c" } },
    };
    assert.deepEqual(
      { ...variantOf(pod({}, { serviceAccountName: "a" }), account, elsewhere).serviceAccount.labels },
      { team: "b", "projectcalico.org/name": "a" },
    );
    assert.deepEqual(
      { ...variantOf(pod(), account).serviceAccount.labels },
      { "projectcalico.org/name": "default" },
    );
  });

  it("notes service accounts that nobody defines where a selector asks for their labels", () => {
    const policy = (serviceAccountSelector: string) => ({
      apiVersion: "projectcalico.org/v3",
      kind: "GlobalNetworkPolicy",
      metadata: { name: "a" },
      spec: { serviceAccountSelector },
    });
    assert.deepEqual(notesOf(clusterOf([pod(), policy("team == 'a'")])), ["unknown-service-account"]);
    assert.deepEqual(notesOf(clusterOf([pod(), policy("projectcalico.org/name == 'a'")])), []);
    const account = {
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: { name: "default", namespace: "shop" },
    };
    assert.deepEqual(notesOf(clusterOf([pod(), account, policy("team == 'a'")])), []);
  });

  it("declares the ports of containers and init containers in their order, each once, TCP where nothing is said", () => {
    const spec = {
      containers: [
        {
          name: "a",
          ports: [
            { containerPort: 80, name: "http" },
            { containerPort: 53, protocol: "UDP" },
          ],
        },
        {
          name: "b",
          ports: [{ containerPort: 80, name: "http" }],
        },
        { name: "c", ports: [{ containerPort: 81, name: "http" }] },
        { name: "d", ports: [{ containerPort: 90, protocol: "", name: "" }, { containerPort: 90 }] },
      ],
      initContainers: [
        { name: "e", restartPolicy: "Always", ports: [{ containerPort: 7, protocol: "SCTP" }] },
        {
          name: "f",
          ports: [
            { containerPort: 6, name: "init" },
            { containerPort: 81, name: "http" },
          ],
        },
      ],
    };
    assert.deepEqual(variantOf(pod({}, spec)).ports, [
      { name: "http", protocol: "TCP", port: 80 },
      { name: undefined, protocol: "UDP", port: 53 },
      { name: "http", protocol: "TCP", port: 81 },
      { name: undefined, protocol: "TCP", port: 90 },
      { name: undefined, protocol: "SCTP", port: 7 },
      // Services do not find what only an init container has that ends.
      { name: "init", protocol: "TCP", port: 6, ends: true },
    ]);
  });

  const statuses: readonly (readonly [string, Written, Written, readonly string[]])[] = [
    ["none before it runs", {}, { podIP: "" }, []],
    ["the one", {}, { podIP: "10.1.2.3" }, ["10.1.2.3"]],
    [
      "both families",
      {},
      { podIP: "10.1.2.3", podIPs: [{ ip: "10.1.2.3" }, { ip: "2001:db8::1" }] },
      ["10.1.2.3", "2001:db8::1"],
    ],
    ["none when it has succeeded", {}, { phase: "Succeeded", podIP: "10.1.2.3" }, []],
    ["none when it has failed", {}, { phase: "Failed", podIP: "10.1.2.3" }, []],
    ["the node's on the host network", { hostNetwork: true }, { hostIP: "10.0.0.1" }, ["10.0.0.1"]],
    ["its own and not the node's", {}, { hostIP: "10.0.0.1" }, []],
  ];
  for (const [title, spec, status, addresses] of statuses)
    it(`has as address ${title}`, () => {
      assert.deepEqual(
        variantOf(pod({}, spec, status)).addresses,
        addresses.map((address) => parseAddress(address)!),
      );
    });

  it("knows the host network", () => {
    assert.deepEqual(
      [variantOf(pod()).hostNetwork, variantOf(pod({}, { hostNetwork: true })).hostNetwork],
      [false, true],
    );
  });

  const template = (spec: Written, labels: unknown = { app: "web" }) => ({
    template: { metadata: { labels }, spec },
  });
  const refused: readonly (readonly [string, unknown, readonly string[]])[] = [
    ["no spec", { ...pod(), spec: undefined }, ["spec: nothing; a mapping with the containers"]],
    [
      "no template",
      controller("Deployment", { template: null }),
      [
        "spec.template: nothing; a mapping with the pods' labels and spec",
        "spec.template.spec: nothing; a mapping with the containers",
      ],
    ],
    [
      "no pod spec",
      controller("Deployment", { template: { metadata: { labels: { app: "web" } } } }),
      ["spec.template.spec: nothing; a mapping with the containers"],
    ],
    [
      "-1 replicas",
      controller("Deployment", { replicas: -1 }),
      ["spec.replicas: -1 (a number); a whole number from 0 to 2147483647"],
    ],
    [
      "replicas in quotes",
      controller("Deployment", { replicas: "1" }),
      ['spec.replicas: "1"; a whole number from 0 to 2147483647'],
    ],
    [
      "a port without a number",
      pod({}, { containers: containers({ name: "http" }) }),
      ["spec.containers[0].ports[0].containerPort: nothing; a port from 1 to 65535"],
    ],
    [
      "port 0",
      pod({}, { containers: containers({ containerPort: 0 }) }),
      ["spec.containers[0].ports[0].containerPort: 0 (a number); a port from 1 to 65535"],
    ],
    [
      "a port in quotes",
      pod({}, { containers: containers({ containerPort: "80" }) }),
      ['spec.containers[0].ports[0].containerPort: "80"; a port from 1 to 65535'],
    ],
    [
      "a port of null",
      pod({}, { containers: containers(null) }),
      ["spec.containers[0].ports[0].containerPort: nothing; a port from 1 to 65535"],
    ],
    [
      "a port's name in capitals",
      pod({}, { containers: containers({ containerPort: 80, name: "HTTP" }) }),
      [
        'spec.containers[0].ports[0].name: "HTTP"; at most 15 lower-case letters, digits and single "-", with at least one letter and no "-" at an end',
      ],
    ],
    [
      "the same name twice in a container",
      pod({}, { containers: containers({ containerPort: 80, name: "a" }, { containerPort: 81, name: "a" }) }),
      ['spec.containers[0].ports[1].name: "a"; each name once in a container'],
    ],
    [
      "an unknown protocol",
      pod({}, { containers: containers({ containerPort: 80, protocol: "HTTP" }) }),
      ['spec.containers[0].ports[0].protocol: "HTTP"; TCP, UDP, SCTP'],
    ],
    ["hostNetwork in quotes", pod({}, { hostNetwork: "true" }), ['spec.hostNetwork: "true"; true or false']],
    [
      "an address that is none",
      pod({}, {}, { podIP: "10.1.2" }),
      ['status.podIP: "10.1.2"; an IP address, such as 10.9.8.7 or 2001:db8::ffff, not an IPv4-mapped one'],
    ],
  ];
  for (const [title, value, problems] of refused)
    it(`refuses ${title}, and says what to write`, () => {
      assert.deepEqual(problemsOf([value]), problems);
    });

  for (const [title, written] of [
    ["labels that the selector does not match", controller("Deployment", template({}, { app: "api" }))],
    ["an empty selector", controller("StatefulSet", { selector: {} })],
    ["no selector", controller("DaemonSet", { selector: null })],
    ["a selector in the way of others", controller("ReplicationController", { selector: { app: "api" } })],
  ] as const)
    it(`notes ${title}, which no server takes`, () => {
      assert.deepEqual(
        clusterOf([written]).notes.map(({ id }) => id),
        ["would-be-refused"],
      );
      assert.equal(clusterOf([written]).workloads.length, 1);
    });

  it("accepts a template that a selector's expressions match", () => {
    const selector = {
      matchLabels: { app: "web" },
      matchExpressions: [
        { key: "app", operator: "In", values: ["api", "web"] },
        { key: "tier", operator: "DoesNotExist" },
        { key: "tier", operator: "NotIn", values: ["a"] },
        { key: "app", operator: "Exists" },
      ],
    };
    assert.deepEqual(problemsOf([controller("Deployment", { selector })]), []);
  });

  describe("pods of a StatefulSet", () => {
    const [name, index] = ["statefulset.kubernetes.io/pod-name", "apps.kubernetes.io/pod-index"];

    it("are one kind where nobody tells them apart", () => {
      assert.equal(
        variantOf(controller("StatefulSet", { replicas: 3 }), networkPolicy({})).labels[name],
        undefined,
      );
    });

    for (const [title, selecting] of [
      ["a policy", select(name)],
      [
        "a policy's peer",
        networkPolicy({ ingress: [{ from: [{ podSelector: { matchLabels: { [index]: "0" } } }] }] }),
      ],
      [
        "a Service",
        {
          apiVersion: "v1",
          kind: "Service",
          metadata: { name: "a", namespace: "shop" },
          spec: { selector: { [name]: "web-5" }, ports: [{ port: 1 }] },
        },
      ],
    ] as const)
      it(`are told apart by ${title}`, () => {
        const { pods } = workloadOf(
          controller("StatefulSet", { replicas: 2, ordinals: { start: 5 } }),
          selecting,
        );
        assert.deepEqual(
          pods.map(({ labels, count }) => [labels[name], labels[index], count]),
          [
            ["web-5", "5", 1],
            ["web-6", "6", 1],
          ],
        );
      });

    it("are told apart by what a peer must not be", () => {
      const policy = {
        apiVersion: "projectcalico.org/v3",
        kind: "GlobalNetworkPolicy",
        metadata: { name: "a" },
        spec: { ingress: [{ action: "Allow", source: { notSelector: `${index} == '0'` } }] },
      };
      assert.equal(workloadOf(controller("StatefulSet", { replicas: 2 }), policy).pods.length, 2);
    });

    it("are the first and any others where something scales them up from none", () => {
      const { pods } = workloadOf(controller("StatefulSet", { replicas: 0 }), select(index));
      assert.deepEqual(
        pods.map(({ labels, count }) => [labels[index], count]),
        [
          ["0", 1],
          [undefined, Infinity],
        ],
      );
    });

    it("are told apart up to a hundred of them, and a note says so", () => {
      const cluster = clusterOf([controller("StatefulSet", { replicas: 102 }), select(index)]);
      const { pods } = cluster.workloads[0]!;
      assert.deepEqual(
        [pods.length, pods[99]!.labels[index], pods[100]!.labels[index], pods[100]!.count],
        [101, "99", undefined, 2],
      );
      assert.deepEqual(notesOf(cluster), ["undecidable-label"]);
    });

    it("are the running ones too", () => {
      const running = pod(
        {
          name: "web-0",
          labels: { app: "web", [name]: "web-0", [index]: "0", "controller-revision-hash": "web-1" },
          ...ownedBy("StatefulSet", "web"),
        },
        {},
        { podIP: "10.1.2.3" },
      );
      for (const selecting of [select(index), networkPolicy({})]) {
        const { pods } = workloadOf(controller("StatefulSet"), running, selecting);
        assert.deepEqual(
          pods.map(({ addresses }) => addresses),
          [[parseAddress("10.1.2.3")!]],
        );
      }
    });
  });
});
