import assert from "node:assert/strict";
import type { KubernetesObject } from "../../../cli/drift/cluster/kubernetesObject.js";
import { objectTitle } from "../../../cli/drift/cluster/kubernetesObject.js";
import { liveFindings } from "../../../cli/drift/liveFindings.js";
import { networkDrift } from "../../../cli/drift/network/networkDrift.js";
import { eksProject, existingProject, load } from "../../support/project.js";
import { compare, ownedBy, told, withUid } from "./comparison.js";
import { declaredDeployment, liveDeployment, object } from "./support.js";

const shop = object("v1", "Namespace", "shop");
const deployment = withUid(liveDeployment, "d");
const template = liveDeployment.spec!["template"] as { metadata: object; spec: { containers: object[] } };
const replicaSet = withUid(
  object("apps/v1", "ReplicaSet", "web-1", {
    namespace: "shop",
    spec: {
      replicas: 2,
      template: { ...template, metadata: { labels: { app: "web", "pod-template-hash": "1" } } },
    },
  }),
  "r",
  ownedBy("Deployment", "web", "d"),
);
const pod = (more: { labels?: Record<string, string>; spec?: object; status?: object } = {}) =>
  withUid(
    object("v1", "Pod", "web-1-a", {
      namespace: "shop",
      labels: { app: "web", "pod-template-hash": "1", ...more.labels },
      spec: {
        ...template.spec,
        nodeName: "node",
        priority: 0,
        preemptionPolicy: "PreemptLowerPriority",
        ...more.spec,
      },
      ...(more.status ? { status: more.status } : {}),
    }),
    "p",
    ownedBy("ReplicaSet", "web-1", "r"),
  );

