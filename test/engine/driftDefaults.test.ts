import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { compareObject } from "../../cli/drift/compare/compareObject.js";
import { comparePod } from "../../cli/drift/compare/comparePod.js";
import type { KubernetesObject } from "../../cli/drift/cluster/kubernetesObject.js";
import { readLive, type LiveObject } from "../../cli/drift/cluster/readLive.js";
import { startKubernetes, type TestKubernetes } from "./support/kubernetes.js";
import { list } from "./support/kubernetesObjects.js";
import { missingPrograms, realPrograms } from "./support/kubernetes/realServer.js";

const labels = { app: "a" };
const matchLabels = labels;
const plain = { containers: [{ name: "c", image: "example.com/c" }] };

/** Everything in a pod that the API server fills something into. */
const rich = {
  hostNetwork: true,
  initContainers: [{ name: "i", image: "example.com/i:latest", restartPolicy: "Always" }],
  containers: [
    {
      name: "c",
      image: "example.com/c:1",
      env: [
        { name: "EMPTY" },
        { name: "NODE", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } },
        { name: "CPU", valueFrom: { resourceFieldRef: { resource: "limits.cpu" } } },
        { name: "MAP", valueFrom: { configMapKeyRef: { name: "m", key: "k" } } },
      ],
      ports: [{ containerPort: 8080 }, { containerPort: 53, hostPort: 53, protocol: "UDP" }],
      resources: { requests: { cpu: "1000m", memory: "1024Mi" }, limits: { cpu: 1, memory: "1Gi" } },
      livenessProbe: { httpGet: { port: 8080 } },
      readinessProbe: { grpc: { port: 8080 } },
      startupProbe: { tcpSocket: { port: 8080 } },
      lifecycle: { preStop: { httpGet: { port: 8080, path: "/bye" } } },
      securityContext: { capabilities: { add: [], drop: ["ALL"] } },
      volumeMounts: [{ name: "map", mountPath: "/map", readOnly: false }],
    },
  ],
  volumes: [
    { name: "map", configMap: { name: "m" } },
    { name: "secret", secret: { secretName: "s" } },
    { name: "empty", emptyDir: {} },
    { name: "host", hostPath: { path: "/tmp" } },
    { name: "down", downwardAPI: { items: [{ path: "l", fieldRef: { fieldPath: "metadata.labels" } }] } },
    {
      name: "all",
      projected: {
        sources: [
          { serviceAccountToken: { path: "t" } },
          { downwardAPI: { items: [{ path: "l", fieldRef: { fieldPath: "metadata.labels" } }] } },
        ],
      },
    },
  ],
  tolerations: [{ key: "k", value: "v", effect: "NoSchedule" }],
  topologySpreadConstraints: [
    { maxSkew: 1, topologyKey: "zone", whenUnsatisfiable: "ScheduleAnyway", labelSelector: { matchLabels } },
  ],
};

const template = (spec: object, restartPolicy?: string) => ({
  metadata: { labels },
  spec: { ...spec, ...(restartPolicy === undefined ? {} : { restartPolicy }) },
});

/** Objects as somebody may declare them, with the API's path. */
const declared: readonly (readonly [
  path: string,
  apiVersion: string,
  kind: string,
  name: string,
  rest: object,
])[] = [
  ...(["plain", "rich"] as const).flatMap((name) => {
    const spec = name === "plain" ? plain : rich;
    return [
      [
        "apps/v1/deployments",
        "apps/v1",
        "Deployment",
        name,
        { spec: { selector: { matchLabels }, template: template(spec) } },
      ],
      [
        "apps/v1/daemonsets",
        "apps/v1",
        "DaemonSet",
        name,
        { spec: { selector: { matchLabels }, template: template(spec) } },
      ],
      [
        "apps/v1/replicasets",
        "apps/v1",
        "ReplicaSet",
        name,
        { spec: { replicas: 0, selector: { matchLabels }, template: template(spec) } },
      ],
      [
        "apps/v1/statefulsets",
        "apps/v1",
        "StatefulSet",
        name,
        {
          spec: {
            serviceName: "s",
            selector: { matchLabels },
            template: template(spec),
            volumeClaimTemplates: [
              {
                metadata: { name: "data" },
                spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1024Mi" } } },
              },
            ],
          },
        },
      ],
      [
        "batch/v1/jobs",
        "batch/v1",
        "Job",
        name,
        { spec: { suspend: true, template: template(spec, "Never") } },
      ],
      [
        "batch/v1/cronjobs",
        "batch/v1",
        "CronJob",
        name,
        { spec: { schedule: "0 3 * * *", jobTemplate: { spec: { template: template(spec, "Never") } } } },
      ],
    ] as const;
  }),
  [
    "apps/v1/deployments",
    "apps/v1",
    "Deployment",
    "recreate",
    { spec: { strategy: { type: "Recreate" }, selector: { matchLabels }, template: template(plain) } },
  ],
  [
    "apps/v1/statefulsets",
    "apps/v1",
    "StatefulSet",
    "on-delete",
    { spec: { updateStrategy: { type: "OnDelete" }, selector: { matchLabels }, template: template(plain) } },
  ],
  ...["ClusterIP", "NodePort", "LoadBalancer"].map(
    (type) =>
      [
        "v1/services",
        "v1",
        "Service",
        type.toLowerCase(),
        {
          spec: {
            type,
            selector: labels,
            ports: [
              { name: "a", port: 80 },
              { name: "b", port: 53, protocol: "UDP" },
            ],
          },
        },
      ] as const,
  ),
  [
    "v1/services",
    "v1",
    "Service",
    "headless",
    { spec: { clusterIP: "None", selector: labels, ports: [{ port: 80, targetPort: "http" }] } },
  ],
  [
    "networking.k8s.io/v1/networkpolicies",
    "networking.k8s.io/v1",
    "NetworkPolicy",
    "defaults",
    { spec: { podSelector: {}, ingress: [{ ports: [{ port: 80 }] }], egress: [] } },
  ],
  [
    "networking.k8s.io/v1/networkpolicies",
    "networking.k8s.io/v1",
    "NetworkPolicy",
    "egress",
    {
      spec: {
        podSelector: {},
        egress: [
          {
            to: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["10.0.0.0/8"] } }],
            ports: [{ port: 1, endPort: 9, protocol: "UDP" }],
          },
        ],
      },
    },
  ],
  [
    "networking.k8s.io/v1/ingresses",
    "networking.k8s.io/v1",
    "Ingress",
    "web",
    {
      spec: {
        rules: [
          {
            host: "a.example.com",
            http: {
              paths: [
                { path: "/", pathType: "Prefix", backend: { service: { name: "s", port: { number: 80 } } } },
              ],
            },
          },
        ],
      },
    },
  ],
];

