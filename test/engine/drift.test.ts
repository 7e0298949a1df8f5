import assert from "node:assert/strict";
import type { DriftFinding } from "../../cli/drift/report.js";
import { startDeployment, type TestDeployment } from "./support/deployment.js";
import { driftOf, enterDeployment } from "./support/drift.js";
import { list } from "./support/kubernetesObjects.js";
import { sampleProject } from "./support/projects.js";
import { needsEngine } from "./support/pulumiTools.js";

const project = sampleProject("dev");
const policies = "/apis/networking.k8s.io/v1/namespaces/shop/networkpolicies";
const deployments = "/apis/apps/v1/namespaces/shop/deployments";
const globals = "/apis/projectcalico.org/v3/globalnetworkpolicies";
const pods = "/api/v1/namespaces/shop/pods";
const byStrategy = "application/strategic-merge-patch+json";

/** What the API server's admission asks of a container in the sample's namespace. */
const restricted = {
  allowPrivilegeEscalation: false,
  runAsNonRoot: true,
  capabilities: { drop: ["ALL"] },
  seccompProfile: { type: "RuntimeDefault" },
};

describe("drift of the sample on the real engine", function () {
  this.timeout(900_000);
  needsEngine();
  let started: TestDeployment | undefined;
  let test: TestDeployment;
  let leave: () => void = () => undefined;

  before(async () => {
    test = started = await startDeployment({ ...project });
    const up = await test.engine.up();
    assert.equal(up.failure, undefined);
    leave = enterDeployment(test);
  });
  after(async () => {
    leave();
    await started?.stop();
  });

  const drift = (...args: readonly string[]) => driftOf(test, project.stack, ...args);

  async function ask(method: string, path: string, body?: unknown, type?: string): Promise<void> {
    const answer = await test.kubernetes.request(method, path, body, type);
    assert.ok(answer.status < 300, `${method} ${path}: ${JSON.stringify(answer.body)}`);
  }

  const edit = (path: string, body: unknown, type?: string) =>
    ask("PATCH", `${path}?fieldManager=kubectl-edit`, body, type);

  async function nameOf(path: string, start: string): Promise<string> {
    const found = (await list(test.kubernetes, path)).find(({ metadata }) => metadata.name.startsWith(start));
    assert.ok(found, `${start} of ${path}`);
    return found.metadata.name;
  }

  const brief = ({ change, kind, namespace, name, effect }: DriftFinding) =>
    `${change} ${kind} ${namespace === undefined ? "" : `${namespace}/`}${name.replace(/-[0-9a-f]{6,10}-\w{5}$/, "-*")}${effect === undefined ? "" : ` ${effect}`}`;

  it("is none after a deployment", async () => {
    const { code, report } = await drift();
    assert.deepEqual(report.findings, []);
    assert.deepEqual(report.unread, []);
    assert.equal(report.verdict, "clean");
    assert.equal(code, 0);
  });

  it("names everything that was done by hand, and says of each what it opens", async () => {
    const internet = await nameOf(policies, "internet-to-frontend");
    const redis = await nameOf(pods, "redis-cart");
    const image = "evil.example.com/x:1";
    await edit(`${policies}/default-deny`, { spec: { ingress: [{}] } });
    await edit(
      `${policies}/${internet}`,
      [{ op: "add", path: "/spec/ingress/0/ports/-", value: { port: 9999, protocol: "TCP" } }],
      "application/json-patch+json",
    );
    await ask("POST", policies, {
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: { name: "foreign" },
      spec: { podSelector: {}, ingress: [{}], egress: [{}], policyTypes: ["Ingress", "Egress"] },
    });
    await ask("POST", policies, {
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: { name: "harmless" },
      spec: { podSelector: { matchLabels: { nobody: "has-this" } }, ingress: [{}], policyTypes: ["Ingress"] },
    });
    await ask("DELETE", `${policies}/${await nameOf(policies, "cartservice-to-redis-cart-ingress")}`);
    await ask("POST", globals, {
      apiVersion: "projectcalico.org/v3",
      kind: "GlobalNetworkPolicy",
      metadata: { name: "open" },
      spec: { order: 1, selector: "all()", types: ["Egress"], egress: [{ action: "Allow" }] },
    });
    await edit(
      `${deployments}/frontend`,
      { spec: { template: { spec: { containers: [{ name: "frontend", image }] } } } },
      byStrategy,
    );
    await edit(
      `${deployments}/adservice`,
      {
        spec: { template: { spec: { containers: [{ name: "extra", image, securityContext: restricted }] } } },
      },
      byStrategy,
    );
    await ask(
      "PATCH",
      `${pods}/${redis}/ephemeralcontainers`,
      { spec: { ephemeralContainers: [{ name: "debug", image, securityContext: restricted }] } },
      byStrategy,
    );
    await edit("/api/v1/namespaces/shop", {
      metadata: { labels: { "pod-security.kubernetes.io/enforce": "privileged" } },
    });
    await ask("POST", "/api/v1/namespaces", { metadata: { name: "stray" } });

    const { code, report } = await drift();
    assert.equal(code, 1);
    assert.equal(report.verdict, "opens");
    const told = report.findings.map(brief);
    for (const expected of [
      "changed NetworkPolicy shop/default-deny opens",
      `changed NetworkPolicy shop/${internet} opens`,
      "undeclared GlobalNetworkPolicy open opens",
      "undeclared NetworkPolicy shop/foreign opens",
      "undeclared NetworkPolicy shop/harmless none",
      "changed Deployment shop/frontend none",
      "changed Deployment shop/adservice none",
      "changed Pod shop/redis-cart-*",
      "changed Namespace shop none",
      "undeclared Namespace stray none",
    ])
      assert.ok(told.includes(expected), `${expected} in\n${told.join("\n")}`);
    assert.ok(
      told.some((text) =>
        /^missing NetworkPolicy shop\/cartservice-to-redis-cart-ingress-\w+ closes$/.test(text),
      ),
      told.join("\n"),
    );
    const toRedis = report.network.difference!.connections.find(
      ({ from, to }) => from === "shop/frontend" && to === "shop/redis-cart",
    );
    assert.equal(toRedis?.change, "added");
    const values = report.findings.find(({ kind, name }) => kind === "Deployment" && name === "frontend");
    assert.deepEqual(
      values?.differences.map(({ path, live }) => [path, live]),
      [["spec.template.spec.containers[frontend].image", image]],
    );
  });

  it("is not touched where nobody confirms a repair", async () => {
    await assert.rejects(drift("--repair"), /nobody is there to confirm it; allowed: --yes/);
    assert.equal(
      (await list(test.kubernetes, policies)).filter(({ metadata }) => metadata.name === "foreign").length,
      1,
    );
  });

  it("is gone after a repair, and the next preview changes nothing", async () => {
    const { code, report, err } = await drift("--repair", "--yes");
    assert.deepEqual(report.findings.map(brief), [], err);
    assert.equal(report.verdict, "clean", err);
    assert.equal(code, 0);
    assert.match(err, /deleted: NetworkPolicy shop\/foreign\n/);
    const preview = await test.engine.preview({ refresh: true });
    assert.equal(preview.failure, undefined);
    assert.deepEqual(
      preview.steps.filter(({ op }) => op !== "same" && op !== "refresh"),
      [],
    );
  });

  it("leaves the provider as the only one that manages what was written back", async () => {
    const objects = [
      ...(await list(test.kubernetes, policies)),
      ...(await list(test.kubernetes, deployments)),
      ...(await list(test.kubernetes, "/api/v1/namespaces")),
    ];
    const others = objects.flatMap(({ metadata }) =>
      ((metadata as { managedFields?: { manager: string }[] }).managedFields ?? [])
        .filter(({ manager }) => manager === "kubectl-edit")
        .map(({ manager }) => `${metadata.name} ${manager}`),
    );
    assert.deepEqual(others, []);
  });
});
