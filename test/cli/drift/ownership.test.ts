import assert from "node:assert/strict";
import { liveFindings } from "../../../cli/drift/liveFindings.js";
import type { KubernetesObject } from "../../../cli/drift/cluster/kubernetesObject.js";
import { existingProject, inShop, load } from "../../support/project.js";
import { compare, ownedBy, told, withUid } from "./comparison.js";
import { declaredDeployment, liveDeployment, object } from "./support.js";

const shop = object("v1", "Namespace", "shop");
const deployment = withUid(liveDeployment, "d");
const declared = [shop, declaredDeployment];
const there = [shop, deployment];
const owner = ownedBy("Deployment", "web", "d");

describe("whose a live object is", () => {
  const calico = "projectcalico.org/v3";
  for (const [apiVersion, kind, spec] of [
    ["networking.k8s.io/v1", "NetworkPolicy", { podSelector: {}, ingress: [{}] }],
    [calico, "NetworkPolicy", { selector: "all()", types: ["Ingress"], ingress: [{ action: "Allow" }] }],
    ["v1", "Service", { type: "LoadBalancer", ports: [{ port: 1 }] }],
    ["networking.k8s.io/v1", "Ingress", {}],
    ["apps/v1", "Deployment", { template: { spec: {} } }],
    ["apps/v1", "DaemonSet", { template: { spec: {} } }],
    ["batch/v1", "CronJob", { jobTemplate: { spec: { template: { spec: {} } } } }],
    ["batch/v1", "Job", { template: { spec: {} } }],
    ["v1", "Pod", {}],
  ] as const)
    it(`is nobody's where a ${kind} of ${apiVersion} claims that a Deployment made it, which makes none`, async () => {
      const forged = withUid(object(apiVersion, kind, "hole", { namespace: "shop", spec }), "f", owner);
      assert.deepEqual(await told(declared, [...there, forged]), [`undeclared ${kind} shop/hole (delete)`]);
    });

  it("is the controller's where it makes such objects", async () => {
    const replicaSet = withUid(
      object("apps/v1", "ReplicaSet", "web-1", { namespace: "shop", spec: liveDeployment.spec! }),
      "r",
      owner,
    );
    assert.deepEqual(await told(declared, [...there, replicaSet]), []);
  });

  describe("that is being deleted", () => {
    const now = Date.now();
    const at = (seconds: number) => new Date(now + seconds * 1000).toISOString();
    const leaving = (each: KubernetesObject, seconds: number) =>
      withUid(each, "x", {
        ...each.metadata,
        uid: "x",
        deletionTimestamp: at(seconds),
        finalizers: ["example.com/hold"],
      });
    const bare = object("v1", "Pod", "bare", { namespace: "shop", spec: {} });
    const pod = withUid(bare, "x", ownedBy("ReplicaSet", "gone", "gone"));
    const reaching = { ...pod, spec: { hostNetwork: true } };
    const rogue = object("apps/v1", "Deployment", "rogue", {
      namespace: "shop",
      spec: { template: { spec: { containers: [] } } },
    });

    for (const [title, live, found] of [
      ["is left alone where it is a pod in its grace period", leaving(pod, 30), []],
      ["is left alone where it is a pod that should be gone just now", leaving(pod, -60), []],
      [
        "is told where it is a pod that names no controller",
        leaving(bare, 30),
        ["undeclared Pod shop/bare (none)"],
      ],
      [
        "is told where it is a pod that names what makes no pods",
        leaving(withUid(bare, "x", ownedBy("Deployment", "web", "d")), 30),
        ["undeclared Pod shop/bare (none)"],
      ],
      [
        "is told where it is a pod that reaches its node",
        leaving(reaching, 30),
        ["undeclared Pod shop/bare (none)"],
      ],
      [
        "is told where it is a pod that is held beyond that",
        leaving(pod, -3600),
        ["undeclared Pod shop/bare (none)"],
      ],
      [
        "is told where it is a pod whose grace period somebody made endless",
        leaving(pod, 1e7),
        ["undeclared Pod shop/bare (none)"],
      ],
      [
        "is told where a finalizer keeps it running",
        leaving(rogue, -5),
        ["undeclared Deployment shop/rogue (none)"],
      ],
      [
        "is told where it is a Service",
        leaving(object("v1", "Service", "s", { namespace: "shop", spec: {} }), -5),
        ["undeclared Service shop/s (none)"],
      ],
    ] as const)
      it(title, async () => {
        assert.deepEqual(await told(declared, [...there, live]), found);
      });

    it("is told with since when, and by what it is held", async () => {
      const [finding] = liveFindings(await compare(declared, [...there, leaving(rogue, -5)]));
      const { repair } = finding!;
      assert.equal(
        repair.by === "none" && repair.because,
        `being deleted since ${at(-5)}, held by example.com/hold, and until then as it was`,
      );
    });
  });

  describe("of a workload that something else renders", () => {
    const template = (spec: object) => ({
      template: { metadata: { labels: { app: "redis" } }, spec: { containers: [{ name: "c" }], ...spec } },
    });
    const workload = (spec: object) =>
      object("apps/v1", "Deployment", "redis", { namespace: "shop", spec: template(spec) });
    const labelled = (labels: object) =>
      object("apps/v1", "Deployment", "redis", {
        namespace: "shop",
        spec: { template: { ...template({}).template, metadata: { labels } } },
      });
    const service = (spec: object) =>
      object("v1", "Service", "redis", { namespace: "shop", spec: { selector: { app: "redis" }, ...spec } });
    const path = "changed Deployment shop/redis (none) spec.template.spec";
    const cases: readonly (readonly [string, KubernetesObject, readonly string[]])[] = [
      ["left alone where it keeps to itself", workload({}), []],
      ["told where it is in its node's network", workload({ hostNetwork: true }), [`${path}.hostNetwork`]],
      ["told where it sees its node's processes", workload({ hostPID: true }), [`${path}.hostPID`]],
      [
        "told where it has its node's files",
        workload({ volumes: [{ name: "root", hostPath: { path: "/" } }] }),
        [`${path}.volumes[root].hostPath`],
      ],
      [
        "told where a container has every right",
        workload({ initContainers: [{ name: "i", securityContext: { privileged: true } }] }),
        [`${path}.initContainers[i].securityContext.privileged`],
      ],
      [
        "told where a container has a right that the baseline forbids",
        workload({
          containers: [{ name: "c", securityContext: { capabilities: { add: ["CHOWN", "SYS_ADMIN"] } } }],
        }),
        [`${path}.containers[c].securityContext.capabilities.add`],
      ],
      [
        "told where it has a port of its node's",
        workload({ containers: [{ name: "c", ports: [{ containerPort: 80, hostPort: 22 }] }] }),
        [`${path}.containers[c].ports[80].hostPort`],
      ],
      [
        "nobody's where it has the labels of another workload, too",
        labelled({ app: "redis", "app.kubernetes.io/name": "web" }),
        ["undeclared Deployment shop/redis (delete)"],
      ],
      ["left alone where only the cluster reaches it", service({ type: "ClusterIP" }), []],
      [
        "told where it is reached from outside without a flow",
        service({ type: "LoadBalancer", externalIPs: ["192.0.2.1"] }),
        ["changed Service shop/redis (none) spec.type spec.externalIPs"],
      ],
    ];
    for (const [title, live, found] of cases)
      it(`is ${title}`, async () => {
        assert.deepEqual(await told(declared, [...there, live]), found);
      });

    it("may be reached from outside where a flow says so", async () => {
      const flow = "  - { from: cart, to: redis }\n";
      const declaration = load({
        changes: [
          inShop(flow, `${flow}  - { from: { cidr: 203.0.113.0/24, name: office }, to: redis }\n`),
          inShop('never:\n  - { from: "*", to: redis, except: [cart] }\n', ""),
        ],
      });
      assert.deepEqual(await told(declared, [...there, service({ type: "NodePort" })], { declaration }), []);
    });

    it("may reach its node where the namespace's file lets it", async () => {
      const declaration = load({
        changes: [
          inShop(
            "namespace: shop\n",
            "namespace: shop\npodSecurity: { level: privileged, reason: a collector of logs }\n",
          ),
        ],
      });
      assert.deepEqual(await told(declared, [...there, workload({ hostPID: true })], { declaration }), []);
    });
  });

  it("is told and never deleted where it is a namespace of a name that AWS gives", async () => {
    const found = liveFindings(
      await compare(declared, [...there, object("v1", "Namespace", "amazon-guardduty")]),
    );
    assert.deepEqual(
      found.map(({ change, repair }) => [change, repair.by === "none" && repair.because]),
      [
        [
          "undeclared",
          "a namespace of this name is what AWS makes for GuardDuty's Runtime Monitoring: switch that off in the account where it is not wanted, and else delete it by hand",
        ],
      ],
    );
  });

  it("is the declaration's in Calico's namespace where that installs it on an existing cluster, and else somebody's", async () => {
    const live = [...there, object("v1", "Pod", "hidden", { namespace: "calico-system", spec: {} })];
    const declaration = load({ base: existingProject });
    assert.deepEqual(await told(declared, live, { declaration }), [
      "undeclared Pod calico-system/hidden (delete)",
    ]);
    const { calico: _calico, ...without } = declaration;
    assert.deepEqual(await told(declared, live, { declaration: without }), []);
  });
});
