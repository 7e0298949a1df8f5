import assert from "node:assert/strict";
import type { PlannedFlow, PlannedNamespace, PlanReport } from "../../cli/plan/report.js";
import { planText } from "../../cli/reporters/planText.js";
import { style } from "../../cli/style.js";
import { matchesFixture, sample } from "../support/fixture.js";
import { command } from "../support/io.js";

const plain = style(false);

const shop: PlannedNamespace = {
  name: "shop",
  file: "namespaces/shop.yaml",
  enforcement: "enforced",
  podSecurity: "restricted",
  workloads: [{ name: "web", kind: "Deployment" }],
  flows: [{ from: "shop/web", to: "billing/api", ports: ["http 8080", "UDP 53"] }],
};

const report: PlanReport = {
  version: 1,
  stack: "test",
  cluster: { kind: "existing", name: "kind", version: "1.35" },
  summary: { resources: 3, components: 1, findings: 1, warnings: 2 },
  pins: { app: `app@sha256:${"a".repeat(64)}` },
  namespaces: [],
  warnings: [
    { subject: "shop", text: "something" },
    { subject: "billing", text: "something" },
  ],
  proof: { holds: true, flows: 0, assertions: 0, closed: [], rehearsing: [] },
  policies: {
    configuration: "policies/environments/test.json",
    summary: { rules: 2, passed: 2, resources: 4, mandatory: 0, advisory: 0, undecided: 0, excepted: 0 },
    disabled: [],
    exceptions: [],
    findings: [],
  },
  undecided: [],
  findings: [{ check: "duplicate-object", urn: "urn:x", message: "found a second one" }],
  outputs: {},
  resources: [],
};