describe("what is not as declared in a cluster", () => {
  const declared = [shop, declaredDeployment];
  const made = [shop, deployment, replicaSet, pod()];

  it("is nothing where everything is, with what controllers make of it", async () => {
    assert.deepEqual(await told(declared, made), []);
  });

  const cases: readonly {
    readonly title: string;
    readonly live: readonly KubernetesObject[];
    readonly found: readonly string[];
  }[] = [
    { title: "an object that is gone", live: [shop], found: ["missing Deployment shop/web (engine)"] },
    {
      title: "an object that is on its way out",
      live: [shop, withUid(deployment, "d", { deletionTimestamp: "2026-01-01T00:00:00Z" })],
      found: ["missing Deployment shop/web (engine)"],
    },
    {
      title: "an ephemeral container in a pod",
      live: [
        shop,
        deployment,
        replicaSet,
        pod({ spec: { ephemeralContainers: [{ name: "debug", image: "x" }] } }),
      ],
      found: ["changed Pod shop/web-1-a (evict) spec.ephemeralContainers[debug]"],
    },
    {
      title: "a label of a running pod",
      live: [shop, deployment, replicaSet, pod({ labels: { role: "admin" } })],
      found: ["changed Pod shop/web-1-a (evict) metadata.labels.role"],
    },
    {
      title: "an image that was changed in the pod alone",
      live: [
        shop,
        deployment,
        replicaSet,
        pod({ spec: { containers: [{ ...template.spec.containers[0]!, image: "evil" }] } }),
      ],
      found: ["changed Pod shop/web-1-a (evict) spec.containers[web].image"],
    },
    {
      title: "no pod that has ended",
      live: [shop, deployment, replicaSet, pod({ labels: { role: "x" }, status: { phase: "Succeeded" } })],
      found: [],
    },
    {
      title: "a bare pod, whatever it is called",
      live: [
        ...made,
        object("v1", "Pod", "web-1-b", { namespace: "shop", labels: { app: "web" }, spec: template.spec }),
      ],
      found: ["undeclared Pod shop/web-1-b (delete)"],
    },
    {
      title: "a pod that claims an owner that is not there",
      live: [
        ...made,
        withUid(
          object("v1", "Pod", "claims", { namespace: "shop", spec: {} }),
          "x",
          ownedBy("ReplicaSet", "web-1", "other"),
        ),
      ],
      found: ["undeclared Pod shop/claims (delete)"],
    },
    {
      title: "a pod that claims an owner in another namespace",
      live: [
        ...made,
        withUid(
          object("v1", "Pod", "claims", { namespace: "kube-system", spec: {} }),
          "x",
          ownedBy("ReplicaSet", "web-1", "r"),
        ),
      ],
      found: ["undeclared Pod kube-system/claims (delete)"],
    },
    {
      title: "a ReplicaSet of another template that still has pods, but not one without",
      live: [
        ...made,
        ...[1, 0].map((replicas) =>
          withUid(
            object("apps/v1", "ReplicaSet", `old-${replicas}`, {
              namespace: "shop",
              spec: {
                replicas,
                template: {
                  metadata: { labels: { app: "web" } },
                  spec: { containers: [{ name: "web", image: "old" }] },
                },
              },
            }),
            `o${replicas}`,
            ownedBy("Deployment", "web", "d"),
          ),
        ),
      ],
      found: ["changed ReplicaSet shop/old-1 (none)"],
    },
    {
      title: "a ReplicaSet of another template that says it has no pods, and has one",
      live: [
        ...made,
        withUid(
          object("apps/v1", "ReplicaSet", "old", {
            namespace: "shop",
            spec: { replicas: 0, template: { metadata: {}, spec: { ...template.spec, hostPID: true } } },
          }),
          "o",
          ownedBy("Deployment", "web", "d"),
        ),
        withUid(
          object("v1", "Pod", "old-a", { namespace: "shop", spec: { ...template.spec, hostPID: true } }),
          "oa",
          ownedBy("ReplicaSet", "old", "o"),
        ),
      ],
      found: ["changed ReplicaSet shop/old (none)"],
    },
    {
      title: "a port of a pod on its node that its template does not have",
      live: [
        shop,
        deployment,
        replicaSet,
        pod({
          spec: {
            containers: [
              {
                ...template.spec.containers[0]!,
                ports: [{ name: "http", containerPort: 8080, hostPort: 22 }],
              },
            ],
          },
        }),
      ],
      found: ["changed Pod shop/web-1-a (evict) spec.containers[web].ports[8080/TCP].hostPort"],
    },
    {
      title: "an undeclared namespace once, and not what is in it",
      live: [
        ...made,
        object("v1", "Namespace", "stray"),
        object("v1", "Pod", "a", { namespace: "stray", spec: {} }),
      ],
      found: ["undeclared Namespace stray (delete)"],
    },
    {
      title: "what hides in a namespace of the system, but none of the platform's own",
      live: [
        ...made,
        object("apps/v1", "DaemonSet", "kube-proxy", {
          namespace: "kube-system",
          spec: { template: { metadata: { labels: { "k8s-app": "kube-proxy" } } } },
        }),
        object("apps/v1", "DaemonSet", "kube-proxy2", { namespace: "kube-system", spec: { template: {} } }),
        object("projectcalico.org/v3", "Tier", "kube-admin", {
          spec: { order: 1000, defaultAction: "Pass" },
        }),
        object("projectcalico.org/v3", "Tier", "mine"),
        object("v1", "ServiceAccount", "default", { namespace: "shop" }),
      ],
      found: ["undeclared DaemonSet kube-system/kube-proxy2 (delete)", "undeclared Tier mine (delete)"],
    },
    {
      title: "a pod of a node's own files, which nodes here have none of, and one that only says it is one",
      live: [
        ...made,
        withUid(
          object("v1", "Pod", "fake", { namespace: "kube-system", spec: {} }),
          "f",
          ownedBy("Node", "n", "n"),
        ),
        withUid(object("v1", "Pod", "etcd", { namespace: "kube-system", spec: {} }), "e", {
          ...ownedBy("Node", "n", "n"),
          annotations: { "kubernetes.io/config.mirror": "1" },
        }),
      ],
      found: ["undeclared Pod kube-system/fake (delete)", "undeclared Pod kube-system/etcd (none)"],
    },
  ];
  for (const { title, live, found } of cases)
    it(`is ${title}`, async () => {
      const all = await told(declared, live);
      assert.deepEqual(
        all.map((text) =>
          text.startsWith("changed ReplicaSet") ? text.split(" ").slice(0, 4).join(" ") : text,
        ),
        found,
      );
    });

  it("is no port that Kubernetes writes as the node's because its template is in the node's network", async () => {
    const port = (more: object = {}) => ({
      hostNetwork: true,
      containers: [{ name: "c", image: "x", ports: [{ containerPort: 80, ...more }] }],
    });
    const template = { metadata: { labels: { app: "agent" } }, spec: port() };
    const agent = object("apps/v1", "DaemonSet", "agent", { namespace: "shop", spec: { template } });
    const of = withUid(
      object("v1", "Pod", "agent-a", {
        namespace: "shop",
        labels: { app: "agent" },
        spec: port({ hostPort: 80 }),
      }),
      "p",
      ownedBy("DaemonSet", "agent", "a"),
    );
    assert.deepEqual(await told([shop, agent], [shop, withUid(agent, "a"), of]), []);
  });

  describe("of a CronJob's Jobs", () => {
    const jobs = (more: object = {}) => ({
      schedule: "0 1 * * *",
      jobTemplate: { spec: { ...more, template: run("a") } },
    });
    const run = (image: string) => ({
      metadata: { labels: { app: "nightly" } },
      spec: { restartPolicy: "Never", containers: [{ name: "c", image }] },
    });
    const cronJob = (more?: object) =>
      object("batch/v1", "CronJob", "nightly", { namespace: "shop", spec: jobs(more) });
    const batchOwner = (kind: string, name: string, uid: string) => ({
      ownerReferences: [{ apiVersion: "batch/v1", kind, name, uid, controller: true }],
    });
    const job = (spec: object, status?: object) =>
      withUid(
        object("batch/v1", "Job", "nightly-1", {
          namespace: "shop",
          spec: { template: run("evil"), ...spec },
          ...(status ? { status } : {}),
        }),
        "j",
        batchOwner("CronJob", "nightly", "c"),
      );
    const podOf = (phase: string) =>
      withUid(
        object("v1", "Pod", "nightly-1-x", {
          namespace: "shop",
          labels: { app: "nightly" },
          spec: run("evil").spec,
          status: { phase },
        }),
        "x",
        batchOwner("Job", "nightly-1", "j"),
      );
    const elsewhere = { managedBy: "example.com/other" };
    const toldOf = (live: readonly KubernetesObject[], declaredMore?: object) =>
      told([shop, cronJob(declaredMore)], [shop, withUid(cronJob(declaredMore), "c"), ...live]);
    const changed = ["changed Job shop/nightly-1 (none) spec.template.spec.containers"];

    for (const [title, live, found, declaredMore] of [
      [
        "is one of another template that has a pod, whatever its status says",
        [job({}), podOf("Running")],
        changed,
      ],
      [
        "is one whose status somebody else writes than Kubernetes",
        [job(elsewhere, { succeeded: 1, active: 0 })],
        changed,
      ],
      [
        "is one that the declaration leaves to somebody, where it has a pod",
        [job(elsewhere), podOf("Running")],
        changed,
        elsewhere,
      ],
      [
        "is none that the declaration leaves to somebody, and that has ended",
        [job(elsewhere)],
        [],
        elsewhere,
      ],
      ["is none whose pod has ended", [job({}, { succeeded: 1 }), podOf("Succeeded")], []],
      [
        "is none that says itself that Kubernetes manages it",
        [job({ managedBy: "kubernetes.io/job-controller" })],
        [],
      ],
    ] as const)
      it(title, async () => {
        const all = await toldOf(live, declaredMore);
        assert.deepEqual(
          all.map((line) => line.replace(/(containers)\S*.*$/, "$1")),
          found,
        );
      });
  });

  it("is marked where the declaration itself has changed since it was deployed", async () => {
    const older = structuredClone(declaredDeployment) as unknown as { spec: { replicas: number } };
    older.spec.replicas = 1;
    const live = structuredClone(deployment) as unknown as { spec: { replicas: number } };
    live.spec.replicas = 1;
    const found = await told(declared, [shop, live as unknown as KubernetesObject], {
      deployed: [shop, older as unknown as KubernetesObject],
    });
    assert.deepEqual(found, ["changed Deployment shop/web (engine) spec.replicas not deployed"]);
    const removed = await told([shop], [shop, deployment], { deployed: declared });
    assert.deepEqual(removed, ["undeclared Deployment shop/web (engine) not deployed"]);
  });

  it("is not missed where a kind could not be read: that is said instead", async () => {
    const comparison = await compare(declared, []);
    const live = { objects: [], unread: [{ what: "Deployment of apps", reason: "HTTP 403" }] };
    assert.deepEqual(
      liveFindings({ ...comparison, live, ownership: new Map() }).map(({ object: { kind } }) => kind),
      ["Namespace"],
    );
  });

  it("leaves alone what is somebody else's on an existing cluster, and deletes nothing that may be", async () => {
    const declaration = load({ base: existingProject });
    const policy = (name: string, more: object) =>
      object("projectcalico.org/v3", "GlobalNetworkPolicy", name, { spec: { selector: "all()", ...more } });
    const live = [
      shop,
      object("v1", "Namespace", "theirs"),
      object("v1", "Pod", "a", { namespace: "theirs", spec: {} }),
      object("networking.k8s.io/v1", "NetworkPolicy", "open", {
        namespace: "theirs",
        spec: { podSelector: {} },
      }),
      object("v1", "Pod", "b", { namespace: "shop", spec: {} }),
      policy("theirs", { order: 1, types: ["Egress"], egress: [{ action: "Allow" }] }),
    ];
    assert.deepEqual(await told([shop], live, { declaration }), [
      "undeclared Pod shop/b (delete)",
      "undeclared GlobalNetworkPolicy theirs (none)",
    ]);
  });
});

