import assert from "node:assert/strict";
import { sample } from "../support/fixture.js";
import { eksProject } from "../support/project.js";
import { command } from "../support/io.js";
import { chartsByAddress, withTools } from "../support/recorded.js";
import { inProjectAsync } from "../support/temporary.js";
import type { PlanReport } from "../../cli/plan/report.js";

describe("basalt plan --json", () => {
  let text: string;
  let report: PlanReport;
  before(async () => {
    const files = chartsByAddress(
      withTools({ ...eksProject, "Pulumi.yaml": "name: basalt\nruntime: nodejs\n" }),
    );
    ({ out: text } = await inProjectAsync(files, (directory) =>
      command(["plan", "--stack", "test", "--json"], directory),
    ));
    report = JSON.parse(text) as PlanReport;
  });

  it("has the documented shape, version 1", () => {
    assert.deepEqual(Object.keys(report), [
      "version",
      "stack",
      "cluster",
      "summary",
      "pins",
      "namespaces",
      "warnings",
      "proof",
      "policies",
      "undecided",
      "findings",
      "outputs",
      "resources",
    ]);
    assert.equal(report.version, 1);
    assert.equal(report.stack, "test");
    assert.deepEqual(report.cluster, {
      kind: "eks",
      name: "base",
      version: "1.35",
      region: "eu-central-1",
      account: "111122223333",
    });
  });

  it("tells what was proved", () => {
    assert.deepEqual(report.proof, {
      holds: true,
      // The one between namespaces is a flow of both.
      flows: report.namespaces.flatMap(({ flows }) => flows).length - 1,
      assertions: 1,
      closed: ["billing", "shop", "tools"],
      rehearsing: [],
    });
  });

  it("counts what it lists", () => {
    const { resources, summary, findings, warnings } = report;
    assert.deepEqual(summary, {
      resources: resources.filter(({ custom }) => custom).length,
      components: resources.filter(({ custom }) => !custom).length,
      findings: findings.length,
      warnings: warnings.length,
    });
  });

  it("tells each namespace's workloads and flows", () => {
    const [billing] = report.namespaces;
    assert.deepEqual(billing, {
      name: "billing",
      file: "namespaces/billing.yaml",
      enforcement: "enforced",
      podSecurity: "restricted",
      workloads: [
        {
          name: "api",
          kind: "Deployment",
          replicas: 2,
          image: `registry.example.com/app:1.0.0@sha256:${"a".repeat(64)}`,
        },
      ],
      flows: [{ from: "shop/web", to: "billing/api", ports: ["http 8080"] }],
    });
    const workloads = report.namespaces.flatMap((namespace) =>
      namespace.workloads.map(({ name, kind, replicas }) =>
        [namespace.name, name, kind, replicas ?? "-"].join(" "),
      ),
    );
    assert.deepEqual(workloads, [
      "billing api Deployment 2",
      "shop cart Deployment 2",
      "shop redis not rendered -",
      "shop web Deployment 2",
      "tools agent DaemonSet -",
      "tools api Deployment 3",
      "tools migrate Job -",
      "tools report CronJob -",
      "tools store StatefulSet 1",
    ]);
  });

  it("lists resources by their URNs, sorted, each with its options", () => {
    const urns = report.resources.map(({ urn }) => urn);
    assert.deepEqual(urns, [...urns].sort());
    for (const { options } of report.resources) assert.ok(Array.isArray(options.dependsOn));
  });

  it("says what only a deployment can tell", () => {
    assert.deepEqual(report.undecided, [
      "what these make inside, which only `pulumi preview` shows: calico-crds (kubernetes:helm.sh/v4:Chart), calico-operator (kubernetes:helm.sh/v4:Chart), cluster (eks:index:Cluster)",
    ]);
  });

  it("has neither a secret's value nor its ciphertext", () => {
    assert.ok(text.includes('"stringData": "[secret]"'));
    assert.ok(!text.includes("AAABAMz1"));
  });

  it("is the same every time, and all that is written", async () => {
    const [first, second] = [
      await command(["plan", "--json"], sample),
      await command(["plan", "--json"], sample),
    ];
    assert.deepEqual(first, second);
    assert.equal(first.err, "");
  });
});
