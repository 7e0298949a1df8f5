import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { ConcurrentUpdateError } from "@pulumi/pulumi/automation/index.js";
import { UsageError } from "../../../cli/io.js";
import { deeds } from "../../../cli/rollback/beforehand.js";
import { lockHolders, holdersIn, type Liveness, type LockHolder } from "../../../cli/rollback/lockHolder.js";
import { resumeStack, type Remains } from "../../../cli/rollback/resume.js";
import type { Existing, SettledOperation } from "../../../cli/rollback/settleState.js";
import { commandError, recordedStack, type Recorded } from "../../support/recordedStack.js";
import { inProjectAsync } from "../../support/temporary.js";
import { stateOf } from "./support/rollbackRun.js";

const nodeGroup = "aws:eks/nodeGroup:NodeGroup";
const policy = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
const urn = (type: string, name: string) => `urn:pulumi:test::basalt::${type}::${name}`;
const pending = (operation: string, type: string, name: string, inputs: object = {}) => ({
  type: operation,
  resource: { urn: urn(type, name), type, inputs },
});
const withMore = (operation: ReturnType<typeof pending>, more: object) => ({
  ...operation,
  resource: { ...operation.resource, ...more },
});
const known = (type: string, name: string) => ({
  urn: urn(type, name),
  type,
  id: "old",
  inputs: {},
  outputs: {},
});

const here: LockHolder = { user: "ada", host: hostname(), pid: 7, since: "2026-05-01T12:00:00Z" };
const elsewhere: LockHolder = { user: "ada", host: "laptop", pid: 7, since: "2026-05-01T12:00:00Z" };
const another: LockHolder = { user: "bob", host: "runner", pid: 8, since: "2026-05-01T12:05:00Z" };
const message = (holder: LockHolder) =>
  `the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the lock file with \`pulumi cancel\`.\n  file:///x.json: created by ${holder.user}@${holder.host} (pid ${holder.pid}) at ${holder.since}`;

/** Resumes a stack, and answers what was done to it. */
async function resumed(
  recorded: Recorded,
  {
    holders = [],
    live = () => "elsewhere",
    existing = "unknown",
    answer = false,
    refuseImport = [],
    refuseRefresh,
    refuseExport,
    refuseCancel,
  }: {
    /** Who has it, whenever somebody looks; the last for ever. */
    readonly holders?: readonly (readonly LockHolder[])[];
    readonly live?: (holder: LockHolder) => Liveness;
    readonly existing?: Existing;
    readonly answer?: boolean;
    /** The locks that imports meet, one after the other, until they are taken away. */
    readonly refuseImport?: readonly LockHolder[];
    readonly refuseRefresh?: Error;
    readonly refuseExport?: Error;
    readonly refuseCancel?: Error;
  } = {},
) {
  const { stack, calls } = recordedStack({ name: "test", ...recorded });
  const asked: LockHolder[] = [];
  const told: string[] = [];
  let locked = true;
  let [looks, imports] = [0, 0];
  const own = {
    ...stack,
    importStack: async (state: never) => {
      const holder = refuseImport[Math.min(imports++, refuseImport.length - 1)];
      if (holder && locked) throw concurrent(message(holder));
      await stack.importStack(state);
    },
    exportStack: () => (refuseExport ? Promise.reject(refuseExport) : stack.exportStack()),
    cancel: async () => {
      if (refuseCancel) throw refuseCancel;
      locked = false;
      await stack.cancel();
    },
    refresh: async () => {
      if (refuseRefresh) throw refuseRefresh;
      return stack.refresh();
    },
  };
  const remains: Remains = {
    holders: () => holders[Math.min(looks++, holders.length - 1)] ?? [],
    livenessOf: live,
    find: () => Promise.resolve(existing),
  };
  const done = deeds((more) => told.push(...Object.keys(more).filter((key) => isTold(more, key))));
  const confirm = (holder: LockHolder) => {
    asked.push(holder);
    return Promise.resolve(answer);
  };
  let failure: unknown;
  const refusals = await resumeStack(own, remains, confirm, done).catch((error: unknown) => {
    failure = error;
    return [];
  });
  const { settled: operations, released, refreshed } = done.done();
  const methods = calls.map(({ method }) => method);
  return { refusals, operations, released, refreshed, told, calls, asked, methods, failure };
}

function isTold(more: object, key: string): boolean {
  const value = (more as Record<string, unknown>)[key];
  return Array.isArray(value) ? value.length > 0 : value === true;
}

function concurrent(text: string): Error {
  const said = `code: -2\n stdout: \n stderr: Command failed\nerror: ${text}\n err?: \n`;
  return new (ConcurrentUpdateError as unknown as new (result: object) => Error)({ toString: () => said });
}