describe("what a real API server and its controllers fill in", function () {
  this.timeout(180_000);
  let kubernetes: TestKubernetes;
  let live: readonly LiveObject[] = [];

  before(async function () {
    if (!realPrograms()) {
      console.log(`      skipped: ${missingPrograms}`);
      this.skip();
    }
    kubernetes = await startKubernetes({ kind: "real" });
    const post = async (path: string, body: object) => {
      const answer = await kubernetes.request("POST", path, body);
      assert.equal(answer.status, 201, `${path}: ${JSON.stringify(answer.body)}`);
    };
    await post("/api/v1/namespaces", { metadata: { name: "drift", labels: { team: "drift" } } });
    for (
      let attempt = 0;
      (await list(kubernetes, "/api/v1/namespaces/drift/serviceaccounts")).length === 0;
      attempt++
    ) {
      assert.ok(attempt < 100, "no service account");
      await wait(100);
    }
    for (const [path, apiVersion, kind, name, rest] of declared) {
      const plural = path.split("/").at(-1)!;
      const base = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
      await post(`${base}/namespaces/drift/${plural}`, { apiVersion, kind, metadata: { name }, ...rest });
    }
    // Until controllers have made pods of all that makes them.
    await wait(3_000);
    live = (
      await readLive({
        request: async (...call) => {
          const { status, body } = await kubernetes.request(...call);
          return { status, body };
        },
      })
    ).objects.filter(
      ({ object: { metadata } }) => metadata.namespace === "drift" || metadata.name === "drift",
    );
  });
  // Undefined where `before` has failed or skipped.
  after(() => (kubernetes as TestKubernetes | undefined)?.stop());

  const found = (kind: string, name: string) =>
    live.find(({ object }) => object.kind === kind && object.metadata.name === name);

  for (const [, apiVersion, kind, name, rest] of declared)
    it(`is no difference of ${kind} ${name}`, () => {
      const there = found(kind, name);
      assert.ok(there, `${kind} ${name} was read`);
      const object = {
        apiVersion,
        kind,
        metadata: { name, namespace: "drift" },
        ...rest,
      } as KubernetesObject;
      assert.deepEqual(compareObject(object, there.object, there.kind), []);
    });

  it("is no difference of a namespace", () => {
    const there = found("Namespace", "drift")!;
    const object = {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: "drift", labels: { team: "drift" } },
    };
    assert.deepEqual(compareObject(object, there.object, there.kind), []);
  });

  it("is no difference of any pod that a controller made", () => {
    const byUid = new Map(live.map((each) => [each.object.metadata.uid, each.object]));
    const pods = live.filter(({ object }) => object.kind === "Pod");
    const owners = new Set<string>();
    for (const { object } of pods) {
      const owner = byUid.get(object.metadata.ownerReferences?.[0]?.uid);
      assert.ok(owner, object.metadata.name);
      owners.add(owner.kind);
      assert.deepEqual(comparePod(owner, object), [], object.metadata.name);
    }
    assert.deepEqual([...owners].sort(), ["DaemonSet", "ReplicaSet", "StatefulSet"]);
  });
});
