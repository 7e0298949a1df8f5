import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { ConcurrentUpdateError } from "@pulumi/pulumi/automation/index.js";
import { UsageError } from "../../../cli/io.js";
import { lockHolders, holdersIn, livenessOf, type LockHolder } from "../../../cli/rollback/lockHolder.js";
import { resumeStack } from "../../../cli/rollback/resume.js";
import type { Existing, SettledOperation } from "../../../cli/rollback/settleState.js";
import { recordedStack, type Recorded } from "../../support/recordedStack.js";
import { inProjectAsync } from "../../support/temporary.js";
import { stateOf } from "./support/rollbackRun.js";

const nodeGroup = "aws:eks/nodeGroup:NodeGroup";
const policy = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
const urn = (type: string, name: string) => `urn:pulumi:test::basalt::${type}::${name}`;
const pending = (operation: string, type: string, name: string, inputs: object = {}) => ({
  type: operation,
  resource: { urn: urn(type, name), type, inputs },
});
const known = (type: string, name: string) => ({
  urn: urn(type, name),
  type,
  id: "old",
  inputs: {},
  outputs: {},
});

/** A process that has ended: nobody else has its number yet. */
const dead = (): number => spawnSync(process.execPath, ["--version"]).pid;

const here: LockHolder = { user: "ada", host: hostname(), pid: process.pid, since: "2026-05-01T12:00:00Z" };
const elsewhere: LockHolder = { user: "ada", host: "laptop", pid: 7, since: "2026-05-01T12:00:00Z" };
const message = (holder: LockHolder) =>
  `the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the lock file with \`pulumi cancel\`.\n  file:///x.json: created by ${holder.user}@${holder.host} (pid ${holder.pid}) at ${holder.since}`;

/** Resumes a stack, and answers what was done to it. */
async function resumed(
  recorded: Recorded,
  {
    holders = [],
    existing = "unknown",
    answer,
    refuseImport,
  }: {
    readonly holders?: readonly LockHolder[];
    readonly existing?: Existing;
    readonly answer?: boolean;
    /** The lock that the first import meets. */
    readonly refuseImport?: LockHolder;
  } = {},
) {
  const { stack, calls } = recordedStack({ name: "test", ...recorded });
  const asked: LockHolder[] = [];
  let locked = refuseImport;
  const own = {
    ...stack,
    importStack: async (state: never) => {
      if (locked) {
        const holder = locked;
        locked = undefined;
        throw concurrent(message(holder));
      }
      await stack.importStack(state);
    },
  };
  const operations = await resumeStack(
    own,
    holders,
    () => Promise.resolve(existing),
    (holder) => {
      asked.push(holder);
      return Promise.resolve(answer ?? false);
    },
  );
  return { operations, calls, asked, methods: calls.map(({ method }) => method) };
}

function concurrent(text: string): Error {
  const said = `code: -2\n stdout: \n stderr: Command failed\nerror: ${text}\n err?: \n`;
  return new (ConcurrentUpdateError as unknown as new (result: object) => Error)({ toString: () => said });
}

describe("what a killed update has left", () => {
  const outcomes: readonly [string, object, Existing, SettledOperation["outcome"], readonly string[]][] = [
    [
      "records a creation that was done",
      pending("creating", nodeGroup, "new"),
      { id: "base:new" },
      "recorded",
      ["base:new"],
    ],
    [
      "leaves a replacement to be deleted",
      pending("creating", nodeGroup, "old"),
      { id: "base:new" },
      "orphan",
      [],
    ],
    ["forgets a creation that was not done", pending("creating", nodeGroup, "new"), "none", "forgotten", []],
    ["says so where nobody can tell", pending("creating", nodeGroup, "new"), "unknown", "unknown", []],
    [
      "has a refresh look for a Kubernetes object: a version that does not declare it would leave it behind",
      pending("creating", policy, "new", { metadata: { namespace: "shop", name: "new" } }),
      "none",
      "refreshed",
      ["shop/new"],
    ],
    [
      "has a refresh look where AWS did not answer",
      pending("creating", nodeGroup, "new"),
      { id: "base:new", certain: false },
      "refreshed",
      ["base:new"],
    ],
    [
      "says so of a replacement where AWS did not answer",
      pending("creating", nodeGroup, "old"),
      { id: "base:new", certain: false },
      "unknown",
      [],
    ],
    ["refreshes what was being changed", pending("updating", nodeGroup, "old"), "none", "refreshed", []],
    ["refreshes what was being deleted", pending("deleting", nodeGroup, "old"), "none", "refreshed", []],
    [
      "forgets a deletion of what the state does not have",
      pending("deleting", nodeGroup, "new"),
      "none",
      "forgotten",
      [],
    ],
  ];
  for (const [title, operation, existing, outcome, ids] of outcomes)
    it(`is settled: ${title}`, async () => {
      const state = stateOf([known(nodeGroup, "old")], { pending_operations: [operation] });
      const { operations, calls, methods } = await resumed({ state }, { existing });
      assert.deepEqual(
        operations.map((each) => each.outcome),
        [outcome],
      );
      const imported = calls.find(({ method }) => method === "importStack")!.options["state"] as {
        deployment: { resources: { id: string }[]; pending_operations: unknown[] };
      };
      const { resources, pending_operations } = imported.deployment;
      assert.deepEqual([resources.map(({ id }) => id), pending_operations], [["old", ...ids], []]);
      assert.deepEqual(methods, ["exportStack", "importStack", "refresh"]);
    });

  it("is the present state otherwise, to the last field", async () => {
    const state = stateOf([known(nodeGroup, "old")], {
      pending_operations: [pending("creating", nodeGroup, "new")],
      secrets_providers: { type: "passphrase" },
      metadata: { a: 1 },
    });
    const { calls } = await resumed({ state });
    const imported = calls.find(({ method }) => method === "importStack")!.options["state"];
    const { deployment, ...rest } = state as unknown as { deployment: object };
    assert.deepEqual(imported, { ...rest, deployment: { ...deployment, pending_operations: [] } });
  });

  it("is nothing where nothing is pending: the state is not written", async () => {
    assert.deepEqual((await resumed({ state: stateOf() })).methods, ["exportStack", "refresh"]);
  });

  it("is written to no file that others can read, and to none that stays", async () => {
    const state = stateOf([], { pending_operations: [pending("creating", nodeGroup, "new")] });
    const before = process.env["TMPDIR"];
    let folder = "";
    const { stack } = recordedStack({ name: "test", state });
    const own = {
      ...stack,
      importStack: () => {
        folder = process.env["TMPDIR"]!;
        return Promise.resolve();
      },
    };
    await resumeStack(
      own,
      [],
      () => Promise.resolve("none"),
      () => Promise.resolve(false),
    );
    assert.match(folder, /basalt-state-/);
    assert.equal(process.env["TMPDIR"], before);
    assert.throws(() => writeFileSync(join(folder, "x"), ""), /ENOENT/);
  });
});

