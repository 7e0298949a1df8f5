import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseUpdateMessage } from "../../../cli/history/updateMessage.js";
import { inStack } from "../../support/project.js";
import { recordedScene } from "../../support/recordedScenes.js";
import { record } from "../history/records.js";
import {
  configurationOf,
  deployedRecords,
  git,
  methods,
  rollbackRun,
  stackFile,
  stateOf,
  type Scene,
} from "./support/rollbackRun.js";

const killed = {
  type: "updating",
  resource: {
    urn: "urn:pulumi:test::basalt::kubernetes:core/v1:Service::web",
    type: "kubernetes:core/v1:Service",
  },
};
const rotated = inStack("{ secure: AAABAMz1 }", "{ secure: BBBCBN02 }");

describe("basalt rollback", () => {
  it("previews once, and updates from a work tree of the version, which is gone afterwards", async () => {
    let seen = "";
    const run = await rollbackRun({
      during: (directory) => {
        seen = `${readFileSync(join(directory, "version.txt"), "utf8")} ${existsSync(join(directory, "node_modules/@pulumi/aws"))}`;
      },
    });
    assert.deepEqual([run.code, run.report.outcome], [0, "rolled-back"], `${run.err}${run.out}`);
    assert.deepEqual(methods(run), ["history", "exportStack", "preview", "history", "up"]);
    assert.equal(seen, "0 true");
    assert.ok(!existsSync(run.opened[1]!));
    assert.deepEqual([run.untouched, run.left], [true, []]);
    assert.deepEqual([run.report.from?.number, run.report.to.number], [2, 1]);
    assert.equal(run.report.consequences?.verdict, "changes");
  });

  it("leaves a message that names both versions, and asks for no secret", async () => {
    const run = await rollbackRun({ env: { GITHUB_ACTIONS: "true", GITHUB_ACTOR: "octocat" } });
    const { message, showSecrets } = run.calls.find(({ method }) => method === "up")!.options;
    assert.equal(showSecrets, false);
    const [to, from] = run.ids;
    assert.deepEqual(parseUpdateMessage(message as string), {
      summary: `Roll back to 1, commit ${to!.slice(0, 12)} (commit of minute 1)`,
      commit: to,
      rolledBackFrom: from,
      rolledBackTo: to,
      by: "octocat (GitHub Actions)",
    });
  });

  it("has preview and update judged by the present policies, a version's age apart", async () => {
    const present = JSON.stringify({ "cluster-audit-logs": "disabled" });
    const run = await rollbackRun({
      before: (directory) => writeFileSync(join(directory, "policies/environments/test.json"), present),
    });
    const configured = { "cluster-audit-logs": "disabled", "supported-cluster-version": "advisory" };
    assert.deepEqual(run.policies, [configured, configured]);
  });

  it("has every rule its default where the project configures none, whatever that version did", async () => {
    const run = await rollbackRun({
      before: (directory) => rmSync(join(directory, "policies/environments/test.json")),
    });
    const configured = { "supported-cluster-version": "advisory" };
    assert.deepEqual(run.policies, [configured, configured]);
  });

  it("takes secrets from the present stack file, and says which", async () => {
    let deployed = "";
    const run = await rollbackRun({
      versions: [(files) => files, rotated],
      during: (directory) => (deployed = readFileSync(join(directory, stackFile), "utf8")),
    });
    assert.equal(run.report.outcome, "rolled-back");
    assert.match(deployed, /token: { secure: BBBCBN02 }/);
    assert.equal(run.report.remarks[0], "secrets of the present stack file: config.basalt:secrets.token");
  });

  it("takes that version's own secrets with --old-secrets", async () => {
    let deployed = "";
    const run = await rollbackRun({
      versions: [(files) => files, rotated],
      args: ["--to", "-1", "--yes", "--old-secrets"],
      during: (directory) => (deployed = readFileSync(join(directory, stackFile), "utf8")),
    });
    assert.equal(run.report.outcome, "rolled-back");
    assert.match(deployed, /token: { secure: AAABAMz1 }/);
  });

  it("takes that version's declaration and the present program with --declaration-only", async () => {
    let seen: readonly string[] = [];
    const run = await rollbackRun({
      versions: [(files) => files, inStack("release: 1.66.0-1ad6b4a4", "release: 1.67.0-2bd7c5b5")],
      args: ["--to", "-1", "--yes", "--declaration-only"],
      during: (directory) =>
        (seen = [
          readFileSync(join(directory, "version.txt"), "utf8"),
          /release: (\S+)/.exec(readFileSync(join(directory, stackFile), "utf8"))![1]!,
        ]),
    });
    assert.deepEqual(seen, ["1", "1.66.0-1ad6b4a4"]);
    const { message } = run.calls.find(({ method }) => method === "up")!.options;
    const { commit, declaration } = parseUpdateMessage(message as string);
    assert.deepEqual([commit, declaration], [run.ids[1], run.ids[0]]);
  });

  const asked: readonly [string, string | undefined, readonly string[], number, string][] = [
    ["updates when the answer is yes", "yes", ["--to", "-1"], 0, "rolled-back"],
    ["changes nothing when the answer is no", "no", ["--to", "-1"], 1, "declined"],
    ["changes nothing when the answer is empty", "", ["--to", "-1"], 1, "declined"],
    ["changes nothing when nobody is there, and names --yes", undefined, ["--to", "-1"], 2, "unanswered"],
  ];
  for (const [title, answer, args, code, outcome] of asked)
    it(`shows the consequences, asks, and ${title}`, async () => {
      const run = await rollbackRun({ args, ...(answer === undefined ? {} : { answer }) }, true);
      assert.equal(run.code, code, run.err);
      assert.deepEqual(run.asked, ["Roll test back to -1? Type yes: "]);
      assert.match(run.out, /^Rollback of test from 2 \(commit [0-9a-f]{12}, .*\) to 1 \(commit/);
      assert.match(run.out, /general/);
      assert.equal(methods(run).includes("up"), outcome === "rolled-back");
      if (outcome === "unanswered") assert.match(run.err, /--yes/);
    });

  it("does not ask with --json: without --yes it changes nothing", async () => {
    const run = await rollbackRun({ args: ["--to", "-1"], answer: "yes" });
    assert.deepEqual([run.code, run.report.outcome, run.asked], [2, "unanswered", []]);
  });

  it("returns with -1 to the last version that went well after an update that failed, and to no older one", async () => {
    const run = await rollbackRun({
      versions: [(files) => files, (files) => files, (files) => files],
      records: (ids, directory) =>
        deployedRecords(ids, directory).map((each, index) =>
          index === 2 ? { ...each, result: "failed" } : each,
        ),
    });
    assert.deepEqual(
      [run.report.outcome, run.report.from?.number, run.report.to.number],
      ["rolled-back", 2, 2],
    );
  });

  it("says that a version runs already, and asks the engine nothing", async () => {
    const run = await rollbackRun({ args: ["--to", "2"] });
    assert.deepEqual(
      [run.code, run.report.outcome, methods(run)],
      [0, "already-deployed", ["history", "exportStack"]],
    );
  });

  it("asks the engine about what runs already with --old-secrets: it may run with others", async () => {
    const run = await rollbackRun({ args: ["--to", "2", "--yes", "--old-secrets"] });
    assert.deepEqual([run.code, run.report.outcome], [0, "rolled-back"]);
  });

  it("says that a version runs already where the preview finds nothing to do", async () => {
    const run = await rollbackRun({ recorded: { events: recordedScene("unchanged") } });
    assert.deepEqual([run.code, run.report.outcome, methods(run).at(-1)], [0, "already-deployed", "preview"]);
  });

  const written: readonly [string, string, string][] = [
    [
      "is asked about where the state was written since: a killed update leaves no entry",
      "2026-05-01T12:04:00Z",
      "rolled-back",
    ],
    [
      "runs already where the state was written by its own update",
      "2026-05-01T12:02:31Z",
      "already-deployed",
    ],
  ];
  for (const [title, time, outcome] of written)
    it(`what should run ${title}`, async () => {
      const state = stateOf([], { manifest: { version: "v3.260.0", time } });
      const run = await rollbackRun({ args: ["--to", "2", "--yes"], state });
      assert.deepEqual([run.code, run.report.outcome], [0, outcome]);
    });

  const refreshes: readonly [string, Scene, boolean][] = [
    ["nothing has failed since", {}, false],
    [
      "an update has failed since, whose changes the state may not know",
      {
        args: ["--to", "2", "--yes"],
        records: (ids, directory) => [
          ...deployedRecords(ids, directory),
          record(9, ids[0], {
            result: "failed",
            config: configurationOf(git(directory, "show", `HEAD:${stackFile}`)),
          }),
        ],
      },
      true,
    ],
    [
      "an update was killed since",
      { args: ["--to", "2", "--yes", "--resume"], state: stateOf([], { pending_operations: [killed] }) },
      true,
    ],
  ];
  for (const [title, scene, refresh] of refreshes)
    it(`${refresh ? "compares with" : "asks nothing of"} what exists where ${title}`, async () => {
      const run = await rollbackRun(scene);
      assert.deepEqual([run.code, run.report.outcome], [0, "rolled-back"], run.err);
      const [before, after] = [methods(run).indexOf("refresh"), methods(run).indexOf("preview")];
      assert.equal(before !== -1 && before < after, refresh);
    });

  const meanwhile: readonly [string, Scene, number][] = [
    ["while the question waited", {}, 2],
    [
      "while the state was compared with what exists",
      { args: ["--to", "2", "--yes", "--resume"], state: stateOf([], { pending_operations: [killed] }) },
      2,
    ],
  ];
  for (const [title, scene, reading] of meanwhile)
    it(`updates nothing where somebody has updated the stack ${title}`, async () => {
      let readings = 0;
      const run = await rollbackRun({
        ...scene,
        intercept: (stack) => ({
          history: async (...args) => {
            const records = await stack.history(...args);
            const later = record(30, undefined) as (typeof records)[number];
            return (readings += 1) < reading ? records : [later, ...records];
          },
        }),
      });
      assert.deepEqual([run.code, methods(run).includes("up")], [2, false]);
      assert.match(run.err, /stack test: somebody has updated it since the preview; run this again/);
      assert.deepEqual([run.untouched, run.left], [true, []]);
    });

  it("tells why an update broke off, and is a finding", async () => {
    const run = await rollbackRun({
      recorded: { up: { events: recordedScene("release"), failure: "\nerror: update failed: no capacity" } },
    });
    assert.deepEqual(
      [run.code, run.report.outcome, run.report.failures, run.untouched, run.left],
      [1, "failed", ["update failed: no capacity"], true, []],
    );
  });

  const wrong: readonly [readonly string[], string][] = [
    [[], "--to: found nothing; allowed: --to VERSION"],
    [["--to"], "--to: found no value"],
    [["--to", "--yes"], "--to: found no value"],
    [["--to", "9"], '--to: found "9", and the history has no such number'],
    [["--to", "-7"], '--to: found "-7", and the history has no version so far back'],
    [["--to", "1", "--stack", "../x"], '--stack: found "../x"'],
    [["--to", "1", "-2"], 'found the option "-2"'],
  ];
  for (const [args, message] of wrong)
    it(`could not run on ${JSON.stringify(args.join(" "))}, and says what is allowed`, async () => {
      const run = await rollbackRun({ args });
      assert.equal(run.code, 2);
      assert.ok(run.err.startsWith(message), run.err);
    });
});
