import assert from "node:assert/strict";
import { existsSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { forgetSteps, runStep, type Answer, type Ran, type Surroundings } from "./support/runStep.js";
import { findStep } from "./support/workflows.js";

/** What a shell would run, split or end at, if it were ever put into its text. */
const hostile = [
  "$(touch pwned)",
  "`touch pwned`",
  "a b",
  "'; touch pwned; '",
  '"; touch pwned; "',
  "x\ny=1",
  "--help",
];

describe("the preview's steps", () => {
  afterEach(forgetSteps);

  describe("list the stacks that changed", () => {
    const step = findStep("workflows/preview.yml", "List them");
    const list = (
      stacks: readonly string[],
      configured: string,
      trusted = "true",
      removed: readonly string[] = [],
    ) =>
      runStep(step, {
        expressions: {
          "vars.STACKS || '[]'": configured,
          "github.event.pull_request.head.repo.full_name == github.repository && github.event.pull_request.user.login != 'dependabot[bot]'":
            trusted,
        },
        basalt: { preview: { out: JSON.stringify({ version: 1, stacks, removed }) } },
      });

    it("by what has credentials and what has not", () => {
      const { outputs, calls, code, log } = list(["dev", "kind", "prod"], '["dev","staging","prod"]');
      assert.equal(code, 0, log);
      assert.deepEqual(calls, [["basalt", "preview", "--list", "--changed-since", "HEAD^1", "--json"]]);
      assert.deepEqual(outputs, { engine: '["dev","prod"]', plan: '["kind"]' });
    });

    it("none of them for the engine where a fork asks", () =>
      assert.deepEqual(list(["dev"], '["dev"]', "false").outputs, { engine: "[]", plan: '["dev"]' }));

    it("and those whose file is gone for the plan, whoever asks", () =>
      assert.deepEqual(list(["dev"], '["dev","prod"]', "true", ["prod", "$(touch pwned)"]).outputs, {
        engine: '["dev"]',
        plan: '["prod"]',
      }));

    for (const [configured, notices] of [
      ["[]", 1],
      ['["dev"]', 0],
    ] as const)
      it(`and say ${notices === 0 ? "nothing more" : "that nobody asks what is deployed"} where STACKS is ${configured}`, () =>
        assert.equal(
          list(["dev"], configured).log.match(/^::notice .*docs\/pipelines\.md/gm)?.length ?? 0,
          notices,
        ));

    it("and leave out names that are none", () => {
      const { outputs, workspace } = list(
        [...hostile, "dev", "../x", "x".repeat(60)],
        JSON.stringify(hostile),
      );
      assert.deepEqual(outputs, { engine: "[]", plan: '["dev"]' });
      assert.ok(!existsSync(join(workspace, "pwned")));
    });

    it("and fail where they cannot be told", () =>
      assert.notEqual(
        runStep(step, {
          expressions: {
            "vars.STACKS || '[]'": "[]",
            "github.event.pull_request.head.repo.full_name == github.repository && github.event.pull_request.user.login != 'dependabot[bot]'":
              "true",
          },
          basalt: { preview: { code: 2 } },
        }).code,
        0,
      ));
  });

  describe("compare plans without credentials", () => {
    const step = findStep("workflows/preview.yml", "Compare the plans");
    const compare = (code: number, stacks = '["dev","prod"]') =>
      runStep(step, {
        expressions: { "needs.stacks.outputs.plan": stacks },
        basalt: { preview: { out: "[]", code, writes: { "$RUNNER_TEMP/summary.md": "# Summary\n" } } },
      });

    it("of each stack, against what the pull request would be merged into", () => {
      const { calls, code, file, summary } = compare(0);
      assert.equal(code, 0);
      assert.deepEqual(calls[0]?.slice(0, 9), [
        "basalt",
        "preview",
        "--offline",
        "--base",
        "HEAD^1",
        "--stack",
        "dev",
        "--stack",
        "prod",
      ]);
      assert.deepEqual([file("reports/plan.json"), summary], ["[]", "# Summary\n"]);
    });
    it("and pass with findings, but not where there is no plan", () =>
      assert.deepEqual([compare(1).code, compare(2).code], [0, 1]));
  });

  describe("preview one stack", () => {
    const step = findStep("actions/preview/action.yml", "Preview");
    const preview = (basalt: Surroundings["basalt"]) =>
      runStep(step, { expressions: { "inputs.stack": "prod" }, basalt });
    const ready: Answer = { out: '{"version":1,"refusals":[]}' };
    const report = { version: 1, stack: "prod", verdict: "opens", failures: [] };
    const kept = (ran: Ran) => JSON.parse(ran.file("reports/prod.json") ?? "null") as typeof report;

    it("after the preflight, and keep its report and its verdict, whatever it ended with", () => {
      const ran = preview({
        deploy: ready,
        preview: {
          out: JSON.stringify(report),
          code: 1,
          writes: { "$RUNNER_TEMP/summary.md": "# Summary\n" },
        },
      });
      assert.equal(ran.code, 0, ran.log);
      assert.deepEqual(
        ran.calls.map((call) => call.slice(0, 5)),
        [
          ["basalt", "deploy", "--stack", "prod", "--preflight"],
          ["basalt", "preview", "--stack", "prod", "--json"],
        ],
      );
      assert.deepEqual([kept(ran), ran.outputs, ran.summary], [report, { verdict: "opens" }, "# Summary\n"]);
    });

    it("not where the preflight failed, of which the report then tells", () => {
      const refusals = ["endpoint: found a hosted runner"];
      const ran = preview({ deploy: { out: JSON.stringify({ version: 1, refusals }), code: 1 } });
      assert.deepEqual([ran.code, ran.calls.length, ran.outputs["verdict"]], [0, 1, "failed"]);
      assert.deepEqual([kept(ran).verdict, kept(ran).failures], ["failed", refusals]);
    });

    for (const [title, answers] of [
      ["the preview could not begin", { deploy: ready, preview: { code: 2 } }],
      ["the preflight could not", { deploy: { code: 2 } }],
      ["what came is no JSON", { deploy: ready, preview: { out: "{" } }],
    ] as const)
      it(`and tell by a report that ${title}`, () => {
        const ran = preview(answers);
        assert.deepEqual([ran.code, ran.outputs["verdict"]], [0, "failed"]);
        assert.deepEqual(kept(ran).failures, ["It could not begin; the log of its job says why."]);
      });

    it("and have a deployment look where a preview cannot see what half an update has left", () => {
      const state = (status: string) => ({
        out: JSON.stringify({ version: 1, refusals: [], preflight: [{ name: "state", status, found: "x" }] }),
      });
      const unchanged = { out: JSON.stringify({ ...report, verdict: "unchanged" }) };
      const verdict = (status: string) =>
        preview({ deploy: state(status), preview: unchanged }).outputs["verdict"];
      assert.deepEqual([verdict("unknown"), verdict("ok")], ["changes", "unchanged"]);
    });

    it("and let no verdict be two lines", () => {
      const ran = preview({
        deploy: ready,
        preview: { out: JSON.stringify({ ...report, verdict: "changes\nx=1" }) },
      });
      assert.deepEqual(ran.outputs, { verdict: "failed" });
    });

    const judge = findStep("actions/preview/action.yml", "Judge");
    for (const [verdict, code] of [
      ["opens", 0],
      ["changes", 0],
      ["unchanged", 0],
      ["blocked", 1],
      ["failed", 1],
      ["", 1],
    ] as const)
      it(`and ${code === 0 ? "pass" : "fail"} with the verdict ${JSON.stringify(verdict)}`, () =>
        assert.equal(
          runStep(judge, { expressions: { "steps.preview.outputs.verdict": verdict } }).code,
          code,
        ));
  });

  describe("find the pull request", () => {
    const step = findStep("workflows/preview-comment.yml", "Find the pull request");
    const find = (branch: string, out: string) =>
      runStep(step, {
        expressions: {
          "github.token": "ghs_x",
          "github.event.workflow_run.head_repository.owner.login": "mallory",
          "github.event.workflow_run.head_branch": branch,
          "github.event.workflow_run.head_sha": "0".repeat(40),
          "github.event.repository.default_branch": "main",
        },
        gh: { api: { out } },
      });

    for (const branch of [...hostile, "@/etc/passwd", "feature/x&state=closed"])
      it(`of branch ${JSON.stringify(branch)}, which stays one argument`, () => {
        const { calls, outputs, workspace } = find(branch, "17\n");
        const [call = []] = calls;
        assert.deepEqual(call.slice(0, 5), ["gh", "api", "--method", "GET", "repos/acme/basalt/pulls"]);
        // -f sends text as it is; -F would read the file behind an @.
        assert.deepEqual(
          [call[call.indexOf(`head=mallory:${branch}`) - 1], call.includes("-F")],
          ["-f", false],
        );
        assert.deepEqual(outputs, { number: "17" });
        assert.ok(!existsSync(join(workspace, "pwned")));
      });
    for (const out of ["", "17\n18\n", "x\nnumber=1\n"])
      it(`and write to none where GitHub answers ${JSON.stringify(out)}`, () =>
        assert.deepEqual([find("x", out).code, find("x", out).outputs], [0, { number: "" }]));
  });

  describe("comment", () => {
    const [step] = ["Comment"].map((name) => findStep("workflows/preview-comment.yml", name));
    const comment = (
      files: Readonly<Record<string, string>>,
      {
        conclusion = "success",
        foreign = "false",
        before,
      }: { conclusion?: string; foreign?: string; before?: Surroundings["before"] } = {},
    ) =>
      runStep(step!, {
        expressions: {
          "github.token": "ghs_x",
          "steps.pull-request.outputs.number": "17",
          "github.event.workflow_run.id": "42",
          "github.event.workflow_run.conclusion": conclusion,
          "github.event.workflow_run.head_repository.full_name != github.repository": foreign,
        },
        files,
        ...(before ? { before } : {}),
      });
    const reports = (ran: Ran) =>
      JSON.parse(ran.file("all.json") ?? "null") as {
        stack: string;
        source: string;
        verdict: string;
        failures: string[];
      }[];

    it("on all reports at once", () => {
      const ran = comment({
        "reports/dev.json": '{"stack":"dev","source":"engine"}',
        "reports/plan.json": '[{"stack":"kind","source":"plan"}]',
        "reports/notes.txt": "x",
      });
      assert.equal(ran.code, 0, ran.log);
      assert.deepEqual(
        reports(ran).map(({ stack, source }) => `${stack} ${source}`),
        ["dev engine", "kind plan"],
      );
      const [call = []] = ran.calls;
      assert.deepEqual(
        [call[1], ...call.slice(3)],
        ["comment", "--pull-request", "17", "--run", "https://github.example/acme/basalt/actions/runs/42"],
      );
    });

    it("and take no fork's word for what is deployed", () => {
      const ran = comment(
        { "reports/prod.json": '{"stack":"prod","source":"engine"}', "reports/x.json": "[null, 7]" },
        { foreign: "true" },
      );
      assert.deepEqual([ran.code, reports(ran)], [0, [{ stack: "prod", source: "plan" }, null, 7]]);
    });

    it("that nothing was previewed, where the workflow failed", () => {
      const [report] = reports(comment({}, { conclusion: "failure" }));
      assert.deepEqual(
        [report?.verdict, report?.failures],
        ["failed", ["The workflow ended before anything was previewed; its log says why."]],
      );
    });

    it("that nothing changes, where nothing was to be previewed", () =>
      assert.deepEqual(reports(comment({})), []));

    it("that a report cannot be read", () =>
      assert.deepEqual(reports(comment({ "reports/x.json": "{" }))[0]?.failures, [
        "A report cannot be read; the workflow's log says more.",
      ]));

    it("and follow no link out of the artifact", () => {
      const ran = comment(
        { "reports/dev.json": "[]" },
        {
          before: (workspace, temporary) => {
            writeFileSync(join(workspace, "secret.json"), '{"stack":"secret"}');
            symlinkSync(join(workspace, "secret.json"), join(temporary, "reports/link.json"));
          },
        },
      );
      assert.deepEqual(
        reports(ran).map(({ stack, failures }) => [stack, failures]),
        [["preview", ["A report cannot be read; the workflow's log says more."]]],
      );
    });
  });
});
