import assert from "node:assert/strict";
import { CommandError, ConcurrentUpdateError, StackNotFoundError } from "@pulumi/pulumi/automation/index.js";
import { engineFailure } from "../../../cli/engine/engineFailure.js";
import { UsageError } from "../../../cli/io.js";

/** As the Automation API words what `pulumi` printed. */
function said(Kind: typeof CommandError, ...errors: string[]): CommandError {
  const text = `Command failed with exit code 255: pulumi preview --stack dev\nPreviewing update (dev):\n${errors.join("\n")}`;
  const result = { toString: () => `code: -2\n stdout: \n stderr: ${text}\n err?: Error: ${text}\n` };
  return new (Kind as unknown as new (result: unknown) => CommandError)(result);
}

describe("what is told when the engine cannot begin", () => {
  const cases: readonly [string, CommandError, string][] = [
    [
      "the stack does not exist",
      said(StackNotFoundError, "error: no stack named 'dev' found"),
      '--stack: found "dev", which the backend does not have; allowed: a stack that `pulumi stack ls` lists, or make it with `pulumi stack init dev`',
    ],
    [
      "another update has it",
      said(
        ConcurrentUpdateError,
        "error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the lock file with `pulumi cancel`.",
        "  file:///state/.pulumi/locks/organization/basalt/dev/1.json: created by ann@desk (pid 7) at 2026-11-01T00:00:00Z",
      ),
      "stack dev: another update has it (the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the lock file with `pulumi cancel`.\nfile:///state/.pulumi/locks/organization/basalt/dev/1.json: created by ann@desk (pid 7) at 2026-11-01T00:00:00Z); wait for its end, or, when whoever holds it is dead, run `basalt rollback --stack dev --to VERSION --resume` or `pulumi cancel`",
    ],
    [
      "the passphrase is another",
      said(CommandError, "error: constructing secrets manager: incorrect passphrase"),
      "stack dev: Pulumi could not run: constructing secrets manager: incorrect passphrase\nthe passphrase in PULUMI_CONFIG_PASSPHRASE is not the one that the stack's secrets were encrypted with; give it that one, or rotate it with `pulumi stack change-secrets-provider`",
    ],
    [
      "there is no passphrase",
      said(
        CommandError,
        "error: constructing secrets manager: passphrase must be set with PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE environment variables",
      ),
      "stack dev: Pulumi could not run: constructing secrets manager: passphrase must be set with PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE environment variables\nset PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE",
    ],
    [
      "nobody is logged in",
      said(
        CommandError,
        "error: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions",
      ),
      "stack dev: Pulumi could not run: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions\nlog in to the backend first: `pulumi login`, or set PULUMI_BACKEND_URL (and PULUMI_ACCESS_TOKEN for Pulumi Cloud)",
    ],
    ["nothing is known", said(CommandError), "stack dev: Pulumi could not run: it gave no reason"],
  ];
  for (const [title, error, message] of cases)
    it(title, () => {
      const told = engineFailure(error, "dev");
      assert(told instanceof UsageError);
      assert.equal(told.message, message);
      assert.equal(told.cause, error);
    });

  it("leaves a mistake of another kind as it is", () => {
    const bug = new TypeError("x is undefined");
    assert.equal(engineFailure(bug, "dev"), bug);
  });
});
