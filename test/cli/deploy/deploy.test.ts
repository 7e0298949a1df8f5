import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { EngineEvent, UpdateSummary } from "@pulumi/pulumi/automation/index.js";
import { UsageError } from "../../../cli/io.js";
import { LookUpError } from "../../../cli/lookUpError.js";
import { inStack } from "../../support/project.js";
import type { Recorded } from "../../support/recordedStack.js";
import { recordedScene } from "../../support/recordedScenes.js";
import { deployment, git, reportOf, updated, type Deployed } from "./support/deployment.js";

const older = "1111111111111111111111111111111111111111";
const oldest = "2222222222222222222222222222222222222222";
const dirty = (directory: string) => writeFileSync(join(directory, "Pulumi.test.yaml.orig"), "x");
const updates = ({ calls }: Deployed) => calls.filter(({ method }) => method === "up");
const previews = ({ calls }: Deployed) => calls.filter(({ method }) => method === "preview");
const rolledBackTo = (to: string) =>
  updated(to, { message: `Roll back\n\nCommit: ${to}\nRolled-back-from: ${oldest}\nRolled-back-to: ${to}` });
const withRollback = inStack(
  "  basalt:images:",
  "  basalt:deployment: { rollbackOnFailure: true }\n  basalt:images:",
);
const failing = { up: { events: recordedScene("release"), failure: "\nerror: update failed: no capacity" } };