describe("what drift does to the network", () => {
  const closed = object("networking.k8s.io/v1", "NetworkPolicy", "default-deny", {
    namespace: "shop",
    spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
  });
  const workload = (name: string) => ({
    ...declaredDeployment,
    metadata: { ...declaredDeployment.metadata, name, labels: { app: name } },
    spec: {
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: { containers: [{ name, image: "x" }] } },
    },
  });
  const declared = [shop, closed, workload("web"), workload("redis")];
  const open = (name: string, podSelector: object) =>
    object("networking.k8s.io/v1", "NetworkPolicy", name, {
      namespace: "shop",
      spec: { podSelector, policyTypes: ["Ingress", "Egress"], ingress: [{}], egress: [{}] },
    });

  async function effects(
    live: readonly KubernetesObject[],
  ): Promise<readonly [readonly string[], boolean | undefined]> {
    const comparison = await compare(declared, live, { declaration: load({ base: eksProject }) });
    const findings = liveFindings(comparison);
    const { network, effects: found } = networkDrift(comparison, findings);
    return [
      findings.map((finding) => `${objectTitle(finding.object)} ${found.get(finding) ?? "?"}`),
      network.difference?.widened,
    ];
  }

  it("is nothing where there is none", async () => {
    assert.deepEqual(await effects(declared), [[], false]);
  });

  it("is told of each policy by itself, so that one does not hide behind another", async () => {
    const [found, widened] = await effects([
      ...declared,
      open("a", {}),
      open("b", {}),
      open("c", { matchLabels: { app: "nobody" } }),
    ]);
    assert.deepEqual(found, [
      "NetworkPolicy shop/a opens",
      "NetworkPolicy shop/b opens",
      "NetworkPolicy shop/c none",
    ]);
    assert.equal(widened, true);
  });

  it("is told of a policy in a tier of somebody's, with that tier", async () => {
    const calico = (kind: string, name: string, spec: object) =>
      object("projectcalico.org/v3", kind, name, { spec });
    const [found] = await effects([
      ...declared,
      calico("Tier", "mine", { order: 5, defaultAction: "Pass" }),
      calico("GlobalNetworkPolicy", "mine.open", {
        tier: "mine",
        selector: "all()",
        types: ["Ingress", "Egress"],
        ingress: [{ action: "Allow" }],
        egress: [{ action: "Allow" }],
      }),
    ]);
    assert.deepEqual(found, ["Tier mine none", "GlobalNetworkPolicy mine.open opens"]);
  });

  it("is an opening where the policy that denies is gone", async () => {
    const [found, widened] = await effects(declared.filter((each) => each !== closed));
    assert.deepEqual([found, widened], [["NetworkPolicy shop/default-deny opens"], true]);
  });

  it("is not known where a policy cannot be understood", async () => {
    const comparison = await compare(declared, [
      ...declared,
      object("projectcalico.org/v3", "GlobalNetworkPolicy", "odd", {
        spec: { selector: "!!!", types: ["Ingress"] },
      }),
    ]);
    const { network } = networkDrift(comparison, liveFindings(comparison));
    assert.match(network.unknown ?? "", /GlobalNetworkPolicy odd.*selector/s);
  });
});
