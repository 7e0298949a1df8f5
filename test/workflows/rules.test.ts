import assert from "node:assert/strict";
import { actions, stepsOf, workflows } from "./support/workflows.js";

/* What has to hold of every workflow, whatever it does. */

/** Contexts that somebody outside fills: GitHub puts them into a script's text before any shell can quote them. */
const untrusted =
  /\$\{\{[^}]*\b(github\.event|inputs|github\.head_ref|github\.ref_name|matrix|needs|steps|vars|secrets)\b/;

describe("the workflows", () => {
  it("are those that the documentation tells of", () =>
    assert.deepEqual(
      workflows.map(({ file }) => file.replace("workflows/", "")),
      [
        "ci.yml",
        "deploy.yml",
        "drift.yml",
        "pin.yml",
        "preview-comment.yml",
        "preview.yml",
        "rollback.yml",
        "rotate.yml",
      ],
    ));

  for (const workflow of [...workflows, ...actions]) {
    describe(workflow.file, () => {
      const steps = stepsOf(workflow);

      it("takes every action of others by its commit, and says the version", () => {
        const uses = [...workflow.text.matchAll(/^\s*(?:- )?uses: (.+)$/gm)].map(([, value]) => value!);
        assert.equal(uses.length, steps.filter(({ step }) => step.uses !== undefined).length);
        for (const value of uses)
          assert.match(
            value,
            /^(\.\/\.github\/actions\/[a-z]+|[\w.-]+\/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/,
          );
      });

      it("puts nothing that others fill into the text of a script", () => {
        for (const { step } of steps) assert.doesNotMatch(step.run ?? "", untrusted);
      });

      it("leaves no token in the work tree", () => {
        for (const { step } of steps)
          if (step.uses?.startsWith("actions/checkout@"))
            assert.equal(step.with?.["persist-credentials"], false);
      });

      it("runs scripts in a bash that fails with any part of a pipe", () => {
        // ci.yml has no pipe.
        if (workflow.file === "workflows/ci.yml") assert.doesNotMatch(workflow.text, /run: .*[^|]\|[^|]/);
        else if (workflow.steps.length > 0)
          for (const { step } of steps) assert.equal(step.shell, step.run === undefined ? undefined : "bash");
        else assert.equal(workflow.defaults?.run?.shell, "bash");
      });
    });
  }

  for (const { file, jobs, permissions, on } of workflows) {
    it(`${file} grants every job by itself what it needs, and ends it in time`, () => {
      assert.ok(permissions, "no permissions");
      if (file !== "workflows/ci.yml") assert.deepEqual(permissions, {});
      for (const [name, job] of Object.entries(jobs)) {
        assert.ok((job["timeout-minutes"] ?? 0) > 0, `${name}: no timeout`);
        if (file === "workflows/ci.yml") continue;
        assert.ok(job.permissions, `${name}: no permissions`);
        // Only what takes nothing from the repository can do without.
        const takes = job.steps.some(({ uses, run = "" }) => uses !== undefined || !run.startsWith("echo "));
        assert.equal(Object.keys(job.permissions).length > 0, takes, name);
      }
      assert.ok(!("pull_request_target" in on));
    });
  }

  const all = workflows.flatMap(({ file, jobs }) =>
    Object.entries(jobs).map(([name, job]) => ({ name: `${file} ${name}`, file, job })),
  );

  it("let only jobs of an environment ask for credentials", () => {
    const without = all.filter(
      ({ job }) => job.permissions?.["id-token"] === "write" && job.environment === undefined,
    );
    assert.deepEqual(
      without.map(({ name }) => name),
      [],
    );
  });

  it("give a token that writes to the repository to no job that has credentials or runs a pull request's code", () => {
    const writers = all.filter(({ job }) =>
      Object.entries(job.permissions ?? {}).some(([what, how]) => how === "write" && what !== "id-token"),
    );
    assert.deepEqual(
      writers.map(({ name, job }) => [
        name,
        ...Object.keys(job.permissions ?? {}).filter((what) => job.permissions?.[what] === "write"),
      ]),
      [
        // Drift's issue: of the main branch's code, with the role that reads.
        ["workflows/drift.yml drift", "id-token", "issues"],
        ["workflows/pin.yml propose", "contents", "pull-requests"],
        ["workflows/preview-comment.yml comment", "pull-requests"],
        ["workflows/rotate.yml propose", "contents", "pull-requests"],
      ],
    );
  });

  it("update a stack in an environment that people approve, one at a time, and cancel neither it nor what waits", () => {
    const updating = all.filter(({ job }) =>
      job.steps.some(({ run = "" }) => /basalt\.js .*--yes/.test(run)),
    );
    assert.deepEqual(
      updating.map(({ name, job }) => [name, job.environment, job.concurrency]),
      [
        ...["dev", "staging", "prod"].map((stack) => [
          `workflows/deploy.yml deploy-${stack}`,
          stack,
          { group: `stack-${stack}`, "cancel-in-progress": false, queue: "max" },
        ]),
        [
          "workflows/rollback.yml rollback",
          "${{ inputs.stack }}",
          { group: "stack-${{ inputs.stack }}", "cancel-in-progress": false, queue: "max" },
        ],
      ],
    );
  });

  it("ask for the way to the API server before they ask anything of it, in every job that a stack's runner runs", () => {
    const onStacksRunner = all.filter(({ job }) => job["runs-on"]?.includes("vars.RUNNERS"));
    assert.ok(onStacksRunner.length > 0);
    for (const { name, job } of onStacksRunner) {
      const first = job.steps.findIndex(({ uses = "", run = "" }) =>
        /^\.\/\.github\/actions\/pre(flight|view)$|basalt\.js/.test(uses + run),
      );
      // `basalt deploy` has its own.
      const { uses, run = "" } = job.steps[first] ?? {};
      assert.ok(uses !== undefined || run.includes("basalt.js deploy "), name);
    }
  });

  it("say that nothing is set up where every other job would be passed over in silence", () => {
    const silent = workflows.filter(({ jobs }) => {
      const own = Object.values(jobs);
      return own.some(({ if: when = "" }) => when.includes("vars.STACKS"));
    });
    assert.deepEqual(
      silent.map(({ file }) => file),
      ["deploy", "drift", "pin", "rotate"].map((name) => `workflows/${name}.yml`),
    );
    for (const { file, jobs } of silent) {
      const job = jobs["not-set-up"];
      assert.match(job?.if ?? "", /vars\.STACKS == ''|!contains\(fromJSON\(vars\.STACKS \|\| '\[\]'\)/, file);
      assert.match(job?.steps[0]?.run ?? "", /^echo "::notice .*STACKS.*docs\/pipelines\.md/, file);
    }
  });

  it("run nothing of a pull request where its comment is written", () => {
    const { jobs, on } = workflows.find(({ file }) => file === "workflows/preview-comment.yml")!;
    assert.deepEqual(Object.keys(on), ["workflow_run"]);
    const checkouts = Object.values(jobs).flatMap(({ steps }) =>
      steps.filter(({ uses }) => uses?.startsWith("actions/checkout@")),
    );
    // Neither a ref nor a repository: the default branch's newest commit.
    assert.deepEqual(
      checkouts.map((step) => step.with),
      [{ "persist-credentials": false }],
    );
    const downloads = Object.values(jobs).flatMap(({ steps }) =>
      steps.filter(({ uses }) => uses?.startsWith("actions/download-artifact@")),
    );
    assert.match(String(downloads[0]?.with?.["path"]), /^\$\{\{ runner\.temp \}\}\//);
  });
});