describe("basalt deploy", () => {
  it("previews once, shows the consequences, asks, and updates with the same pack", async () => {
    const run = await deployment({ answer: "yes" });
    assert.equal(run.code, 0, run.err);
    assert.deepEqual(run.asked, ['Deploy this to test? Only "yes" does: ']);
    assert.deepEqual([previews(run).length, updates(run).length], [1, 1]);
    const order = run.calls.map(({ method }) => method);
    assert.deepEqual(order, ["exportStack", "history", "preview", "history", "up"]);
    const { message, ...options } = updates(run)[0]!.options;
    assert.deepEqual(options["policyPacks"], previews(run)[0]!.options["policyPacks"]);
    assert.deepEqual([options["showSecrets"], options["color"]], [false, "never"]);
    const [summary, ...rest] = String(message).split("\n");
    assert.equal(summary, "Pin the newest nodes");
    assert.ok(rest.includes(`Commit: ${run.commit}`), String(message));
    assert.ok(rest.includes("By: octocat (GitHub Actions)"), String(message));
    assert.match(String(message), /^Pins: nodes\/general=/m);
    assert.match(run.out, /^deployed: test, /m);
    assert.match(run.err, /^ {2}creating in place of its predecessor: aws:eks\/nodeGroup/m);
  });

  it("prints one report as JSON, and what people read where results are not", async () => {
    const run = await deployment({ answer: "yes", args: ["--json"] });
    const { version, stack, outcome, refusals, update, consequences, preflight, ...more } = reportOf(run);
    assert.deepEqual([version, stack, outcome, refusals, more], [1, "test", "deployed", [], {}]);
    assert.equal(consequences?.verdict, "changes");
    assert.deepEqual([update?.failed, update?.changes["create-replacement"]], [[], 3]);
    assert.deepEqual(
      preflight.map(({ name, status }) => `${name} ${status}`),
      [
        "commit ok",
        "pulumi ok",
        "state ok",
        "rollback ok",
        "aws-cli ok",
        "credentials ok",
        "identity ok",
        "endpoint ok",
      ],
    );
    assert.match(run.err, /Preview of test/);
  });

  it("does not ask with --yes, nor where nothing changes", async () => {
    const yes = await deployment({ args: ["--yes"] });
    const unchanged = await deployment({ recorded: { events: recordedScene("unchanged") } });
    assert.deepEqual([yes.code, yes.asked, updates(yes).length], [0, [], 1]);
    // The commit is to be found in the history all the same.
    assert.deepEqual([unchanged.code, unchanged.asked, updates(unchanged).length], [0, [], 1]);
  });

  for (const answer of ["y", "no", "", "YES!"])
    it(`takes ${JSON.stringify(answer)} for no`, async () => {
      const run = await deployment({ answer });
      assert.deepEqual([run.code, updates(run)], [1, []]);
      assert.match(
        run.out,
        /^refused: nothing was deployed to test\n {2}the question was not answered with yes/m,
      );
    });

  it("could not run where nobody answers", async () => {
    await assert.rejects(deployment(), {
      name: "UsageError",
      message: /found nobody to answer; allowed: --yes/,
    });
  });

  describe("preflight", () => {
    it("is all that --preflight does", async () => {
      const run = await deployment({ args: ["--preflight"] });
      assert.deepEqual([run.code, run.calls.map(({ method }) => method)], [0, ["exportStack", "history"]]);
      assert.match(run.out, /^ready: test can be deployed from here$/m);
    });

    it("tells of a rollback that would be undone, before anybody approves that", async () => {
      const run = await deployment({
        args: ["--preflight"],
        recorded: { history: [rolledBackTo(older)] },
      });
      assert.deepEqual([run.code, run.calls.map(({ method }) => method)], [0, ["exportStack", "history"]]);
      assert.match(run.err, /^ {2}rollback {5}unknown: test was rolled back .*; with --undo-rollback/m);
    });

    const unlucky: readonly [string, Parameters<typeof deployment>[0], RegExp][] = [
      [
        "no Pulumi CLI",
        { opened: () => Promise.reject(new UsageError("found no Pulumi CLI that runs on the PATH")) },
        /^ {2}pulumi: found no Pulumi CLI that runs on the PATH$/m,
      ],
      [
        "no credentials",
        {
          place: {
            caller: () => Promise.reject(new LookUpError("sts:GetCallerIdentity: found no AWS credentials")),
          },
        },
        /^ {2}credentials: sts:GetCallerIdentity: found no AWS credentials$/m,
      ],
    ];
    for (const [title, scene, text] of unlucky)
      it(`says once that it found ${title}`, async () => {
        const run = await deployment({ args: ["--yes"], ...scene });
        assert.equal(run.code, 1);
        assert.match(run.out, text);
      });

    it("tells everything at once, and stops before the preview", async () => {
      const run = await deployment({
        args: ["--yes", "--json"],
        before: dirty,
        place: {
          hostedRunner: true,
          awsCli: () => Promise.resolve(undefined),
          caller: () => Promise.resolve({ account: "999999999999", arn: "arn:aws:iam::999999999999:user/x" }),
        },
      });
      const { outcome, refusals, preflight } = reportOf(run);
      assert.deepEqual([run.code, outcome, previews(run), updates(run)], [1, "refused", [], []]);
      assert.deepEqual(
        preflight.filter(({ status }) => status === "failed").map(({ name }) => name),
        ["commit", "aws-cli", "credentials", "endpoint"],
      );
      assert.equal(refusals.length, 4);
      assert.match(run.err, /endpoint {5}failed: the API endpoint of base will be private/);
    });
  });

  describe("refuses", () => {
    const refused = async (more: Parameters<typeof deployment>[0], reason: RegExp) => {
      const run = await deployment({ args: ["--yes"], ...more });
      assert.deepEqual([run.code, updates(run)], [1, []], run.out);
      assert.match(run.out, reason);
      return run;
    };

    it("what a policy blocks", () =>
      refused(
        { recorded: { preview: { events: recordedScene("blocked"), failure: "error: preview failed" } } },
        /^refused: nothing was deployed to test\n {2}policy /m,
      ));

    it("what the program itself refuses", () =>
      refused(
        { recorded: { preview: { events: recordedScene("mistake"), failure: "error: preview failed" } } },
        /^refused: /m,
      ));

    it("to undo a rollback, before it previews anything", async () => {
      const run = await refused(
        { recorded: { history: [rolledBackTo(older)] } },
        /test was rolled back from 222222222222 to 111111111111 at 2026-11-20T10:00:00\.000Z.*--undo-rollback/,
      );
      assert.deepEqual(previews(run), []);
    });

    it("to take the stack back to an older commit than the one that runs", async () => {
      const history: UpdateSummary[] = [];
      const run = await refused(
        {
          recorded: { history },
          before: (directory) => {
            git(directory, "commit", "--allow-empty", "--quiet", "-m", "newer");
            history.push(updated(git(directory, "rev-parse", "HEAD")));
            git(directory, "reset", "--quiet", "--hard", "HEAD~1");
          },
        },
        /test runs [0-9a-f]{12}, which is newer than [0-9a-f]{12}; to return to that, run `basalt rollback/,
      );
      assert.deepEqual(previews(run), []);
    });

    const other = "3".repeat(40);
    const rows: readonly [string, (now: Record<string, unknown>) => unknown, RegExp][] = [
      ["a report about another stack", (now) => ({ ...now, stack: "prod" }), /about stack prod, not test/],
      [
        "a report about another commit",
        (now) => ({ ...now, commit: { id: other, clean: true } }),
        /about 333333333333, not/,
      ],
      [
        "a report about more than a commit",
        (now) => ({ ...now, commit: { ...(now["commit"] as object), clean: false } }),
        /with uncommitted changes/,
      ],
      ["a report about no commit", ({ commit: _, ...now }) => now, /about no commit, not/],
      ["a report that compares plans", (now) => ({ ...now, source: "plan" }), /compares plans/],
      ["a report that says blocked", (now) => ({ ...now, verdict: "blocked" }), /says "blocked"/],
      [
        "what was not in the reviewed report",
        (now) => ({ ...now, verdict: "unchanged", changes: [], pins: [], outputs: [] }),
        /it is not what was reviewed/,
      ],
    ];
    for (const [title, change, reason] of rows)
      it(title, () => refused({ reviewed: (now) => change({ ...now }) }, reason));
  });

  it("deploys what was reviewed", async () => {
    const run = await deployment({ args: ["--yes"], reviewed: (now) => now });
    assert.deepEqual([run.code, updates(run).length], [0, 1], run.out);
  });

  it("deploys over a rollback when that is meant", async () => {
    const meant = await deployment({
      args: ["--yes", "--undo-rollback"],
      recorded: { history: [rolledBackTo(older)] },
    });
    assert.deepEqual([meant.code, updates(meant).length], [0, 1]);
  });

  describe("between the preview and the update", () => {
    it("could not run when the work tree changed", async () => {
      await assert.rejects(deployment({ answer: "yes", meanwhile: dirty }), {
        name: "UsageError",
        message: /^the work tree has changed since the preview; run this again$/,
      });
      await assert.rejects(
        deployment({
          answer: "yes",
          meanwhile: (directory) => git(directory, "commit", "--allow-empty", "--quiet", "-m", "x"),
        }),
        { name: "UsageError", message: /work tree has changed/ },
      );
    });

    it("could not run when somebody updated the stack", async () => {
      const history = [updated(older)];
      await assert.rejects(
        deployment({
          answer: "yes",
          recorded: { history },
          meanwhile: () => history.unshift(updated(oldest, { startTime: new Date("2026-11-21T10:00:00Z") })),
        }),
        {
          name: "UsageError",
          message: /^stack test: somebody has updated it since the preview; run this again$/,
        },
      );
    });
  });

  describe("compares the state with what exists first", () => {
    const resources = [
      { urn: "urn:pulumi:test::base::pulumi:pulumi:Stack::base", type: "pulumi:pulumi:Stack" },
    ];
    const ended = new Date("2026-11-20T10:05:00Z");
    const wentWell = updated(older, { endTime: ended });
    const failed = updated(oldest, { result: "failed", startTime: new Date("2026-11-20T11:00:00Z") });
    const state = (time: string, all: object[] = resources) => ({
      version: 3,
      deployment: { manifest: { time }, resources: all },
    });
    const cases: readonly [string, Recorded, boolean][] = [
      [
        "after an update that went well",
        { history: [wentWell], state: state("2026-11-20T10:05:00Z") },
        false,
      ],
      ["after one that failed", { history: [failed, wentWell], state: state("2026-11-20T11:01:00Z") }, true],
      [
        "after one that was killed, of which nothing but the state tells",
        { history: [wentWell], state: state("2026-11-20T11:01:00Z") },
        true,
      ],
      ["after none but one that failed", { history: [failed], state: state("2026-11-20T11:01:00Z") }, true],
      ["of a stack that has nothing", { history: [failed], state: state("2026-11-20T11:01:00Z", []) }, false],
    ];
    for (const [title, recorded, refreshes] of cases)
      it(`${refreshes ? "" : "but not "}${title}`, async () => {
        const run = await deployment({ answer: "yes", recorded });
        assert.equal(run.code, 0, run.err);
        const order = run.calls.map(({ method }) => method).filter((each) => each !== "exportStack");
        const first = refreshes ? ["history", "refresh"] : [];
        assert.deepEqual(order, [...first, "history", "preview", "history", "up"]);
        assert.equal(run.err.includes("the state is compared with what exists first"), refreshes);
      });
  });

  it("writes down when the newest entry began, by the backend's clock", async () => {
    let journal = "";
    const run = await deployment({
      answer: "yes",
      recorded: { history: [updated(older)] },
      after: (directory) => (journal = readFileSync(join(directory, ".git/basalt/test.jsonl"), "utf8")),
    });
    const [begun] = journal.split("\n").map((line) => JSON.parse(line || "{}") as Record<string, unknown>);
    assert.deepEqual(
      [begun?.["event"], begun?.["kind"], begun?.["since"], begun?.["from"], begun?.["to"]],
      ["begun", "deploy", "2026-11-20T10:00:00Z", older, run.commit],
    );
  });

  describe("an update that fails", () => {
    it("is told, and what was changed stays", async () => {
      const run = await deployment({ args: ["--yes"], recorded: { ...failing, history: [updated(older)] } });
      assert.deepEqual([run.code, run.rolledBack], [1, []]);
      assert.match(run.out, /^failed: the update of test, after .*\n {2}update failed: no capacity$/m);
    });

    it("is followed by a rollback to what ran, where the environment asks for it", async () => {
      const history = [
        updated(oldest, { result: "failed", startTime: new Date("2026-11-21T10:00:00Z") }),
        updated(older),
      ];
      const run = await deployment({
        args: ["--yes", "--json"],
        changes: [withRollback],
        recorded: { ...failing, history },
      });
      assert.equal(run.code, 1);
      assert.deepEqual(run.rolledBack, [["--stack", "test", "--cwd", "DIR", "--to", "1", "--yes"]]);
      const { outcome, rollback } = reportOf(run);
      assert.deepEqual(
        [outcome, rollback],
        ["rolled-back", { to: { number: 1, commit: older }, result: "done" }],
      );
    });

    it("is told when the rollback failed too", async () => {
      const run = await deployment({
        args: ["--yes"],
        changes: [withRollback],
        rollback: 2,
        recorded: { ...failing, history: [updated(older)] },
      });
      assert.match(
        run.out,
        /^not rolled back: the return to version 1 \(111111111111\) failed too; run basalt rollback --stack test --to 1$/m,
      );
    });

    it("is not followed by one where nothing ran before, or nobody can say what", async () => {
      for (const history of [
        [],
        [updated(older, { environment: { "git.head": older, "git.dirty": "true" } })],
      ]) {
        const run = await deployment({
          args: ["--yes"],
          changes: [withRollback],
          recorded: { ...failing, history },
        });
        assert.deepEqual([run.code, run.rolledBack], [1, []]);
        assert.match(run.err, /there is no earlier commit to return to/);
      }
    });

    it("is a mistake, and no reason to roll back, where it could not begin", async () => {
      const locked = { up: { failure: "error: the stack is currently locked by 1 lock(s)" } };
      await assert.rejects(
        deployment({
          args: ["--yes"],
          changes: [withRollback],
          recorded: { ...locked, history: [updated(older)] },
        }),
        { name: "UsageError" },
      );
    });

    it("tells no secret of the engine's", async () => {
      const events = [
        ...recordedScene("release"),
        { sequence: 1, timestamp: 1, diagnosticEvent: { severity: "debug", message: "hunter2", color: "" } },
      ] as EngineEvent[];
      const run = await deployment({ args: ["--yes"], recorded: { up: { events, failure: "error: no" } } });
      assert.doesNotMatch(run.out + run.err, /hunter2/);
    });
  });

  it("refuses options that do not go together", async () => {
    await assert.rejects(deployment({ args: ["--preflight", "--undo-rollback"] }), {
      name: "UsageError",
      message: /^--preflight: found --reviewed or --undo-rollback with it/,
    });
    await assert.rejects(deployment({ args: ["--reviewed", "none.json"] }), {
      name: "UsageError",
      message: /^--reviewed: found "none\.json", which cannot be read/,
    });
  });
});
