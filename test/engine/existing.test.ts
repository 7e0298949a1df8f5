import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import type { Files } from "../support/project.js";
import { calicoPolicyKinds } from "./support/calicoCharts.js";
import { startDeployment, type TestDeployment } from "./support/deployment.js";
import { list, placeOf, send } from "./support/kubernetesObjects.js";
import { needsEngine } from "./support/pulumiTools.js";

/** What can be in a cluster; what only reports, such as events, is left out. */
const paths = [
  "/api/v1/namespaces",
  "/api/v1/pods",
  "/api/v1/services",
  "/api/v1/configmaps",
  "/api/v1/secrets",
  "/api/v1/serviceaccounts",
  "/api/v1/resourcequotas",
  "/api/v1/limitranges",
  "/apis/apps/v1/deployments",
  "/apis/apps/v1/replicasets",
  "/apis/policy/v1/poddisruptionbudgets",
  "/apis/networking.k8s.io/v1/networkpolicies",
  "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
  "/apis/projectcalico.org/v3/tiers",
  "/apis/projectcalico.org/v3/globalnetworkpolicies",
  "/apis/projectcalico.org/v3/networkpolicies",
  "/apis/projectcalico.org/v3/stagedkubernetesnetworkpolicies",
];

/** Everything by its kind and place, with what changes whenever it does. */
type Contents = ReadonlyMap<string, string>;

async function contents({ kubernetes }: TestDeployment): Promise<Contents> {
  const found = new Map<string, string>();
  for (const path of paths)
    for (const object of await list(kubernetes, path))
      found.set(
        `${path.split("/").at(-1)} ${placeOf(object)}`,
        // The cluster writes into a quota what is used of it.
        path.endsWith("/resourcequotas")
          ? JSON.stringify([object.metadata.uid, object.metadata.labels, object.spec])
          : `${object.metadata.uid} ${object.metadata.resourceVersion}`,
      );
  return found;
}

/** What differs between two looks at a cluster. */
function changes(before: Contents, after: Contents): string[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((key) => before.get(key) !== after.get(key))
    .map((key) => `${!before.has(key) ? "added" : !after.has(key) ? "removed" : "changed"} ${key}`)
    .sort();
}

/** Pods that start, and quotas that count them, change by themselves for a moment. */
async function settled(test: TestDeployment): Promise<Contents> {
  for (let before = await contents(test); ;) {
    await wait(1_500);
    const now = await contents(test);
    if (changes(before, now).length === 0) return now;
    before = now;
  }
}

const deployment = (namespace: string, name: string) => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { namespace, name, labels: { team: "theirs" } },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name: "main", image: "theirs.example.com/app:1" }] },
    },
  },
});

const policy = (namespace: string, name: string) => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: { namespace, name },
  spec: { podSelector: {}, policyTypes: ["Ingress"], ingress: [{}] },
});

/** Makes what other people have: a namespace that nobody declares, and one that the project only adds to. */
async function fill({ kubernetes }: TestDeployment): Promise<void> {
  const post = (path: string, body: object) => send(kubernetes, "POST", path, body);
  for (const kind of calicoPolicyKinds())
    await post("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", kind);
  for (const name of ["legacy", "team"]) {
    await post("/api/v1/namespaces", {
      metadata: { name, labels: { owner: "theirs", "pod-security.kubernetes.io/enforce": "privileged" } },
    });
    await post(`/api/v1/namespaces/${name}/resourcequotas`, {
      metadata: { name: "theirs" },
      spec: { hard: { pods: "50" } },
    });
    await post(`/api/v1/namespaces/${name}/limitranges`, {
      metadata: { name: "theirs" },
      spec: { limits: [] },
    });
    await post(`/api/v1/namespaces/${name}/configmaps`, {
      metadata: { name: "theirs" },
      data: { key: "value" },
    });
    await post(`/apis/apps/v1/namespaces/${name}/deployments`, deployment(name, "theirs"));
    await post(`/apis/networking.k8s.io/v1/namespaces/${name}/networkpolicies`, policy(name, "theirs"));
  }
  await post("/apis/apps/v1/namespaces/kube-system/deployments", {
    ...deployment("kube-system", "coredns"),
    spec: {
      ...deployment("kube-system", "coredns").spec,
      selector: { matchLabels: { "k8s-app": "kube-dns" } },
      template: {
        ...deployment("kube-system", "coredns").spec.template,
        metadata: { labels: { "k8s-app": "kube-dns" } },
      },
    },
  });
  for (let attempt = 0; ; attempt++) {
    const answer = await kubernetes.request("POST", "/apis/projectcalico.org/v3/tiers", {
      apiVersion: "projectcalico.org/v3",
      kind: "Tier",
      metadata: { name: "theirs" },
      spec: { order: 500 },
    });
    if (answer.status === 201) break;
    assert.ok(attempt < 100, JSON.stringify(answer.body));
    await wait(100);
  }
  await post("/apis/projectcalico.org/v3/globalnetworkpolicies", {
    apiVersion: "projectcalico.org/v3",
    kind: "GlobalNetworkPolicy",
    metadata: { name: "theirs.allow" },
    spec: { tier: "theirs", order: 1, selector: "all()", types: ["Ingress"], ingress: [{ action: "Pass" }] },
  });
  await post("/apis/projectcalico.org/v3/namespaces/legacy/networkpolicies", {
    apiVersion: "projectcalico.org/v3",
    kind: "NetworkPolicy",
    metadata: { name: "theirs", namespace: "legacy" },
    spec: { order: 1, types: ["Egress"], egress: [{ action: "Allow" }] },
  });
}

