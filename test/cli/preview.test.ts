import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { previewWith } from "../../cli/commands/preview.js";
import type { ConsequencesReport } from "../../cli/consequences/report.js";
import { ownFolder } from "../../cli/ownFolder.js";
import { UsageError, type Io } from "../../cli/io.js";
import { keptIo } from "../support/io.js";
import { eksProject, stack } from "../support/project.js";
import { recordedScene } from "../support/recordedScenes.js";
import { commandError, recordedStack, type Recorded, type RecordedStack } from "../support/recordedStack.js";
import { inProjectAsync } from "../support/temporary.js";

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly recorded: RecordedStack;
  readonly directory: string;
}

const project = { "Pulumi.yaml": "name: basalt\nruntime: nodejs\n", ...eksProject };

/** Runs the command on a stack that answers from a record. */
async function run(args: readonly string[], record: Recorded, look: (run: Run) => void, more?: Partial<Io>) {
  const recorded = recordedStack({ name: stack, ...record });
  await inProjectAsync(project, async (directory) => {
    const { io, written } = keptIo(directory, more);
    const code = await previewWith(() => Promise.resolve({ openStack: recorded.open })).run(args, io);
    look({ code, ...written, recorded, directory });
  });
}

const blocked: Recorded = { preview: { events: recordedScene("blocked"), failure: "error: preview failed" } };
const mistake: Recorded = { preview: { events: recordedScene("mistake"), failure: "error: preview failed" } };

