import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { processTable } from "../../../cli/engine/processTable.js";
import { recordedScene } from "../../support/recordedScenes.js";
import { methods, nothingHappened, rollbackRun, stateOf, type Scene } from "./support/rollbackRun.js";

const nodeGroup = "aws:eks/nodeGroup:NodeGroup";
const urn = `urn:pulumi:test::basalt::${nodeGroup}::general`;
const state = stateOf([], {
  pending_operations: [{ type: "creating", resource: { urn, type: nodeGroup, inputs: {} } }],
});
const preview = ["--to", "1", "--preview"];
const resume = [...preview, "--resume"];
const begun = "2026-05-01T13:00:00Z";
const gone = spawnSync(process.execPath, ["--version"]).pid;

/** A stack in a backend of files, with a lock and an update in the journal that was killed. */
function locked(lock: object, more: Scene = {}): Scene {
  let backend = "";
  return {
    args: resume,
    state,
    before: (directory) => {
      backend = join(directory, "node_modules/backend");
      const files = [
        [join(backend, ".pulumi/locks/organization/basalt/test/x.json"), lock],
        [
          join(directory, ".git/basalt/test.jsonl"),
          {
            ...{ event: "begun", id: "1", kind: "deploy", summary: "Deploy", who: "ada", begun },
            ...{ ...processTable(), pid: gone },
          },
        ],
      ] as const;
      for (const [file, content] of files) {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, `${JSON.stringify(content)}\n`);
      }
    },
    intercept: () => ({
      workspace: { whoAmI: () => Promise.resolve({ url: `file://${backend}` }) } as never,
    }),
    ...more,
  };
}
const own = { pid: gone, username: "ada", hostname: hostname(), timestamp: begun };
const foreign = { pid: 7, username: "ada", hostname: "laptop", timestamp: begun };

