import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { forgetSteps, runStep, type Answer } from "./support/runStep.js";
import { findStep } from "./support/workflows.js";

const step = findStep("actions/propose/action.yml", "Open or update the pull request");

function git(directory: string, ...args: string[]): string {
  return execFileSync("git", ["-c", "user.name=Test", "-c", "user.email=test@example.com", ...args], {
    cwd: directory,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  }).trim();
}

/** The change of a stack file, as git prints it. */
const change = (file = "Pulumi.dev.yaml", to = "b") =>
  `diff --git a/${file} b/${file}\n--- a/${file}\n+++ b/${file}\n@@ -1 +1 @@\n-a\n+${to}\n`;

describe("the step that proposes a change", () => {
  afterEach(forgetSteps);

  let origin = "";
  const propose = (
    patch: string,
    {
      open = "",
      title = "Pins, newest for dev",
      branch,
    }: { open?: string; title?: string; branch?: (origin: string) => void } = {},
  ) =>
    runStep(step, {
      expressions: {
        "inputs.branch": "basalt/pins-dev",
        "inputs.title": title,
        "inputs.body": "../temporary/change/body.md",
        "inputs.patch": "../temporary/change/change.patch",
        "github.event.repository.default_branch": "main",
        "inputs.token": "ghs_x",
      },
      gh: { "pr list": { out: open } satisfies Answer },
      files: { "change/change.patch": patch, "change/body.md": "Why.\n" },
      before: (workspace) => {
        origin = join(dirname(workspace), "origin.git");
        mkdirSync(origin);
        git(origin, "init", "--quiet", "--bare", "--initial-branch=main");
        git(workspace, "init", "--quiet", "--initial-branch=main");
        writeFileSync(join(workspace, "Pulumi.dev.yaml"), "a\n");
        mkdirSync(join(workspace, ".github/workflows"), { recursive: true });
        writeFileSync(join(workspace, ".github/workflows/x.yml"), "a\n");
        writeFileSync(join(workspace, "Pulumi.yaml"), "a\n");
        git(workspace, "add", "--all");
        git(workspace, "commit", "--quiet", "--message", "first");
        git(workspace, "remote", "add", "origin", origin);
        git(workspace, "push", "--quiet", "origin", "main");
        branch?.(workspace);
      },
    });
  const onBranch = (...args: string[]) => git(origin, ...args);

  it("pushes one commit and opens a pull request", () => {
    const { code, calls, log } = propose(change());
    assert.equal(code, 0, log);
    assert.equal(onBranch("show", "basalt/pins-dev:Pulumi.dev.yaml"), "b");
    assert.equal(onBranch("log", "--format=%s", "main..basalt/pins-dev"), "Pins, newest for dev");
    assert.deepEqual(
      calls.map((call) => call.slice(0, 3).join(" ")),
      ["gh auth setup-git", "gh pr list", "gh pr create"],
    );
    assert.deepEqual(calls[2]?.slice(3), [
      "--head",
      "basalt/pins-dev",
      "--base",
      "main",
      "--title",
      "Pins, newest for dev",
      "--body-file",
      "../temporary/change/body.md",
    ]);
  });

  it("brings its branch and an open pull request up to date", () => {
    const { code, calls, log } = propose(change("Pulumi.dev.yaml", "c"), {
      open: "17\n",
      branch: (workspace) => {
        git(workspace, "switch", "--quiet", "--create", "old");
        git(
          workspace,
          "-c",
          "user.email=41898282+github-actions[bot]@users.noreply.github.com",
          "commit",
          "--quiet",
          "--allow-empty",
          "-m",
          "older",
        );
        git(workspace, "push", "--quiet", "origin", "old:basalt/pins-dev");
        git(workspace, "switch", "--quiet", "main");
      },
    });
    assert.equal(code, 0, log);
    assert.equal(onBranch("log", "--format=%s", "main..basalt/pins-dev"), "Pins, newest for dev");
    assert.deepEqual(calls.at(-1)?.slice(0, 4), ["gh", "pr", "edit", "17"]);
  });

  it("takes away nobody's commits", () => {
    const { code, log } = propose(change(), {
      branch: (workspace) => {
        git(workspace, "switch", "--quiet", "--create", "theirs");
        git(workspace, "commit", "--quiet", "--allow-empty", "-m", "by hand");
        git(workspace, "push", "--quiet", "origin", "theirs:basalt/pins-dev");
        git(workspace, "switch", "--quiet", "main");
      },
    });
    assert.equal(code, 1);
    assert.match(log, /Somebody has pushed to basalt\/pins-dev/);
    assert.equal(onBranch("log", "-1", "--format=%s", "basalt/pins-dev"), "by hand");
  });

  it("does nothing where nothing changed", () => {
    const { code, calls } = propose("");
    assert.deepEqual([code, calls, onBranch("branch", "--list", "basalt/*")], [0, [], ""]);
  });

  const renamed =
    "diff --git a/Pulumi.dev.yaml b/x\nsimilarity index 100%\nrename from Pulumi.dev.yaml\nrename to x\n";
  for (const [title, patch] of [
    ["a workflow", change(".github/workflows/x.yml")],
    ["the project's own file", change("Pulumi.yaml")],
    ["a stack file and a workflow", change() + change(".github/workflows/x.yml")],
    ["a stack file's name", renamed],
  ] as const)
    it(`refuses a change of ${title}`, () => {
      const { code, calls } = propose(patch);
      assert.notEqual(code, 0);
      assert.deepEqual([calls, onBranch("branch", "--list", "basalt/*")], [[], ""]);
    });

  it("keeps a title one argument, whatever is in it", () => {
    const title = '$(touch pwned) "x" --label y';
    const { code, calls } = propose(change(), { title });
    assert.equal(code, 0);
    assert.equal(calls.at(-1)?.[calls.at(-1)!.indexOf("--title") + 1], title);
  });
});