const project = (enforcement: "staged" | "enforced"): Files => ({
  "Pulumi.test.yaml": `config:
  basalt:cluster:
    kind: existing
    name: theirs
    version: "1.35"
    context: test
    podCidr: 10.244.0.0/16
    serviceCidr: 10.96.0.0/16
    nodeCidrs: [172.18.0.0/16]
    calico: present
    kubernetesApi: { cidrs: [172.18.0.2/32], port: 6443 }
    dnsUpstreams: [172.18.0.1/32]
  basalt:enforcement: ${enforcement}
  basalt:images:
    app: registry.example.com/app:1.0.0@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
  basalt:namespaces:
    team: { existing: true }
`,
  "namespaces/team.yaml": `namespace: team
workloads:
  theirs: { selector: { app: theirs }, ports: { http: 8080 } }
  web: { image: app, ports: { http: 8080 } }
flows:
  - { from: web, to: theirs }
  - { from: web, to: kubernetes-api }
  - { from: web, to: shop/store, ports: [http] }
`,
  "namespaces/shop.yaml": `namespace: shop
workloads:
  store: { image: app, ports: { http: 8080 } }
flows:
  - { from: team/web, to: store, ports: [http] }
`,
});

/** Objects that a namespace of Basalt's has, by who made them: it, or the cluster for it. */
const ours =
  /^\w+ (poddisruptionbudgets|services|deployments|replicasets|pods|serviceaccounts) (team\/web|shop\/store)\b|^\w+ \w+ (shop$|shop\/)/;

describe("a cluster with other people's objects on the real engine", function () {
  this.timeout(300_000);
  needsEngine();
  let started: TestDeployment | undefined;
  let test: TestDeployment;
  let theirs: Contents;
  before(async () => {
    test = started = await startDeployment({ files: project("staged"), stack: "test", fallbackNode: true });
    await fill(test);
    theirs = await settled(test);
  });
  after(async () => {
    await started?.stop();
  });

  const up = async () => {
    const run = await test.engine.up();
    assert.equal(run.failure, undefined);
    return changes(theirs, await settled(test));
  };

  it("refuses an object that another owner has under the same name, and leaves it as it is", async () => {
    const path = "/apis/apps/v1/namespaces/team/deployments";
    await send(test.kubernetes, "POST", path, deployment("team", "web"));
    const before = await settled(test);
    const { failure } = await test.engine.up();
    assert.match(failure ?? "", /team.web.*already exists/s);
    const changed = changes(before, await settled(test));
    assert.deepEqual(
      changed.filter((line) => !line.startsWith("added")),
      [],
    );
    await send(test.kubernetes, "DELETE", `${path}/web`);
    await settled(test);
  });

  it("changes nothing that runs where every namespace is staged", async () => {
    const changed = (await up()).filter((line) => !ours.test(line));
    assert.deepEqual(changed, [
      // It selects pods that somebody put into quarantine, and no others.
      "added globalnetworkpolicies basalt-quarantine.deny",
      "added stagedkubernetesnetworkpolicies team/allow-dns",
      "added stagedkubernetesnetworkpolicies team/default-deny",
      "added stagedkubernetesnetworkpolicies team/web-to-kubernetes-api-egress-5746fee1",
      "added stagedkubernetesnetworkpolicies team/web-to-shop-store-egress-6deffbfd",
      "added stagedkubernetesnetworkpolicies team/web-to-theirs-egress-9f24e0fb",
      "added stagedkubernetesnetworkpolicies team/web-to-theirs-ingress-8c8f5129",
      "added tiers basalt-guardrails",
      "added tiers basalt-quarantine",
    ]);
    const global = await list(test.kubernetes, "/apis/projectcalico.org/v3/globalnetworkpolicies");
    const [quarantine] = global.filter(({ metadata }) => metadata.name === "basalt-quarantine.deny");
    assert.equal((quarantine?.spec as { selector?: string }).selector, "has(basalt/quarantine)");
    const policies = await list(test.kubernetes, "/apis/networking.k8s.io/v1/networkpolicies");
    // In a namespace that is made here, and runs nothing else, one that opens everything.
    assert.deepEqual(policies.map(placeOf).sort(), [
      "legacy/theirs",
      "shop/allow-all-while-staged",
      "team/theirs",
    ]);
  });

  it("adds its own objects where they are enforced, and changes nobody else's", async () => {
    test.engine.write(project("enforced"));
    const changed = (await up()).filter((line) => !ours.test(line));
    assert.deepEqual(changed, [
      "added globalnetworkpolicies basalt-guardrails.deny-instance-metadata",
      "added globalnetworkpolicies basalt-guardrails.dns-egress",
      "added globalnetworkpolicies basalt-quarantine.deny",
      "added networkpolicies kube-system/basalt-dns",
      "added networkpolicies team/allow-dns",
      "added networkpolicies team/default-deny",
      "added networkpolicies team/web-to-kubernetes-api-egress-5746fee1",
      "added networkpolicies team/web-to-shop-store-egress-6deffbfd",
      "added networkpolicies team/web-to-theirs-egress-9f24e0fb",
      "added networkpolicies team/web-to-theirs-ingress-8c8f5129",
      "added tiers basalt-guardrails",
      "added tiers basalt-quarantine",
    ]);
  });

  it("leaves everything as it was when it is destroyed", async () => {
    const { code, output } = await test.engine.destroyByCommand({ runProgram: true });
    assert.equal(code, 0, output);
    assert.deepEqual(changes(theirs, await settled(test)), []);
  });
});
