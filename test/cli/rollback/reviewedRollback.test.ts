import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RollbackReport } from "../../../cli/rollback/rollbackReport.js";
import { recordedScene } from "../../support/recordedScenes.js";
import { git, methods, rollbackRun, type Scene } from "./support/rollbackRun.js";

/** Rolls back what somebody has reviewed, of which a test changes something. */
async function reviewed(change: (report: RollbackReport) => unknown, scene: Scene = {}) {
  const { report, ids } = await rollbackRun({ args: ["--to", "1", "--preview"] });
  assert.equal(report.outcome, "previewed");
  return rollbackRun({
    args: ["--to", "1", "--yes", "--reviewed", "node_modules/report.json"],
    ...scene,
    before: (directory) => {
      // Another repository's commits have other names.
      const own = git(directory, "rev-list", "--reverse", "HEAD").trim().split("\n");
      const now = JSON.parse(
        JSON.stringify(report).replaceAll(ids[0]!, own[0]!).replaceAll(ids[1]!, own[1]!),
      ) as RollbackReport;
      const changed = change(now);
      writeFileSync(
        join(directory, "node_modules/report.json"),
        typeof changed === "string" ? changed : JSON.stringify(changed),
      );
    },
  });
}

describe("basalt rollback --reviewed", () => {
  it("deploys what was reviewed", async () => {
    const run = await reviewed((report) => report);
    assert.deepEqual([run.code, run.report.outcome], [0, "rolled-back"], run.err);
  });

  it("takes no lock away, and looks at nothing, for what was not reviewed", async () => {
    const run = await reviewed((report) => ({ ...report, stack: "prod" }), {
      args: ["--to", "1", "--yes", "--resume", "--reviewed", "node_modules/report.json"],
    });
    assert.deepEqual(
      [run.report.outcome, methods(run), run.report.refusals.length],
      ["refused", ["history", "exportStack"], 2],
    );
  });

  it("deploys of what was reviewed what is left to do", async () => {
    const run = await reviewed((report) => report, { recorded: { events: recordedScene("unchanged") } });
    assert.deepEqual([run.code, run.report.outcome], [0, "already-deployed"], run.err);
  });

  const other = "f".repeat(40);
  const differing: readonly [string, (report: RollbackReport) => unknown, RegExp][] = [
    [
      "returns to another commit",
      (report) => ({ ...report, to: { ...report.to, commit: other } }),
      /^what would be returned to is commit [0-9a-f]{40}; reviewed: commit f{40}$/,
    ],
    [
      "returns to another declaration",
      (report) => ({ ...report, to: { ...report.to, declaration: other } }),
      /reviewed: commit [0-9a-f]{40} with the declaration of f{40}$/,
    ],
    [
      "leaves another version",
      (report) => ({ ...report, from: { ...report.from, commit: other } }),
      /^what runs is commit [0-9a-f]{40}; reviewed: commit f{40}$/,
    ],
    [
      "leaves a version where nothing ran",
      ({ from: _from, ...report }) => report,
      /^what runs is commit [0-9a-f]{40}; reviewed: nothing$/,
    ],
    [
      "is done in another way",
      (report) => ({ ...report, declarationOnly: true }),
      /^--declaration-only is not given; reviewed: with it$/,
    ],
    [
      "takes other secrets",
      (report) => ({ ...report, oldSecrets: true }),
      /^--old-secrets is not given; reviewed: with it$/,
    ],
    [
      "settles nothing",
      (report) => ({ ...report, resume: true }),
      /^--resume is not given; reviewed: with it$/,
    ],
    [
      "runs another program",
      (report) => ({
        ...report,
        consequences: { ...report.consequences, commit: { id: other, clean: true } },
      }),
      /^the program would be that of [0-9a-f]{40}; reviewed: that of f{40}$/,
    ],
    [
      "is about another stack",
      (report) => ({ ...report, stack: "prod" }),
      /^stack test .* reviewed: stack prod$/,
    ],
    [
      "does something of another kind",
      (report) => ({ ...report, consequences: { ...report.consequences, changes: [] } }),
      /^aws:eks\/nodeGroup:NodeGroup general.* would be replaced; reviewed: it stays as it is$/,
    ],
  ];
  for (const [title, change, found] of differing)
    it(`refuses what ${title}, and says what to do`, async () => {
      const run = await reviewed(change);
      assert.deepEqual([run.code, run.report.outcome], [1, "refused"], run.err);
      assert.ok(!methods(run).includes("up"));
      const { refusals } = run.report;
      assert.ok(refusals.every(({ reason }) => reason === "differs-from-reviewed"));
      assert.ok(
        refusals.some((refusal) => found.test(refusal.found)),
        refusals.map((refusal) => refusal.found).join("\n"),
      );
      assert.match(refusals[0]!.todo, /preview it again \(--preview\)/);
    });

  const unreadable: readonly [string, (report: RollbackReport) => unknown, RegExp][] = [
    ["is no JSON", () => "nothing", /which cannot be read .*basalt rollback --preview --json/],
    ["is a preview of a deployment", ({ consequences }) => consequences, /which is no rollback's report/],
    [
      "was refused itself",
      (report) => ({ ...report, outcome: "refused" }),
      /whose outcome is "refused": with it there is nothing that could be approved/,
    ],
    [
      "has no consequences",
      ({ consequences: _consequences, ...report }) => report,
      /which is no rollback's report/,
    ],
  ];
  for (const [title, change, message] of unreadable)
    it(`could not run with what ${title}`, async () => {
      const run = await reviewed(change);
      assert.deepEqual([run.code, methods(run)], [2, []]);
      assert.match(run.err, message);
    });
});
