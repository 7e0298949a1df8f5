import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { forgetSteps, runStep, type Ran, type Surroundings } from "./support/runStep.js";
import { findStep, workflows } from "./support/workflows.js";

/** The workspace as a repository with a stack file. */
const repository: Surroundings["before"] = (workspace) => {
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=Test", "-c", "user.email=test@example.com", ...args], {
      cwd: workspace,
    });
  git("init", "--quiet", "--initial-branch=main");
  writeFileSync(join(workspace, "Pulumi.dev.yaml"), "config: {}\n");
  writeFileSync(join(workspace, "Pulumi.prod.yaml"), "config: {}\n");
  git("add", "--all");
  git("commit", "--quiet", "--message", "x");
};

describe("the steps that deploy, look and return", () => {
  afterEach(forgetSteps);

  describe("prepare", () => {
    const step = findStep("actions/prepare/action.yml", "See that the environment is set up");
    const prepare = (role: string, region: string) =>
      runStep(step, { expressions: { "inputs.role": role, "inputs.region": region } });
    it("passes with both variables", () =>
      assert.equal(prepare("arn:aws:iam::1:role/x", "eu-central-1").code, 0));
    it("names every variable that is missing", () => {
      const { code, log } = prepare("", "");
      assert.equal(code, 1);
      assert.match(
        log,
        /no variable AWS_ROLE; docs\/pipelines\.md.*\n.*no variable AWS_REGION; docs\/pipelines\.md/,
      );
    });
  });

  for (const stack of ["dev", "staging", "prod"]) {
    describe(`deploy ${stack}`, () => {
      const step = findStep("workflows/deploy.yml", "Deploy", `deploy-${stack}`);
      const deploy = (undo: string, code = 0) =>
        runStep(step, { expressions: { "inputs.undo-rollback": undo }, basalt: { deploy: { code } } });
      const plain = ["basalt", "deploy", "--stack", stack, "--reviewed"];
      for (const undo of ["", "false", "$(touch pwned)", "true --json"])
        it(`deploys what was reviewed, with the input ${JSON.stringify(undo)}`, () => {
          const { calls, code, workspace } = deploy(undo);
          assert.equal(code, 0);
          const [call = []] = calls;
          assert.deepEqual([call.slice(0, 5), call.slice(6)], [plain, ["--yes"]]);
          assert.match(call[5] ?? "", new RegExp(`/temporary/reviewed/${stack}\\.json$`));
          assert.ok(!existsSync(join(workspace, "pwned")));
        });
      it("undoes a rollback where that is ticked", () =>
        assert.deepEqual(deploy("true").calls[0]?.slice(6), ["--yes", "--undo-rollback"]));
      it("fails with the command", () => assert.equal(deploy("", 1).code, 1));
    });
  }

  describe("drift", () => {
    const step = findStep("workflows/drift.yml", "Look");
    const look = (code: number) =>
      runStep(step, {
        expressions: { "matrix.stack": "prod", "github.token": "ghs_x" },
        basalt: { drift: { out: "<details>\n::error::x\n", code } },
      });
    it("is told by an issue and in the summary, as text", () => {
      const { calls, summary, code } = look(1);
      assert.deepEqual([code, calls], [0, [["basalt", "drift", "--stack", "prod", "--issue"]]]);
      assert.equal(summary, "## Drift of prod\n\n    <details>\n    ::error::x\n");
    });
    it("fails where it could not be told", () => assert.equal(look(2).code, 1));
  });

  describe("pin", () => {
    const step = findStep("workflows/pin.yml", "Write the pins");
    const pin = (change: string, command: string, before: Surroundings["before"] = repository) =>
      runStep(step, {
        expressions: { "inputs.change || 'newest for dev'": change },
        basalt: {
          [command]: {
            out: "kubernetes 1.35 -> 1.36\n",
            writes: { "Pulumi.dev.yaml": "config: { a: b }\n", "README.md": "x" },
          },
        },
        before: before,
      });

    it("hands over the change of the stack's file alone, and what it is about", () => {
      const { code, outputs, calls, file, log } = pin("newest for dev", "pin");
      assert.equal(code, 0, log);
      assert.deepEqual([calls, outputs], [[["basalt", "pin", "--stack", "dev"]], { name: "pins-dev" }]);
      assert.match(
        file("change/change.patch") ?? "",
        /^diff --git a\/Pulumi\.dev\.yaml[^]*\+config: \{ a: b \}\n$/,
      );
      assert.equal(
        file("change/body.md"),
        "Proposed by `basalt pin --stack dev`:\n\n    kubernetes 1.35 -> 1.36\n",
      );
    });
    it("copies pins from one stack to the next", () => {
      const { calls, outputs, file } = pin("staging to prod", "promote");
      assert.deepEqual(
        [calls, outputs],
        [[["basalt", "promote", "--from", "staging", "--to", "prod"]], { name: "promote-prod" }],
      );
      assert.equal(file("change/change.patch"), "");
    });
    for (const change of ["", "newest", "newest for $(touch pwned)", "x to ../../etc", "newest for dev\nx=1"])
      it(`refuses ${JSON.stringify(change)}`, () => {
        const { code, calls, workspace } = pin(change, "pin");
        assert.deepEqual([code, calls, existsSync(join(workspace, "pwned"))], [1, [], false]);
      });
  });

  describe("rotate", () => {
    const step = findStep("workflows/rotate.yml", "Write the dates");
    const rotate = (age: string, code = 0) =>
      runStep(step, {
        expressions: { "matrix.stack": "prod", "inputs.max-age": age },
        basalt: {
          rotate: { out: "general: 41 days\n", code, writes: { "Pulumi.prod.yaml": "config: { x: y }\n" } },
        },
        before: repository,
      });
    it("hands over the dates it wrote", () => {
      const { calls, file } = rotate("");
      assert.deepEqual(calls, [["basalt", "rotate", "--stack", "prod"]]);
      assert.match(file("change/change.patch") ?? "", /Pulumi\.prod\.yaml/);
      assert.match(
        file("change/body.md") ?? "",
        /^Proposed by `basalt rotate --stack prod`:\n\n {4}general: 41 days\n$/,
      );
    });
    it("passes the age on as one argument", () =>
      assert.deepEqual(rotate("14 --check; $(touch pwned)").calls[0]?.slice(4), [
        "--max-age=14 --check; $(touch pwned)",
      ]));
    it("fails where ages could not be told", () => assert.equal(rotate("", 2).code, 2));
  });

  describe("preflight", () => {
    const step = findStep("actions/preflight/action.yml", "Preflight");
    const run = (checks: readonly object[], code = checks.length > 0 ? 1 : 0, needs = "true") =>
      runStep(step, {
        expressions: { "inputs.stack": "prod", "inputs.needs-declaration": needs },
        basalt: { deploy: { out: JSON.stringify({ version: 1, preflight: checks }), code } },
      });
    const endpoint = {
      name: "endpoint",
      status: "failed",
      found: "a hosted runner",
      todo: "name another\n::warning::100%",
    };

    it("changes nothing, and passes where an update could run", () => {
      const { code, calls } = run([]);
      assert.deepEqual(
        [code, calls],
        [0, [["basalt", "deploy", "--stack", "prod", "--preflight", "--json"]]],
      );
    });
    it("says what is out of reach in the run, as one line", () => {
      const { code, log } = run([endpoint]);
      assert.equal(code, 1);
      assert.match(
        log,
        /^::error title=Preflight::endpoint: found a hosted runner; name another%0A::warning::100%25$/m,
      );
    });
    it("leaves what a killed update has left to the command that follows", () =>
      assert.equal(run([{ name: "state", status: "failed", found: "an update was killed" }]).code, 0));
    it("fails where it could not run", () => assert.equal(run([], 2).code, 2));
    it("only warns of that where a rollback may be the way out", () => {
      const { code, log } = run([], 2, "false");
      assert.equal(code, 0);
      assert.match(log, /^::warning title=Preflight::It could not run/m);
      assert.equal(run([endpoint], 1, "false").code, 1);
    });
    it("fails where it is told nothing", () =>
      assert.notEqual(
        runStep(step, {
          expressions: { "inputs.stack": "prod", "inputs.needs-declaration": "false" },
          basalt: { deploy: { out: "{" } },
        }).code,
        0,
      ));
  });

  describe("roll back", () => {
    const look = findStep("workflows/rollback.yml", "See that the inputs are some");
    const inputs = (to: string, mode: string, holder: string) => ({
      "inputs.stack": "prod",
      "inputs.to": to,
      "inputs.mode": mode,
      "inputs.holder": holder,
    });
    const plainMode = "program and declaration";
    const check = (to: string, holder = "", mode = plainMode) =>
      runStep(look, { expressions: inputs(to, mode, holder) });
    for (const to of [
      "-1",
      "41",
      "v1.2.3",
      "release/2026-11",
      "2026-05-01T12:00:00+02:00",
      "0123456789abcdef0123456789abcdef01234567",
    ])
      it(`takes ${to} as a version`, () => assert.equal(check(to).code, 0));
    for (const to of ["", "--resume", "-x", "$(touch pwned)", "1; touch pwned", "1\n2", "a b", "`x`", "<b>"])
      it(`refuses the version ${JSON.stringify(to)} before anything is asked`, () => {
        const { code, log, workspace } = check(to);
        assert.deepEqual([code, existsSync(join(workspace, "pwned"))], [1, false]);
        assert.match(log, /^::error::to: allowed are/m);
      });
    for (const holder of ["runner-7.example.com:4711", "runner-7.example.com:4711@2026-05-01T12:00:00.123Z"])
      it(`takes the holder ${holder} to resume from`, () =>
        assert.equal(check("-1", holder, "resume a killed update").code, 0));
    for (const holder of [
      "runner",
      ":7",
      "--yes:7",
      "a b:7",
      "x:7\ny:8",
      "$(touch pwned):7",
      "x:12345678901",
      "x:7@",
      "x:7@2026-05-01T12:00:00Z --yes",
      "x:7@$(touch pwned)",
    ])
      it(`refuses the holder ${JSON.stringify(holder)}`, () => {
        const { code, log, workspace } = check("-1", holder, "resume a killed update");
        assert.deepEqual([code, existsSync(join(workspace, "pwned"))], [1, false]);
        assert.match(log, /^::error::holder: allowed is HOST:PID@SINCE,/m);
      });
    it("refuses a holder where nothing is resumed", () => {
      const { code, log } = check("-1", "runner:7", "declaration only");
      assert.equal(code, 1);
      assert.match(log, /only in a mode that resumes/);
    });

    const modes = [
      [plainMode, []],
      ["declaration only", ["--declaration-only"]],
      ["resume a killed update", ["--resume"]],
      ["resume a killed update, declaration only", ["--resume", "--declaration-only"]],
    ] as const;
    it("has a test for every mode that it offers", () => {
      const { on } = workflows.find(({ file }) => file === "workflows/rollback.yml")!;
      const { workflow_dispatch: dispatch } = on as {
        workflow_dispatch: { inputs: { mode: { options: string[] } } };
      };
      assert.deepEqual(
        dispatch.inputs.mode.options,
        modes.map(([mode]) => mode),
      );
    });

    const step = findStep("workflows/rollback.yml", "Preview");
    const preview = (answers: Surroundings["basalt"], mode: string = plainMode, holder = "", to = "-1") =>
      runStep(step, {
        expressions: inputs(to, mode, holder),
        basalt: { history: { out: "12  now\n" }, ...answers },
      });
    const asked = ["basalt", "rollback", "--stack", "prod", "--to=-1", "--preview"];
    const told = (code: number): Surroundings["basalt"] => ({
      rollback: {
        out: '{"version":1,"outcome":"previewed"}',
        code,
        ...(code < 2 ? { writes: { "$RUNNER_TEMP/comment.md": "**Changes**: `prod`\n" } } : {}),
      },
    });

    /** What was called, but for where the comment goes. */
    const called = ({ calls }: Ran) =>
      calls.map((call) => call.map((arg) => (arg.endsWith("/comment.md") ? "FILE" : arg)));
    const forms = ["--json", "--markdown", "FILE"];

    it("previews first: the report for the command, the same for people, and the history", () => {
      const ran = preview(told(0));
      assert.deepEqual(
        [ran.code, called(ran)],
        [
          0,
          [
            ["basalt", "history", "--stack", "prod"],
            [...asked, ...forms],
          ],
        ],
      );
      assert.equal(ran.file("reports/prod.json"), '{"version":1,"outcome":"previewed"}');
      assert.deepEqual(ran.outputs, { outcome: "previewed" });
      assert.equal(
        ran.summary,
        "## prod, rolled back to -1 (program and declaration)\n\n**Changes**: `prod`\n\n## History\n\n    12  now\n",
      );
    });
    for (const [mode, options] of modes)
      it(`previews the mode "${mode}"`, () =>
        assert.deepEqual(called(preview(told(0), mode))[1], [...asked, ...options, ...forms]));
    it("previews with the holder, as one argument", () =>
      assert.deepEqual(called(preview(told(0), "resume a killed update", "x:7 --yes"))[1], [
        ...asked,
        "--resume",
        "--holder-is-dead",
        "x:7 --yes",
        ...forms,
      ]));
    it("shows a refusal, and lets nobody approve it", () => {
      const { code, summary, outputs } = preview(told(1));
      assert.deepEqual([code, outputs], [1, {}]);
      assert.match(summary, /\*\*Changes\*\*[^]*12 {2}now/);
    });
    it("shows the history where it could not be previewed, and fails", () => {
      const { code, calls, summary } = preview(told(2));
      assert.deepEqual([code, calls.length], [2, 2]);
      assert.match(
        summary,
        /It could not be previewed; the log of its job says why\.\n\n## History\n\n {4}12/,
      );
    });
    it("asks nobody where it runs that version already, or the outcome is no word", () => {
      const outputs = (outcome: string) =>
        preview({ rollback: { out: JSON.stringify({ outcome }), code: 0 } }).outputs;
      assert.deepEqual(outputs("already-deployed"), { outcome: "already-deployed" });
      assert.deepEqual(outputs("x\noutcome=previewed"), {});
      const { jobs } = workflows.find(({ file }) => file === "workflows/rollback.yml")!;
      assert.deepEqual(
        [jobs["rollback"]?.needs, jobs["rollback"]?.if, jobs["preview"]?.environment],
        ["preview", "${{ needs.preview.outputs.outcome == 'previewed' }}", "${{ inputs.stack }}-preview"],
      );
    });
    it("previews no other mode", () => {
      const { code, calls } = preview(told(0), "--old-secrets");
      assert.deepEqual([code, calls], [1, []]);
    });

    const back = findStep("workflows/rollback.yml", "Roll back");
    const roll = (mode: string, holder = "", to: unknown = 7, code = 0) =>
      runStep(back, {
        expressions: inputs("-1", mode, holder),
        files: { "reviewed/prod.json": JSON.stringify({ to: { number: to } }) },
        basalt: { rollback: { code } },
      });
    for (const [mode, options] of modes)
      it(`returns with the mode "${mode}" to what was reviewed`, () => {
        const [call = []] = roll(mode).calls;
        assert.deepEqual(
          [call.slice(0, 7), call.slice(8)],
          [["basalt", "rollback", "--stack", "prod", "--to=7", "--yes", "--reviewed"], options],
        );
        assert.match(call[7] ?? "", /\/temporary\/reviewed\/prod\.json$/);
      });
    it("returns with the holder, as one argument", () =>
      assert.deepEqual(roll("resume a killed update", "x:7 --json").calls[0]?.slice(8), [
        "--resume",
        "--holder-is-dead",
        "x:7 --json",
      ]));
    it("refuses another mode", () =>
      assert.deepEqual([roll("--old-secrets").code, roll("--old-secrets").calls], [1, []]));
    for (const to of [undefined, "1 --old-secrets $(touch pwned)", -1])
      it(`returns to no version that is none: ${JSON.stringify(to)}`, () =>
        assert.deepEqual(
          [roll(plainMode, "", to ?? null).code, roll(plainMode, "", to ?? null).calls],
          [1, []],
        ));
    it("fails with the command", () => assert.equal(roll(plainMode, "", 7, 1).code, 1));
  });
});
