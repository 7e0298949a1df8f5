import assert from "node:assert/strict";
import type { PlanReport } from "../../cli/plan/report.js";
import { planText } from "../../cli/reporters/planText.js";
import { style } from "../../cli/style.js";
import { matchesFixture, sample } from "../support/fixture.js";
import { command } from "../support/io.js";

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
      planText(report, style(false), 80),
      `Plan of test: kind (existing cluster, Kubernetes 1.35)

Resources
  3 resources in 1 component

Pins
  app  app@sha256:aaaaaaaaaaaa…

Warnings
  ! shop, billing: something

Findings
  duplicate-object urn:x
    found a second one

Refused: 1 finding, 2 warnings. Nothing was changed.
`,
    );
  });
});