describe("what a killed update has left", () => {
  type Outcome = readonly [string, object, Existing, SettledOperation["outcome"], readonly string[]];
  const outcomes: readonly Outcome[] = [
    [
      "records a creation that was done",
      pending("creating", nodeGroup, "new"),
      { id: "base:new" },
      "recorded",
      ["base:new"],
    ],
    [
      "has the next update delete a replacement",
      pending("creating", nodeGroup, "old"),
      { id: "base:new" },
      "surplus",
      ["base:new (to be deleted)"],
    ],
    [
      "leaves what is made in place of something to it where both have one name",
      pending("creating", nodeGroup, "old"),
      { id: "old" },
      "refreshed",
      [],
    ],
    ...[
      ["is protected", { protect: true }],
      ["is to be kept", { retainOnDelete: true }],
      ["has a provider that the state does not know", { provider: "urn:p::id" }],
      ["has a parent that the state does not know", { parent: "urn:p" }],
      ["depends on what the state does not know", { dependencies: ["urn:p"] }],
      ["has a property of what the state does not know", { propertyDependencies: { a: ["urn:p"] } }],
    ].map(([title, more]): Outcome => [
      `leaves a replacement to be deleted by hand that ${title as string}`,
      withMore(pending("creating", nodeGroup, "old"), more as object),
      { id: "base:new" },
      "orphan",
      [],
    ]),
    [
      "has the next update delete a replacement of which the state knows all",
      withMore(pending("creating", nodeGroup, "old"), {
        parent: urn(nodeGroup, "old"),
        dependencies: [urn(nodeGroup, "old")],
        provider: `${urn(nodeGroup, "old")}::old`,
      }),
      { id: "base:new" },
      "surplus",
      ["base:new (to be deleted)"],
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
        deployment: { resources: { id: string; delete?: true }[]; pending_operations: unknown[] };
      };
      const { resources, pending_operations } = imported.deployment;
      const told = resources.map((each) => `${each.id}${each.delete ? " (to be deleted)" : ""}`);
      assert.deepEqual([told, pending_operations], [["old", ...ids], []]);
      assert.deepEqual(methods, ["exportStack", "importStack", "refresh"]);
    });

  const gone = { ...known(nodeGroup, "old"), pendingReplacement: true };
  const dependent = { ...known(nodeGroup, "other"), id: "other", dependencies: [gone.urn] };
  const replaced: readonly [string, object[], Existing, SettledOperation["outcome"], readonly string[]][] = [
    ["takes the place of", [gone, dependent], { id: "base:new" }, "recorded", ["base:new", "other"]],
    ["takes the place and the name of", [gone, dependent], { id: "old" }, "recorded", ["old", "other"]],
    [
      "takes, where AWS did not answer, the place of",
      [gone, dependent],
      { id: "base:new", certain: false },
      "refreshed",
      ["base:new", "other"],
    ],
    ["was not made in place of", [gone], "none", "forgotten", ["old (deleted)"]],
    ["nobody can tell in place of", [gone], "unknown", "unknown", ["old (deleted)"]],
    ["takes the place once of", [gone, gone], { id: "base:new" }, "recorded", ["base:new"]],
  ];
  for (const [title, resources, existing, outcome, ids] of replaced)
    it(`is settled: what ${title} a predecessor that is deleted already`, async () => {
      const creating = pending("creating", nodeGroup, "old");
      const state = stateOf(resources, { pending_operations: [creating] });
      const { operations, calls } = await resumed({ state }, { existing });
      assert.deepEqual(
        operations.map((each) => each.outcome),
        [outcome],
      );
      const imported = calls.find(({ method }) => method === "importStack")!.options["state"] as {
        deployment: { resources: { id: string; delete?: true; pendingReplacement?: true }[] };
      };
      assert.deepEqual(
        imported.deployment.resources.map(
          (each) =>
            `${each.id}${each.delete ? " (to be deleted)" : ""}${each.pendingReplacement ? " (deleted)" : ""}`,
        ),
        ids,
      );
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
    const remains: Remains = {
      holders: () => undefined,
      livenessOf: () => "elsewhere",
      find: () => Promise.resolve("none"),
    };
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
      remains,
      () => Promise.resolve(false),
      deeds(() => undefined),
    );
    assert.match(folder, /basalt-state-/);
    assert.equal(process.env["TMPDIR"], before);
    assert.throws(() => writeFileSync(join(folder, "x"), ""), /ENOENT/);
  });
});