describe("the lock of a killed update", () => {
  it("is taken away where its holder is dead", async () => {
    const { methods, asked } = await resumed({ state: stateOf() }, { holders: [{ ...here, pid: dead() }] });
    assert.deepEqual([methods, asked], [["cancel", "exportStack", "refresh"], []]);
  });

  it("stays where its holder lives", async () => {
    await assert.rejects(
      resumed({ state: stateOf() }, { holders: [here], answer: true }),
      (error: unknown) => error instanceof UsageError && error.message.includes("runs on this machine"),
    );
  });

  it("is taken away where its holder is on another machine and somebody says that it is dead", async () => {
    const { methods, asked } = await resumed({ state: stateOf() }, { holders: [elsewhere], answer: true });
    assert.deepEqual([methods, asked], [["cancel", "exportStack", "refresh"], [elsewhere]]);
  });

  it("stays where its holder is on another machine and nobody says that it is dead", async () => {
    await assert.rejects(
      resumed({ state: stateOf() }, { holders: [elsewhere] }),
      (error: unknown) => error instanceof UsageError && error.message.includes("pulumi cancel --stack test"),
    );
  });

  it("stays where one holder of two is not known to be dead", async () => {
    await assert.rejects(resumed({ state: stateOf() }, { holders: [{ ...here, pid: dead() }, elsewhere] }));
  });

  it("is dealt with where only the engine's refusal tells of it, as with a bucket", async () => {
    const state = stateOf([], { pending_operations: [pending("creating", nodeGroup, "new")] });
    const { methods, asked } = await resumed({ state }, { refuseImport: elsewhere, answer: true });
    assert.deepEqual(methods, ["exportStack", "cancel", "exportStack", "importStack", "refresh"]);
    assert.deepEqual(asked, [elsewhere]);
  });
});

describe("a lock's holder", () => {
  it("is read from the engine's refusal, each of several", () => {
    assert.deepEqual(holdersIn(`${message(elsewhere)}\n  file:///y.json: created by b@c (pid 8) at t`), [
      elsewhere,
      { user: "b", host: "c", pid: 8, since: "t" },
    ]);
  });

  it("is nobody known where the refusal names none, as in the cloud", () => {
    assert.deepEqual(holdersIn("[409] Conflict: Another update is currently in progress."), [{}]);
    assert.equal(livenessOf({}), "elsewhere");
  });

  it("is read from a backend of files, of this project's stack alone", async () => {
    const lock = { pid: 7, username: "ada", hostname: "laptop", timestamp: "2026-05-01T12:00:00Z" };
    await inProjectAsync({ "Pulumi.yaml": "" }, (directory) => {
      for (const [folder, text] of [
        ["organization/basalt/test", JSON.stringify(lock)],
        ["organization/basalt/prod", "{}"],
        ["organization/slate/test", "{}"],
      ] as const) {
        mkdirSync(join(directory, ".pulumi/locks", folder), { recursive: true });
        writeFileSync(join(directory, ".pulumi/locks", folder, "x.json"), text);
      }
      assert.deepEqual(lockHolders(`file://${directory}`, "basalt", "test"), [elsewhere]);
      assert.deepEqual(lockHolders(`file://${directory}`, "basalt", "prod"), [{}]);
      assert.deepEqual(lockHolders(`file://${directory}`, "basalt", "dev"), []);
      return Promise.resolve();
    });
  });

  it("is not known of other backends", () => {
    assert.equal(lockHolders("s3://bucket", "basalt", "test"), undefined);
    assert.equal(lockHolders(undefined, "basalt", "test"), undefined);
  });
});
