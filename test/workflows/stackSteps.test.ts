import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { forgetSteps, runStep, type Surroundings } from "./support/runStep.js";
import { findStep } from "./support/workflows.js";

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
      assert.match(log, /no variable AWS_ROLE;.*\n.*no variable AWS_REGION;/);
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

  describe("roll back", () => {
    const history = findStep("workflows/rollback.yml", "Show it");
    const back = findStep("workflows/rollback.yml", "Roll back");
    const show = (to: string) =>
      runStep(history, {
        expressions: { "inputs.stack": "prod", "inputs.to": to },
        basalt: { history: { out: "12  now\n" } },
      });
    for (const to of [
      "-1",
      "41",
      "v1.2.3",
      "release/2026-11",
      "2026-05-01T12:00:00+02:00",
      "0123456789abcdef0123456789abcdef01234567",
    ])
      it(`shows the history before a return to ${to}`, () => {
        const { code, calls, summary } = show(to);
        assert.deepEqual([code, calls], [0, [["basalt", "history", "--stack", "prod"]]]);
        assert.equal(summary, `## History of prod; to be returned to: ${to}\n\n    12  now\n`);
      });
    for (const to of ["", "--resume", "-x", "$(touch pwned)", "1; touch pwned", "1\n2", "a b", "`x`", "<b>"])
      it(`refuses ${JSON.stringify(to)} before anybody is asked to approve it`, () => {
        const { code, calls, summary, workspace } = show(to);
        assert.deepEqual([code, calls, summary, existsSync(join(workspace, "pwned"))], [1, [], "", false]);
      });

    const roll = (to: string, mode: string) =>
      runStep(back, { expressions: { "inputs.stack": "prod", "inputs.to": to, "inputs.mode": mode } });
    const plain = ["basalt", "rollback", "--stack", "prod", "--to=-1", "--yes"];
    for (const [mode, options] of [
      ["program and declaration", []],
      ["declaration only", ["--declaration-only"]],
      ["resume a killed update", ["--resume"]],
    ] as const)
      it(`returns with the mode "${mode}"`, () =>
        assert.deepEqual(roll("-1", mode).calls, [[...plain, ...options]]));
    it("refuses another mode", () =>
      assert.deepEqual([roll("-1", "--old-secrets").code, roll("-1", "--old-secrets").calls], [1, []]));
    it("keeps what is returned to one argument", () =>
      assert.deepEqual(
        roll("1 --old-secrets $(touch pwned)", "declaration only").calls[0]?.[4],
        "--to=1 --old-secrets $(touch pwned)",
      ));
  });
});