describe("what is done before an update", () => {
  const state = stateOf([], { pending_operations: [pending("creating", nodeGroup, "new")] });

  it("is told in the moment in which it is done, each part", async () => {
    const { told, released, refreshed, operations } = await resumed(
      { state },
      { holders: [[here]], live: () => "dead" },
    );
    assert.deepEqual(told, ["released", "settled", "refreshed"]);
    assert.deepEqual([released, refreshed, operations.length], [[here], true, 1]);
  });

  it("is told although what follows fails", async () => {
    const refuseRefresh = commandError("error: no credentials");
    const { told, operations, failure } = await resumed({ state }, { refuseRefresh });
    assert.ok(failure instanceof UsageError);
    // Half a refresh is one: the state was written.
    assert.deepEqual([told, operations.length], [["settled", "refreshed"], 1]);
  });

  const denied = commandError("error: could not delete the lock: AccessDenied");
  const unable: readonly [string, Parameters<typeof resumed>[1]][] = [
    ["the lock may not be taken away", { holders: [[here]], live: () => "dead", refuseCancel: denied }],
    [
      "a lock that only an import tells of may not",
      { refuseImport: [here], live: () => "dead", refuseCancel: denied },
    ],
    ["the state may not be read", { refuseExport: denied }],
  ];
  for (const [title, scene] of unable)
    it(`is a mistake, and no bug, where ${title}`, async () => {
      const { failure, told } = await resumed({ state }, scene);
      assert.ok(failure instanceof UsageError, String(failure));
      assert.match(failure.message, /^stack test: Pulumi could not run: .*AccessDenied/);
      assert.deepEqual(told, []);
    });

  it("is no refresh where somebody else's lock was before it", async () => {
    const refuseRefresh = concurrent(message(another));
    const { told, refusals } = await resumed({ state: stateOf() }, { refuseRefresh });
    assert.deepEqual([told, refusals.length], [[], 1]);
  });
});

describe("the lock of a killed update", () => {
  it("is taken away where its holder is dead", async () => {
    const { methods, asked, released } = await resumed(
      { state: stateOf() },
      { holders: [[here]], live: () => "dead" },
    );
    assert.deepEqual([methods, asked, released], [["cancel", "exportStack", "refresh"], [], [here]]);
  });

  const pendingState = stateOf([], { pending_operations: [pending("creating", nodeGroup, "new")] });
  const stays: readonly [string, Parameters<typeof resumed>[1], RegExp, RegExp][] = [
    [
      "its holder lives, whatever anybody says",
      { holders: [[here]], live: () => "alive", answer: true },
      /a process of that number runs on this machine/,
      /kill -INT 7/,
    ],
    [
      "its holder is on another machine and nobody says that it is dead",
      { holders: [[elsewhere]] },
      /this machine cannot see/,
      /--holder-is-dead laptop:7@2026-05-01T12:00:00.000Z says/,
    ],
    [
      "one holder of two is not known to be dead",
      { holders: [[here, elsewhere]], live: (holder) => (holder === here ? "dead" : "elsewhere") },
      /this machine cannot see/,
      /--holder-is-dead laptop:7@2026-05-01T12:00:00.000Z says/,
    ],
    [
      "another has taken the stack while somebody was asked",
      { holders: [[elsewhere], [another]], answer: true },
      /^bob@runner, process 8, .* has taken stack test meanwhile/,
      /wait for its end/,
    ],
    [
      "another has taken the stack besides while somebody was asked",
      { holders: [[elsewhere], [elsewhere, another]], answer: true },
      /^bob@runner/,
      /wait for its end/,
    ],
    [
      "a bucket names nobody whom somebody calls dead",
      { refuseImport: [elsewhere] },
      /this machine cannot see/,
      /--holder-is-dead laptop:7@2026-05-01T12:00:00.000Z says/,
    ],
    [
      "the cloud names nobody at all",
      { refuseImport: [{}] },
      /somebody whom the backend does not name/,
      /pulumi cancel --stack test/,
    ],
  ];
  for (const [title, scene, found, todo] of stays)
    it(`stays where ${title}`, async () => {
      const { refusals, methods } = await resumed({ state: pendingState }, scene);
      assert.equal(refusals.length, 1);
      assert.match(refusals[0]!.found, found);
      assert.match(refusals[0]!.todo, todo);
      assert.ok(!methods.includes("cancel") && !methods.includes("importStack"), methods.join());
    });

  it("is taken away where its holder is on another machine and somebody says that it is dead", async () => {
    const { methods, asked } = await resumed({ state: stateOf() }, { holders: [[elsewhere]], answer: true });
    assert.deepEqual([methods, asked], [["cancel", "exportStack", "refresh"], [elsewhere]]);
  });

  it("is nothing to take away where it is gone by then", async () => {
    const { methods } = await resumed({ state: stateOf() }, { holders: [[elsewhere], []], answer: true });
    assert.deepEqual(methods, ["exportStack", "refresh"]);
  });

  it("is dealt with where only the engine's refusal tells of it, as with a bucket", async () => {
    const { methods, asked } = await resumed(
      { state: pendingState },
      { refuseImport: [elsewhere], answer: true },
    );
    // Tried once more when somebody has answered: it may be another's by then.
    assert.deepEqual(methods, [
      "exportStack",
      "exportStack",
      "cancel",
      "exportStack",
      "importStack",
      "refresh",
    ]);
    assert.deepEqual(asked, [elsewhere]);
  });

  it("of a bucket that became another's while somebody was asked, is asked about again", async () => {
    const { methods, asked } = await resumed(
      { state: pendingState },
      { refuseImport: [elsewhere, another], answer: true },
    );
    assert.deepEqual(asked, [elsewhere, another]);
    assert.equal(methods.filter((method) => method === "cancel").length, 1);
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