describe("basalt rollback --preview", () => {
  it("previews from the version's work tree, tells the consequences, asks nothing and updates nothing", async () => {
    const run = await rollbackRun({ args: preview, answer: "yes" });
    assert.deepEqual([run.code, run.report.outcome, run.asked], [0, "previewed", []], run.err);
    assert.deepEqual(methods(run), ["history", "exportStack", "preview"]);
    assert.equal(run.report.consequences?.verdict, "changes");
    assert.deepEqual([run.untouched, run.left], [true, []]);
  });

  it("is told to a person, and how to go on", async () => {
    const run = await rollbackRun({ args: preview }, true);
    assert.match(run.out, /^Rollback of test from 2 .* to 1/);
    assert.match(run.out, /general/);
    assert.match(run.out, /Nothing was changed\. The same command without --preview asks, and does it\.\n$/);
  });

  it("is refused as the rollback would be", async () => {
    nothingHappened(await rollbackRun({ args: preview, recorded: { events: recordedScene("blocked") } }));
  });

  it("says that the version runs already", async () => {
    const run = await rollbackRun({ args: ["--to", "2", "--preview"] });
    assert.deepEqual([run.code, run.report.outcome], [0, "already-deployed"]);
  });

  it("refreshes nothing where an update has failed since, and says that more may differ then", async () => {
    const written = stateOf([], { manifest: { version: "v3.260.0", time: "2026-05-02T12:00:00Z" } });
    const run = await rollbackRun({ args: preview, state: written });
    assert.deepEqual(methods(run), ["history", "exportStack", "preview"]);
    assert.match(run.report.remarks.at(-1)!, /compared with what exists only when this is really run/);
  });

  it("says what --resume would settle and whose lock it would take away, and does neither", async () => {
    let journal = "";
    const run = await rollbackRun(
      locked(own, {
        find: () => Promise.resolve({ id: "base:general" }),
        after: (directory) => (journal = readFileSync(join(directory, ".git/basalt/test.jsonl"), "utf8")),
      }),
    );
    assert.deepEqual([run.code, run.report.outcome], [0, "previewed"], JSON.stringify(run.report.refusals));
    assert.deepEqual(methods(run), ["history", "exportStack", "exportStack", "preview"]);
    assert.deepEqual(run.report.wouldSettle, [
      { operation: "creating", urn, type: nodeGroup, outcome: "recorded", id: "base:general" },
    ]);
    const { settled, released, refreshed, remarks } = run.report;
    assert.deepEqual([settled, released, refreshed], [[], [], false]);
    assert.ok(
      remarks.some((text) => /^the lock of ada@.* would be taken away$/.test(text)),
      remarks.join(),
    );
    assert.ok(!journal.includes("settled"));
  });

  it("is not called done, though the state shows no difference, where the state may not know all", async () => {
    const written = stateOf([], { manifest: { version: "v3.260.0", time: "2026-05-02T12:00:00Z" } });
    const recorded = { events: recordedScene("unchanged") };
    const disturbed = await rollbackRun({ args: preview, state: written, recorded });
    assert.equal(disturbed.report.outcome, "previewed");
    assert.equal((await rollbackRun({ args: preview, recorded })).report.outcome, "already-deployed");
  });

  it("settles no journal where the state shows no difference", async () => {
    let journal = "";
    const run = await rollbackRun(
      locked(own, {
        args: ["--to", "2", "--preview", "--resume"],
        recorded: { events: recordedScene("unchanged") },
        after: (directory) => (journal = readFileSync(join(directory, ".git/basalt/test.jsonl"), "utf8")),
      }),
    );
    assert.equal(run.report.outcome, "previewed");
    assert.ok(!journal.includes("settled"));
  });

  const held: readonly [string, object, readonly string[], RegExp | undefined][] = [
    ["refuses where a process lives that has it", { ...own, pid: process.pid }, [], /runs on this machine/],
    ["refuses where nobody says that its holder is dead", foreign, [], /ada@laptop, process 7/],
    [
      "refuses where somebody says it of another process",
      foreign,
      ["--holder-is-dead", `laptop:8@${begun}`],
      /ada@laptop, process 7/,
    ],
    [
      "refuses where somebody says it of an older lock of a process of that number",
      foreign,
      ["--holder-is-dead", "laptop:7@2026-05-01T12:00:00Z"],
      /ada@laptop, process 7/,
    ],
    [
      "refuses where somebody says it without the lock's time",
      foreign,
      ["--holder-is-dead", "laptop:7"],
      /ada@laptop, process 7/,
    ],
    [
      "goes on where somebody says that its holder is dead",
      foreign,
      ["--holder-is-dead", `laptop:7@${begun}`],
      undefined,
    ],
  ];
  for (const [title, lock, args, found] of held)
    it(`${title}, with --resume`, async () => {
      const run = await rollbackRun(locked(lock, { args: [...resume, ...args] }));
      if (!found) {
        assert.equal(run.report.outcome, "previewed");
        return;
      }
      nothingHappened(run);
      assert.deepEqual(
        [run.report.refusals[0]?.reason, methods(run).includes("preview")],
        ["update-in-progress", false],
      );
      assert.match(run.report.refusals[0]!.found, found);
    });

  it("names no version by -1 where only a lock of elsewhere tells of an update, and names both", async () => {
    const { before, ...scene } = locked(foreign, {
      args: ["--to", "-1", "--preview", "--resume"],
      state: stateOf(),
    });
    const run = await rollbackRun({
      ...scene,
      before: (directory) => {
        before?.(directory);
        rmSync(join(directory, ".git/basalt"), { recursive: true });
      },
    });
    assert.equal(run.code, 2);
    assert.match(run.err, /--to: found -1 while nobody here knows .*; allowed: 2 \(.*\) or 1 \(/);
    assert.deepEqual(methods(run), ["history", "exportStack"]);
  });

  const file = join(tmpdir(), `basalt-comment-${process.pid}.md`);
  after(() => rmSync(file, { force: true }));
  const markdown: readonly [string, Scene, readonly RegExp[]][] = [
    [
      "what it would do",
      { args: [...preview, "--markdown", file] },
      [
        /^### `test`: rollback from `2 \(commit [0-9a-f]{12}, 2026-05-01T12:02:00Z\)` to `1 \(commit/,
        /^It can be deployed\. Nothing was changed yet\.$/m,
        /^\*\*Changes\*\*: `test`/m,
      ],
    ],
    [
      "why not, and what to do instead",
      { args: [...preview, "--markdown", file], recorded: { events: recordedScene("blocked") } },
      [
        /^\*\*Refused\*\*: it cannot be deployed\.$/m,
        /^- .*Instead: choose another version/m,
        /^\*\*Blocked\*\*/m,
      ],
    ],
    [
      "what would be settled",
      { args: [...resume, "--markdown", file], state },
      [/^- To be settled: creating `aws:eks\/nodeGroup:NodeGroup` general: nobody here can tell/m],
    ],
    [
      "that it runs already",
      { args: ["--to", "2", "--preview", "--markdown", file] },
      [/^This runs already: there is nothing to do\.$/m],
    ],
  ];
  for (const [title, scene, shown] of markdown)
    it(`tells as a pull request's comment ${title}`, async () => {
      const { report } = await rollbackRun(scene);
      assert.equal(report.stack, "test");
      const told = readFileSync(file, "utf8");
      for (const line of shown) assert.match(told, line);
      assert.ok(Buffer.byteLength(told) <= 65_000);
    });

  const wrong: readonly [readonly string[], RegExp][] = [
    [["--preview", "--yes"], /^--preview: found --yes or --reviewed with it/],
    [["--preview", "--reviewed", "x.json"], /^--preview: found --yes or --reviewed with it/],
    [["--markdown", "x.md"], /^--markdown: found it without --preview/],
    [["--holder-is-dead", "laptop:7"], /^--holder-is-dead: found it without --resume/],
    [
      ["--resume", "--holder-is-dead", "laptop"],
      /^--holder-is-dead: found "laptop"; allowed: HOST:PID@SINCE/,
    ],
    [["--resume", "--holder-is-dead", "laptop:0"], /^--holder-is-dead: found "laptop:0"/],
  ];
  for (const [args, message] of wrong)
    it(`could not run on ${JSON.stringify(args.join(" "))}, and says what is allowed`, async () => {
      const run = await rollbackRun({ args: ["--to", "1", ...args] });
      assert.equal(run.code, 2);
      assert.match(run.err, message);
    });
});
