import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inBilling, inShop, inStack, type Files } from "../support/project.js";
import type { RollbackReport } from "../../cli/rollback/rollbackReport.js";
import type { FindExisting } from "../../cli/rollback/existingResource.js";
import { atExit } from "./support/atExit.js";
import type { Operation } from "./support/aws/disturbances.js";
import { deployedProject } from "./support/consequencesScenes.js";
import type { TestDeployment } from "./support/deployment.js";
import { send } from "./support/kubernetesObjects.js";
import { family, killAll } from "./support/processes.js";
import { all } from "./support/projects.js";
import { needsEngine } from "./support/pulumiTools.js";
import { startVersions, type VersionedDeployment } from "./support/versions.js";

const first: Files = deployedProject;

/** Another AMI release, flow, port and environment, one workload more and one less. */
const second: Files = all(
  inStack("release: 1.66.0-1ad6b4a4", "release: 1.67.0-2bd7c5b5"),
  inShop("env: { LEVEL: info }", "env: { LEVEL: debug }"),
  inShop("ports: [443]", "ports: [443, 8443]"),
  inShop("  redis:\n", "  mail: { image: app, ports: { smtp: 2525 } }\n  redis:\n"),
  inShop("  - { from: cart, to: redis }\n", "  - { from: cart, to: redis }\n  - { from: cart, to: mail }\n"),
  inBilling("  api:\n", "  reports:\n    image: app\n    ports: { http: 8081 }\n  api:\n"),
)(first);

/** Paths in which the update to the second adds, changes and removes objects. */
const watched = [
  "/apis/networking.k8s.io/v1/networkpolicies",
  "/apis/apps/v1/deployments",
  "/api/v1/services",
  "/api/v1/configmaps",
];

const nodeGroup = "aws:eks/nodeGroup:NodeGroup";

/** Finds by name in the fake account what EKS names by its inputs. */
const findInAccount =
  ({ aws }: TestDeployment): FindExisting =>
  ({ type, inputs }) => {
    if (type !== nodeGroup) return Promise.resolve("unknown");
    const name = inputs["nodeGroupName"];
    const live = aws.account.of(type).find((each) => each.inputs["nodeGroupName"] === name);
    return Promise.resolve(live ? { id: live.id } : "none");
  };

/** Long enough for the engine to be gone before it is told. */
const gone = () => new Promise((resolve) => setTimeout(resolve, 2_000));

