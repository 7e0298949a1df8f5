import assert from "node:assert/strict";
import type { ConsequencesReport } from "../../../cli/consequences/report.js";
import type { Check } from "../../../cli/deploy/check.js";
import { checkRollback, type Intent } from "../../../cli/deploy/checkRollback.js";
import { consequencesRefusals, unseenRefusals } from "../../../cli/deploy/refusals.js";
import type { HistoryRecord } from "../../../cli/history/readHistory.js";

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
});

describe("a rollback", () => {
  const [rolledBack, left] = ["1".repeat(40), "2".repeat(40)];
  const record = (message: string): HistoryRecord => ({
    kind: "update",
    result: "succeeded",
    startTime: new Date("2026-11-20T10:00:00Z"),
    message,
  });
  const history = [record(`Roll back\n\nCommit: ${rolledBack}\nRolled-back-to: ${rolledBack}`)];
  const check = (commit: string, intent: Partial<Intent> = {}, records = history) =>
    checkRollback(records, { id: commit, clean: true }, "prod", {
      undoRollback: false,
      updates: true,
      ...intent,
    });
  const found =
    'prod was rolled back to 111111111111 at 2026-11-20T10:00:00.000Z ("Roll back"), and this would undo it';
  const todo = "with --undo-rollback it is deployed, once what was wrong is mended";

  it("is not undone unasked, also one whose origin nobody knows", () => {
    assert.deepEqual(check(left), { name: "rollback", status: "failed", found, todo });
  });

  it("is told of before anybody approves what would undo it", () => {
    assert.deepEqual(check(left, { updates: false }), {
      name: "rollback",
      status: "unknown",
      found: `${found}; ${todo}`,
    });
  });

  const fine: readonly [string, Check][] = [
    ["is undone where that is meant", check(left, { undoRollback: true })],
    ["is not undone by what it brought itself", check(rolledBack)],
    ["is not undone where there was none", check(left, {}, [record("Deploy")])],
    ["is not undone in an empty history", check(left, {}, [])],
  ];
  for (const [title, { status }] of fine) it(title, () => assert.equal(status, "ok"));
});