describe("basalt preview", () => {
  it("asks the engine once, with this command's pack and the project's own configuration", () =>
    run(["--stack", stack], { events: recordedScene("unchanged") }, ({ code, recorded, directory }) => {
      assert.equal(code, 0);
      assert.deepEqual(recorded.opened, [{ directory, stack }]);
      assert.deepEqual(recorded.calls, [
        {
          method: "preview",
          options: {
            color: "never",
            policyPacks: [join(ownFolder, "policies")],
            policyPackConfigs: [join(directory, `policies/environments/${stack}.json`)],
          },
        },
      ]);
    }));

  it("tells results on standard output and what it does on standard error", () =>
    run(["--stack", stack], { events: recordedScene("release") }, ({ out, err }) => {
      assert.match(out, /^Preview of test .*\n\nResources\n {2}± replace NodeGroup ×3: /);
      assert.match(
        err,
        /^previewing test of .*\n {2}replace aws:eks\/nodeGroup:NodeGroup general-eu-central-1a\n/,
      );
    }));

  const verdicts: readonly { title: string; record: Recorded; verdict: string; code: number }[] = [
    {
      title: "nothing changes",
      record: { events: recordedScene("unchanged") },
      verdict: "unchanged",
      code: 0,
    },
    { title: "something changes", record: { events: recordedScene("flows") }, verdict: "changes", code: 0 },
    { title: "a policy refuses it", record: blocked, verdict: "blocked", code: 1 },
    { title: "the program refuses its declaration", record: mistake, verdict: "failed", code: 2 },
    {
      title: "the engine cannot begin",
      record: { preview: { failure: "error: no stack named 'test' found" } },
      verdict: "failed",
      code: 2,
    },
    {
      title: "the engine is gone in the middle",
      record: {
        preview: { events: recordedScene("flows").slice(0, 40), failure: "error: connection refused" },
      },
      verdict: "failed",
      code: 2,
    },
    {
      title: "the engine is gone after a policy has refused something",
      record: {
        preview: {
          events: recordedScene("blocked").filter(({ diagnosticEvent }) => !diagnosticEvent),
          failure: "error: connection refused",
        },
      },
      verdict: "failed",
      code: 2,
    },
  ];
  for (const { title, record, verdict, code } of verdicts)
    it(`answers ${code} and "${verdict}" where ${title}`, () =>
      run(["--stack", stack, "--json"], record, (result) => {
        const report = JSON.parse(result.out) as ConsequencesReport;
        assert.deepEqual([report.verdict, result.code, report.version], [verdict, code, 1]);
        assert.equal(report.failures.length > 0, verdict === "failed");
      }));

  it("tells what a wrong passphrase is, and what to do", () =>
    run(
      ["--stack", stack, "--json"],
      { preview: { failure: commandError("error: incorrect passphrase") } },
      ({ out }) => {
        const [failure] = (JSON.parse(out) as ConsequencesReport).failures;
        assert.match(
          failure!,
          /^stack test: Pulumi could not run: incorrect passphrase\nthe passphrase in PULUMI_CONFIG_PASSPHRASE /,
        );
      },
    ));

  it("fails as a program where the engine's failure is no user's", async () => {
    const failing = run(
      ["--stack", stack],
      { preview: { failure: new TypeError("a bug") } },
      () => undefined,
    );
    await assert.rejects(failing, /^TypeError: a bug$/);
  });

  it("writes the comment of several stacks, whose reports are a list", () =>
    run(
      ["--stack", stack, "--stack", "other", "--json", "--markdown", "comment.md"],
      { preview: [{ events: recordedScene("unchanged") }, { events: recordedScene("release") }] },
      ({ out, directory }) => {
        const reports = JSON.parse(out) as ConsequencesReport[];
        assert.deepEqual(
          reports.map((report) => [report.stack, report.verdict]),
          [
            ["test", "unchanged"],
            ["other", "changes"],
          ],
        );
        const comment = readFileSync(join(directory, "comment.md"), "utf8");
        assert.match(comment, /^\*\*Changes\*\*: `other`; unchanged: `test`\.\n/);
      },
    ));

  it("writes the whole to a file of its own", () =>
    run(["--stack", stack, "--whole", "whole.md"], { events: recordedScene("release") }, ({ directory }) => {
      assert.match(readFileSync(join(directory, "whole.md"), "utf8"), /^\*\*Changes\*\*: `test`: /);
    }));

  it("lists the stacks of a project, and asks nobody", () =>
    run(["--list", "--json"], {}, ({ code, out, recorded }) => {
      assert.deepEqual(
        [code, JSON.parse(out), recorded.opened],
        [0, { version: 1, stacks: [stack], removed: [] }, []],
      );
    }));

  it("tells a mistake in the policies' configuration before it asks the engine", () => {
    const recorded = recordedStack({ name: stack, events: recordedScene("unchanged") });
    return inProjectAsync(project, async (directory) => {
      writeFileSync(join(directory, `policies/environments/${stack}.json`), '{ "image-digst": "advisory" }');
      const { io, written } = keptIo(directory);
      const code = await previewWith(() => Promise.resolve({ openStack: recorded.open })).run(
        ["--stack", stack],
        io,
      );
      assert.deepEqual([code, recorded.calls], [2, []]);
      assert.match(written.out, /policies\/environments\/test\.json:1 image-digst: found an unknown key/);
    });
  });

  const mistakes: readonly (readonly [args: readonly string[], message: RegExp])[] = [
    [["--stack", "../x"], /^--stack: found "\.\.\/x"; allowed: /],
    [["--offline"], /^--offline: found no --base; allowed: --offline --base REV$/],
    [["--base", "main"], /^--base: found it without --offline; /],
    [["--stack", "dev", "--changed-since", "main"], /^--changed-since: found it with --stack; /],
    [["--stack", "dev", "--list"], /^--list: found it with --stack; /],
    [["prod"], /^found the argument "prod"; allowed: --stack NAME, /],
  ];
  for (const [args, message] of mistakes)
    it(`refuses ${args.join(" ")}`, async () => {
      await assert.rejects(
        run(args, {}, () => undefined),
        (error) => error instanceof UsageError && message.test(error.message),
      );
    });

  it("writes the comment also where the preview fails", () =>
    run(["--stack", stack, "--markdown", "comment.md"], mistake, ({ directory, code }) => {
      assert.equal(code, 2);
      assert.match(readFileSync(join(directory, "comment.md"), "utf8"), /^\*\*Failed\*\*: `test`: /);
    }));

  it("tells what it found before it says that a comment cannot be written", async () => {
    const { open } = recordedStack({ name: stack, events: recordedScene("unchanged") });
    await inProjectAsync(project, async (directory) => {
      const { io, written } = keptIo(directory);
      const args = ["--stack", stack, "--json", "--markdown", "gone/comment.md"];
      await assert.rejects(
        async () => previewWith(() => Promise.resolve({ openStack: open })).run(args, io),
        (error) =>
          error instanceof UsageError &&
          error.message ===
            '--markdown: found "gone/comment.md", which cannot be written (ENOENT); allowed: a file in a folder that is there',
      );
      assert.equal((JSON.parse(written.out) as ConsequencesReport).verdict, "unchanged");
    });
  });
});
