import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { recordedScene } from "../../support/recordedScenes.js";
import { methods, rollbackRun, stateOf, type Scene } from "./support/rollbackRun.js";

const pending = {
  type: "creating",
  resource: { urn: "urn:pulumi:test::basalt::aws:ec2/vpc:Vpc::network", type: "aws:ec2/vpc:Vpc", inputs: {} },
};
const state = stateOf([], { pending_operations: [pending] });

describe("basalt rollback --resume", () => {
  /** After a deployment that this machine's journal knows to be killed. */
  async function resumed(scene: Scene) {
    return rollbackRun({
      args: ["--to", "2", "--yes", "--resume"],
      state,
      before: (directory) => {
        mkdirSync(join(directory, ".git/basalt"));
        const entry = {
          id: "1",
          kind: "deploy",
          summary: "Deploy",
          who: "ada",
          host: hostname(),
          pid: 2 ** 30,
        };
        writeFileSync(
          journalIn(directory),
          `${JSON.stringify({ event: "begun", ...entry, begun: "2026-05-01T13:00:00Z" })}\n`,
        );
      },
      ...scene,
    });
  }
  const journalIn = (directory: string) => join(directory, ".git/basalt/test.jsonl");

  it("asks which version is meant by -1 where no journal knows what was stopped", async () => {
    const three = {
      versions: Array.from({ length: 3 }, () => (files: Record<string, string>) => files),
      state,
    };
    const first = await rollbackRun({ ...three, args: ["--to", "-1", "--yes"] });
    assert.deepEqual([first.code, first.report.refusals[0]?.reason], [1, "interrupted-update"]);
    const run = await rollbackRun({ ...three, args: ["--to", "-1", "--yes", "--resume"] });
    assert.deepEqual([run.code, methods(run)], [2, ["history", "exportStack"]]);
    assert.match(run.err, /allowed: 3 \(what ran before it began\) or 2 \(the version before that\)/);
  });

  it("settles what was pending, tells what became of it, and then deploys", async () => {
    const run = await resumed({});
    assert.deepEqual([run.code, run.report.outcome], [0, "rolled-back"], run.err);
    assert.deepEqual(methods(run), [
      "history",
      "exportStack",
      "exportStack",
      "importStack",
      "refresh",
      "history",
      "preview",
      "history",
      "up",
    ]);
    assert.deepEqual(run.report.settled, [
      { operation: "creating", urn: pending.resource.urn, type: "aws:ec2/vpc:Vpc", outcome: "unknown" },
    ]);
  });

  it("tells a person what to look for", async () => {
    const run = await rollbackRun({ args: ["--to", "1", "--yes", "--resume"], state }, true);
    assert.match(
      run.out,
      /creating aws:ec2\/vpc:Vpc network: nobody here can tell whether it was made: look for it/,
    );
  });

  const settled = /settled: creating aws:ec2\/vpc:Vpc network: nobody here can tell/;
  const refreshed = /the state was compared with what exists, and changed to it/;
  const outcomes: readonly [string, Scene, number, RegExp][] = [
    ["was declined", { args: ["--to", "2", "--resume"], answer: "no" }, 1, /^Nothing was deployed\.$/m],
    [
      "was answered by nobody",
      { args: ["--to", "2", "--resume"] },
      2,
      /^Nothing was deployed: nobody is there/m,
    ],
    ["had nothing to do", { recorded: { events: recordedScene("unchanged") } }, 0, /nothing to do\.$/m],
    ["was refused", { recorded: { events: recordedScene("blocked") } }, 1, /nothing was deployed:$/m],
    [
      "could not be previewed",
      { recorded: { preview: { failure: "\nerror: no credentials" } } },
      1,
      /nothing was deployed:$/m,
    ],
    [
      "broke off",
      { recorded: { up: { events: recordedScene("release"), failure: "\nerror: no" } } },
      1,
      /^The update broke off/m,
    ],
  ];
  for (const [title, scene, code, outcome] of outcomes)
    it(`tells what was done before an update that ${title}: at once, at the end, and as JSON`, async () => {
      const asText = await rollbackRun({ args: ["--to", "2", "--yes", "--resume"], state, ...scene }, true);
      assert.equal(asText.code, code, asText.err);
      const all = `${asText.out}${asText.err}`;
      assert.match(all, outcome);
      assert.ok(!all.slice(all.search(outcome)).includes("Nothing was changed"), all);
      assert.match(asText.err, settled);
      const end = all.slice(all.lastIndexOf("Before that, and it stays so:"));
      assert.match(end, settled);
      assert.match(end, refreshed);
      const { report } = await rollbackRun({ args: ["--to", "2", "--yes", "--resume"], state, ...scene });
      assert.deepEqual([report.settled.length, report.refreshed, report.released], [1, true, []]);
    });

  it("tells at once what was settled: whatever comes then, it stays", async () => {
    let said = "";
    const run = await resumed({
      intercept: (stack) => ({
        refresh: (options) => ((said = "refreshing"), stack.refresh(options)),
      }),
      recorded: { refresh: { failure: "\nerror: no credentials" } },
    });
    assert.deepEqual([run.code, said], [2, "refreshing"]);
    assert.match(run.err, /^settled: creating aws:ec2\/vpc:Vpc network/);
    assert.match(
      run.err,
      /no credentials\nthe state could not be compared with what exists, [^\n]*\nnothing was deployed; before that, settled: creating/,
    );
  });

  const ends: readonly [string, Scene, boolean][] = [
    ["when the version runs", {}, true],
    ["when the preview finds nothing to do", { recorded: { events: recordedScene("unchanged") } }, true],
    ["when nobody has answered", { args: ["--to", "2", "--resume"] }, false],
    [
      "when the update broke off",
      { recorded: { up: { events: recordedScene("release"), failure: "\nerror: no" } } },
      false,
    ],
  ];
  for (const [title, scene, settled] of ends)
    it(`${settled ? "forgets" : "remembers"} the killed update ${title}`, async () => {
      let written = "";
      await resumed({
        ...scene,
        after: (directory) => (written = readFileSync(journalIn(directory), "utf8")),
      });
      assert.equal(written.includes('"settled"'), settled, written);
    });
});
