import assert from "node:assert/strict";
import { ConcurrentUpdateError } from "@pulumi/pulumi/automation/index.js";
import { recordedScene } from "../../support/recordedScenes.js";
import { methods, nothingHappened, rollbackRun, type Scene } from "./support/rollbackRun.js";

const failing = (message: string) => [
  ...recordedScene("unchanged"),
  { diagnosticEvent: { message: `error: ${message}`, severity: "error", prefix: "", color: "never" } },
];

/** As the Automation API tells of a lock. */
function concurrent(stderr: string): Error {
  const text = `code: 255\n stdout: \n stderr: Command failed\nerror: ${stderr}\n err?: \n`;
  const result = { stdout: "", stderr, code: 255, toString: () => text };
  return new (ConcurrentUpdateError as unknown as new (result: object) => Error)(result);
}

describe("a rollback that was previewed is refused for", () => {
  const cases: readonly [string, Scene, string, RegExp, RegExp][] = [
    [
      "a protected resource in the way",
      {
        recorded: {
          preview: {
            events: failing(
              'unable to replace resource "urn:x" as it is currently marked for protection.',
            ) as never,
            failure: "\nerror: preview failed",
          },
        },
      },
      "protected-resource",
      /marked for protection/,
      /pulumi state unprotect/,
    ],
    [
      "a hook that the version turns out not to register",
      {
        recorded: {
          preview: {
            events: failing('hook "basalt:later" was not registered') as never,
            failure: "\nerror: preview failed",
          },
        },
      },
      "unregistered-hook",
      /was not registered/,
      /--declaration-only/,
    ],
    [
      "secrets that cannot be decrypted",
      { recorded: { preview: { failure: "\nerror: incorrect passphrase" } } },
      "undecryptable-secret",
      /incorrect passphrase/,
      /without --old-secrets/,
    ],
    [
      "whatever else the engine says",
      {
        recorded: {
          preview: { events: failing("the sky is falling") as never, failure: "\nerror: preview failed" },
        },
      },
      "preview-failed",
      /the sky is falling/,
      /choose another version/,
    ],
  ];
  for (const [title, scene, reason, found, todo] of cases)
    it(title, async () => {
      const run = await rollbackRun(scene);
      nothingHappened(run);
      const [refusal] = run.report.refusals;
      assert.equal(refusal?.reason, reason);
      assert.match(refusal.found, found);
      assert.match(refusal.todo, todo);
    });

  it("a mandatory policy, which is a finding", async () => {
    const run = await rollbackRun({ recorded: { events: recordedScene("blocked") } });
    assert.deepEqual([run.code, run.report.outcome], [1, "refused"], run.err);
    assert.ok(run.report.refusals.every(({ reason }) => reason === "blocked-by-policy"));
    assert.ok(!methods(run).includes("up"));
  });

  it("an update that somebody else has begun meanwhile, whom it names", async () => {
    const message =
      "the stack is currently locked by 1 lock(s).\n  s3://b/.pulumi/locks/x.json: created by ada@laptop (pid 7) at 2026-05-01T12:00:00Z";
    const run = await rollbackRun({ recorded: { up: { failure: concurrent(message) } } });
    assert.deepEqual([run.code, run.report.outcome, run.left], [1, "refused", []]);
    assert.match(
      run.report.refusals[0]!.found,
      /^ada@laptop, process 7, since 2026-05-01T12:00:00Z has taken stack test meanwhile$/,
    );
    assert.match(run.report.refusals[0]!.todo, /--resume/);
  });
});