describe("planText", () => {
  it("is what a person reads of the sample's dev stack", async () => {
    const { out } = await command(["plan"], sample);
    matchesFixture("plan-dev.txt", out);
  });

  it("refuses where there are findings, tells one warning of many subjects once, and shortens digests", () => {
    assert.equal(
      planText(report, plain, 80),
      `Plan of test: kind (existing cluster, Kubernetes 1.35)

Resources
  3 resources in 1 component

Pins
  app  app@sha256:aaaaaaaaaaaa…

Policies
  2 rules on 4 resources, as policies/environments/test.json has them
  ✓ all hold

Warnings
  ! shop, billing: something

Findings
  duplicate-object urn:x
    found a second one

Refused: 1 finding, 2 warnings. Nothing was changed.
`,
    );
  });

  /** The lines of a namespace's section at so many columns. */
  function linesOf(namespace: PlannedNamespace, columns: number): string[] {
    const lines = planText({ ...report, namespaces: [namespace] }, plain, columns).split("\n");
    const start = lines.findIndex((line) => line.startsWith("Namespace"));
    return lines.slice(start, lines.indexOf("", start));
  }

  it("calls a namespace's own workloads by their names, others with their namespace, and lists all ports", () => {
    assert.deepEqual(linesOf(shop, 120), [
      "Namespace shop namespaces/shop.yaml: enforced, pod security restricted, default-deny both ways, 1 workload, 1 flow",
      "  web  ->  billing/api  http 8080, UDP 53",
    ]);
  });

  it("counts in the singular and in the plural", () => {
    const [flow] = shop.flows as [PlannedFlow];
    const [workload] = shop.workloads;
    const pair = { ...shop, workloads: [workload!, workload!], flows: [flow, { ...flow }] };
    assert.match(linesOf(pair, 120)[0]!, /, 2 workloads, 2 flows$/);
    assert.match(linesOf({ ...shop, workloads: [], flows: [] }, 120)[0]!, /, 0 workloads, 0 flows$/);
    const clean = (resources: number) =>
      planText({ ...report, findings: [], summary: { ...report.summary, resources } }, plain, 80);
    assert.match(clean(1), /1 resource in 1 component\n[^]*\nClean: 1 resource, no findings, 2 warnings\./);
    assert.match(clean(2), /2 resources in 1 component\n/);
  });

  /** The lines of the proof's section. */
  function proofOf(proof: PlanReport["proof"], columns = 120): string[] {
    const billing = { ...shop, name: "billing", workloads: [shop.workloads[0]!, shop.workloads[0]!] };
    const lines = planText({ ...report, proof, namespaces: [shop, billing] }, plain, columns).split("\n");
    const start = lines.indexOf("Proof");
    return start < 0 ? [] : lines.slice(start + 1, lines.indexOf("", start));
  }

  it("says what was proved, of namespaces that are enforced and of those that rehearse", () => {
    assert.deepEqual(
      proofOf({ holds: true, flows: 1, assertions: 1, closed: ["shop"], rehearsing: ["billing"] }),
      [
        "  ✓ 1 flow: it gets through, by the source's policies and by the target's",
        "  ✓ nothing else gets into or out of shop (1 workload, and any pod that nobody declared); of kube-system only DNS is",
        "    reached",
        "  ✓ as soon as enforced, the same holds for billing (2 workloads, and any pod that nobody declared)",
        "  ✓ 1 never assertion: no connection breaks it",
      ],
    );
    assert.deepEqual(
      proofOf({ holds: true, flows: 2, assertions: 2, closed: ["billing", "shop"], rehearsing: [] }),
      [
        "  ✓ 2 flows: each gets through, by the source's policies and by the target's",
        "  ✓ nothing else gets into or out of billing, shop (3 workloads, and any pod that nobody declared); of kube-system only",
        "    DNS is reached",
        "  ✓ 2 never assertions: no connection breaks one",
      ],
    );
  });

  it("says that the proof does not hold, and nothing of a proof about nothing", () => {
    const nothing = { flows: 0, assertions: 0, closed: [], rehearsing: [] };
    assert.deepEqual(proofOf({ ...nothing, holds: false }), ["  It does not hold: the findings say where."]);
    assert.deepEqual(proofOf({ ...nothing, holds: true }), []);
  });

  const addresses = ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/25", "203.0.113.128/25", "10.1.0.0/16"];
  for (const [count, shown] of [
    [1, "(192.0.2.0/24)"],
    [3, "(192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/25)"],
    [4, "(192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/25 and 1 more)"],
    [5, "(192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/25 and 2 more)"],
  ] as const) {
    it(`shows of ${count} addresses that a name stands for ${shown}, at either end`, () => {
      const outside = { ports: ["443"], addresses: addresses.slice(0, count) };
      const lines = linesOf(
        {
          ...shop,
          flows: [
            { from: "shop/web", to: "payments", ...outside },
            { from: "payments", to: "shop/web", ...outside },
            { from: "internet", to: "shop/web", ports: ["443"] },
          ],
        },
        200,
      );
      const width = `payments ${shown}`.length;
      assert.deepEqual(lines.slice(1), [
        `  ${"web".padEnd(width)}  ->  payments ${shown}  443`,
        `  payments ${shown}  ->  ${"web".padEnd(width)}  443`,
        `  ${"internet".padEnd(width)}  ->  ${"web".padEnd(width)}  443`,
      ]);
    });
  }

  it("keeps at 80 columns a heading, a pin, a flow and a finding on lines of that length", () => {
    const image = `registry.example.com/team/application:1.0.0@sha256:${"b".repeat(64)}`;
    const outside: PlannedFlow = { from: "shop/web", to: "payments", ports: ["443"], addresses };
    const text = planText(
      {
        ...report,
        pins: { ...report.pins, "images/application": image },
        namespaces: [{ ...shop, flows: [...shop.flows, outside] }],
        findings: [{ check: "invalid-label", urn: `urn:${"x".repeat(66)}`, message: "found" }],
      },
      plain,
      80,
    );
    assert.ok(
      text.includes(`
Pins
  app  app@sha256:aaaaaaaaaaaa…
  images/application
    registry.example.com/team/application:1.0.0@sha256:bbbbbbbbbbbb…

Namespace shop namespaces/shop.yaml: enforced, pod security restricted,
    default-deny both ways, 1 workload, 2 flows
`),
      text,
    );
    assert.ok(
      text.includes(`
  web  ->  billing/api  http 8080, UDP 53
  web -> payments (192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/25 and 2 more)
    443
`),
      text,
    );
    assert.ok(text.includes(`\n  invalid-label\n    urn:${"x".repeat(66)}\n`), text);
  });

  for (const columns of [60, 80, 100, 110]) {
    it(`fits the sample into ${columns} columns, and keeps each kind with its number`, async () => {
      const { out } = await command(["plan"], sample, { columns });
      for (const line of out.split("\n")) {
        assert.ok(line.length <= columns || !line.trim().includes(" "), line);
        assert.doesNotMatch(line, /^ *×/);
      }
    });
  }
});
