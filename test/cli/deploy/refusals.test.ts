import assert from "node:assert/strict";
import type { ConsequencesReport } from "../../../cli/consequences/report.js";
import { consequencesRefusals, rollbackRefusals, unseenRefusals } from "../../../cli/deploy/refusals.js";

const commit = { id: "1".repeat(40), clean: true };
const report: ConsequencesReport = {
  version: 1,
  stack: "test",
  source: "engine",
  commit,
  base: "deployed",
  verdict: "changes",
  failures: [],
  changes: [],
  unchanged: 3,
  policies: { findings: [], exceptions: [] },
  network: { broken: [] },
  pins: [],
};
const finding = (level: "mandatory" | "advisory", kind: "violation" | "undecided") =>
  ({ rule: "pinned-node-image", severity: "high", level, kind, message: "found latest" }) as const;

describe("a deployment is refused", () => {
  it("for what a mandatory policy forbids and for flows that break, not for advice or what is undecided", () => {
    const findings = [
      finding("mandatory", "violation"),
      finding("advisory", "violation"),
      finding("mandatory", "undecided"),
    ];
    assert.deepEqual(
      consequencesRefusals({
        ...report,
        verdict: "blocked",
        policies: { findings, exceptions: [] },
        network: { broken: ["shop/web -> shop/cart would not get through"] },
      }),
      ["policy pinned-node-image: found latest", "shop/web -> shop/cart would not get through"],
    );
  });

  it("by a verdict that nothing in the report explains", () => {
    assert.deepEqual(consequencesRefusals({ ...report, verdict: "blocked" }), ["the preview is blocked"]);
    assert.deepEqual(consequencesRefusals({ ...report, verdict: "failed" }), [
      "the preview did not come to its end",
    ]);
    assert.deepEqual(consequencesRefusals({ ...report, verdict: "failed", failures: ["no credentials"] }), [
      "no credentials",
    ]);
  });

  for (const verdict of ["changes", "unchanged", "opens"] as const)
    it(`not for the verdict ${verdict} by itself`, () =>
      assert.deepEqual(consequencesRefusals({ ...report, verdict }), []));

  it("unseen only where something opens that no flow declares", () => {
    assert.equal(unseenRefusals({ ...report, verdict: "opens" }).length, 1);
    assert.deepEqual(unseenRefusals(report), []);
  });

  const rollback = { to: commit.id, time: new Date("2026-11-20T10:00:00Z"), summary: "Roll back" };
  it("to undo a rollback, also one whose origin nobody knows", () => {
    assert.deepEqual(rollbackRefusals(rollback, { id: "2".repeat(40), clean: true }, "prod"), [
      'prod was rolled back to 111111111111 at 2026-11-20T10:00:00.000Z ("Roll back"), and this would undo it; with --undo-rollback it is deployed, once what was wrong is mended',
    ]);
  });
  it("not for what the rollback itself brought, nor where there was none", () => {
    assert.deepEqual(rollbackRefusals(rollback, commit, "prod"), []);
    assert.deepEqual(rollbackRefusals(undefined, commit, "prod"), []);
  });
});