describe("rollback after the engine was killed, on the real engine", function () {
  this.timeout(300_000);
  needsEngine();
  let started: VersionedDeployment | undefined;
  let test: VersionedDeployment;
  const states: string[][] = [];

  before(async () => {
    test = started = await startVersions({ files: first, stack: "test", find: findInAccount });
    for (const [files, title] of [
      [first, "the first"],
      [second, "the second"],
    ] as const) {
      await test.deploy(files, title);
      states.push(await test.live());
    }
  });
  after(() => started?.stop());

  /** Settles when AWS has done an operation of which the engine is not told. */
  function reached(isIt: (operation: Operation) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const stop = test.aws.account.disturbances.after(async (operation) => {
        if (operation.verb === "invoke" || !isIt(operation)) return;
        stop();
        resolve();
        await gone();
      });
    });
  }

  /** Answers what settles at the cluster's change of this number from now on. */
  async function changes(number: number): Promise<{ readonly reached: Promise<void> }> {
    let count = -Infinity;
    let settle: () => void = () => undefined;
    const done = new Promise<void>((resolve) => (settle = resolve));
    for (const path of watched)
      await test.kubernetes.onChange(path, () => {
        if ((count += 1) >= number) settle();
      });
    // What watches tell first is what is there already.
    await gone();
    count = 0;
    return { reached: done };
  }

  /** Runs the command as a process of its own, and does something to it when `at` settles. */
  async function disturbedRollback(
    to: string,
    at: Promise<void>,
    disturb: (pid: number) => void,
  ): Promise<{ readonly code: number | null; readonly said: string }> {
    const { directory, environment } = test.engine;
    const child = spawn(
      process.execPath,
      [join(__dirname, "../../cli/basalt.js"), "rollback", "--stack", "test", "--to", to, "--yes"],
      {
        cwd: directory,
        // Nobody may ask real AWS, or wait for it.
        env: { ...process.env, ...environment, AWS_EC2_METADATA_DISABLED: "true" },
        stdio: ["ignore", "ignore", "pipe"],
      },
    );
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
    const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
    const forget = atExit(() => killAll(family(child.pid!)));
    const outcome = await Promise.race([at.then(() => "reached"), ended]);
    assert.equal(outcome, "reached", said);
    disturb(child.pid!);
    const code = await ended;
    forget();
    return { code, said };
  }

  /** What a person does who reads what is left over: looks for it, and deletes it. */
  async function tidy({ settled }: RollbackReport): Promise<void> {
    for (const { outcome, type, id } of settled) {
      const [, kind] = /^kubernetes:core\/v1:(ConfigMap|Secret)$/.exec(type) ?? [];
      if (outcome !== "unknown" || kind === undefined) continue;
      const [namespace, name] = id!.split("/");
      const path = `/api/v1/namespaces/${namespace}/${kind.toLowerCase()}s/${name}`;
      if ((await test.kubernetes.request("GET", path)).status === 200)
        await send(test.kubernetes, "DELETE", path);
    }
  }

  const workTrees = () => readdirSync(tmpdir()).filter((name) => name.startsWith("basalt-rollback-"));

  it("shows who had the stack and what was pending, and resumes only when told to", async () => {
    const before = test.untouched();
    const left = workTrees();
    await disturbedRollback(
      "1",
      reached(({ verb, type }) => verb === "create" && type === nodeGroup),
      (pid) => killAll(family(pid)),
    );
    const stale = workTrees().filter((name) => !left.includes(name));
    assert.equal(stale.length, 1, "a killed command leaves its work tree");

    const refused = await test.rollback("--to", "1", "--yes");
    assert.deepEqual([refused.code, refused.report?.outcome], [1, "refused"]);
    const [refusal] = refused.report!.refusals;
    assert.equal(refusal?.reason, "update-in-progress");
    assert.match(
      refusal.found,
      /@.+, process \d+, since .+ has stack test, and that process is gone; pending: .*creating aws:eks\/nodeGroup:NodeGroup general-eu-central-1a/,
    );
    assert.match(refusal.todo, /--resume/);
    assert.equal((await test.history()).interrupted.length, 1);
    assert.deepEqual(
      workTrees().filter((name) => stale.includes(name)),
      [],
      "the next run removes it",
    );

    const { code, report, err } = await test.rollback("--to", "1", "--yes", "--resume");
    assert.deepEqual(
      [code, report?.outcome],
      [0, "rolled-back"],
      `${err}${JSON.stringify(report?.refusals)}`,
    );
    assert.equal(test.untouched(), before);
    const surplus = report!.settled.filter(({ outcome }) => outcome === "surplus");
    assert.deepEqual(
      surplus.map(({ type }) => type),
      [nodeGroup],
    );
    await tidy(report!);
    assert.deepEqual(await test.live(), states[0]);
    assert.equal((await test.history()).interrupted.length, 0);
  });

  it("ends what has begun and nothing else on Ctrl-C, and leaves nothing behind", async () => {
    const [before, left, state] = [test.untouched(), workTrees(), await test.live()];
    const { code, said } = await disturbedRollback(
      "2",
      reached(({ verb, type }) => verb === "create" && type === nodeGroup),
      (pid) => process.kill(pid, "SIGINT"),
    );
    assert.equal(code, 1, said);
    assert.match(said, /^stopping: what has begun is ended/m);
    assert.deepEqual([test.untouched(), workTrees()], [before, left]);
    const { entries, interrupted } = await test.history();
    assert.deepEqual([entries[0]?.result, interrupted], ["failed", []]);
    const { report, err } = await test.rollback("--to", "1", "--yes");
    assert.equal(report?.outcome, "rolled-back", err);
    assert.deepEqual(await test.live(), state);
  });

  for (const count of [1, 6, 12])
    it(`returns to the first version after an update to the second was killed at change ${count} in the cluster`, async () => {
      test.engine.write(second);
      const { reached: change } = await changes(count);
      const update = test.engine.startUp();
      const outcome = await Promise.race([change.then(() => "reached"), update.ended]);
      assert.equal(outcome, "reached", JSON.stringify(outcome));
      await update.kill();
      // The engine's own command has left nothing that proves here that it is dead.
      const refused = await test.rollback("--to", "1", "--yes", "--resume");
      assert.equal(refused.code, 1, refused.err);
      const [, holder = ""] = /--holder-is-dead (\S+) says so/.exec(refused.report!.refusals[0]!.todo) ?? [];
      const { code, report, err } = await test.rollback(
        ...["--to", "1", "--yes", "--resume", "--holder-is-dead", holder],
      );
      assert.deepEqual([code, report?.outcome], [0, "rolled-back"], `${err}${JSON.stringify(report)}`);
      await tidy(report!);
      assert.deepEqual(await test.live(), states[0]);
      test.engine.write(first);
      const preview = await test.engine.preview();
      assert.deepEqual([preview.failure, preview.steps], [undefined, []]);
    });
});
