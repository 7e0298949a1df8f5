import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { inShop, inStack, type Change, type Files } from "../support/project.js";
import { deployedProject } from "./support/consequencesScenes.js";
import { all } from "./support/projects.js";
import { needsEngine } from "./support/pulumiTools.js";
import { startVersions, type VersionedDeployment } from "./support/versions.js";

const stackFile = "Pulumi.test.yaml";
const first: Files = deployedProject;
const debug = inShop("env: { LEVEL: info }", "env: { LEVEL: debug }");
const newerNodes = inStack("release: 1.66.0-1ad6b4a4", "release: 1.67.0-2bd7c5b5");

const secureValue = /secure: "?v1:[^\s"}]+"?/;

/** The declaration with its secret encrypted otherwise. */
const withSecret =
  (ciphertext: string): Change =>
  (files) => ({ ...files, [stackFile]: files[stackFile]!.replace(secureValue, ciphertext) });

describe("rollback where things have gone wrong, on the real engine", function () {
  this.timeout(300_000);
  needsEngine();
  let started: VersionedDeployment | undefined;
  let test: VersionedDeployment;
  let firstCommit: string;

  before(async () => {
    test = started = await startVersions({ files: first, stack: "test" });
    firstCommit = await test.deploy(first, "the first");
  });
  after(() => started?.stop());

  /** What a rollback is refused for; nothing may have changed. */
  async function refused(...args: readonly string[]): Promise<(readonly [string, string, string])[]> {
    const before = [test.untouched(), JSON.stringify(await test.engine.state())];
    const { code, report, err } = await test.rollback(...args, "--yes");
    assert.deepEqual([code, report?.outcome], [1, "refused"], err);
    assert.deepEqual([test.untouched(), JSON.stringify(await test.engine.state())], before);
    return report!.refusals.map(({ reason, found, todo }) => [reason, found, todo] as const);
  }

  /** A rollback by which the stack has what a declaration says. */
  async function rolledBack(declaration: Files, ...args: readonly string[]) {
    const before = test.untouched();
    const { code, report, err } = await test.rollback(...args, "--yes");
    assert.deepEqual([code, report?.outcome], [0, "rolled-back"], `${err}${JSON.stringify(report)}`);
    assert.equal(test.untouched(), before);
    assert.deepEqual(await test.changesTo(declaration), []);
    assert.equal(test.untouched(), before);
    return report!;
  }

  const newest = async () => (await test.history()).entries[0]!;

  /** The value that pods are given, in the cluster. */
  async function liveSecret(): Promise<string | undefined> {
    const { body } = await test.kubernetes.request("GET", "/api/v1/namespaces/shop/secrets");
    const { items } = body as { items: { data?: Record<string, string> }[] };
    const values = items.flatMap(({ data = {} }) => Object.values(data));
    return values.map((value) => Buffer.from(value, "base64").toString("utf8")).join();
  }

  /** Runs the CLI in the working tree, as a person would. */
  function pulumi(args: readonly string[], input = ""): void {
    const { directory, environment } = test.engine;
    execFileSync("pulumi", [...args, "--stack", "test"], {
      cwd: directory,
      input,
      env: { ...process.env, ...environment },
    });
  }

  /** The secret as the working tree's stack file has it. */
  const ciphertext = () => secureValue.exec(readFileSync(join(test.engine.directory, stackFile), "utf8"))![0];

  it("says that a version runs already, and does nothing", async () => {
    const { code, report } = await test.rollback("--to", "1");
    assert.deepEqual([code, report?.outcome], [0, "already-deployed"]);
    assert.equal((await test.history()).total, 1);
  });

  it("does nothing without --yes where nobody is there to ask", async () => {
    await test.deploy(debug(first), "debugging");
    const { code, report } = await test.rollback("--to", "-1");
    assert.deepEqual([code, report?.outcome, report?.consequences?.verdict], [2, "unanswered", "changes"]);
    assert.equal((await test.history()).total, 2);
  });

  it("refuses a version that was deployed with changes in no commit", async () => {
    test.engine.write(all(debug, newerNodes)(first));
    assert.equal((await test.engine.up()).failure, undefined);
    const { number, commit } = await newest();
    assert.deepEqual([number, commit?.clean], [3, false]);
    test.git("checkout", "--quiet", "--", ".");
    await rolledBack(debug(first), "--to", "2");
    const [[reason, found, todo] = []] = await refused("--to", "3");
    assert.equal(reason, "dirty-commit");
    assert.match(found!, /^3: deployed from commit [0-9a-f]{12} with changes that are in no commit$/);
    assert.match(todo!, /--to 2/);
  });

  it("refuses a version whose commit is gone, and names the command that fetches it", async () => {
    test.git("checkout", "--quiet", "-b", "lost");
    const lost = await test.deploy(inShop("env: { LEVEL: info }", "env: { LEVEL: warn }")(first), "lost");
    const { number } = await newest();
    test.git("checkout", "--quiet", "main");
    test.git("branch", "--quiet", "-D", "lost");
    test.git("reflog", "expire", "--expire=now", "--all");
    test.git("gc", "--quiet", "--prune=now");
    await rolledBack(debug(first), "--to", "2");
    const [[reason, found, todo] = []] = await refused("--to", `${number}`);
    assert.deepEqual(
      [reason, found],
      ["missing-commit", `${number}: commit ${lost} is not in this repository`],
    );
    assert.ok(todo!.startsWith(`fetch it: git fetch origin ${lost}`));
  });

  it("returns to a version whose branch has another name now", async () => {
    test.git("branch", "--quiet", "--move", "main", "trunk");
    const report = await rolledBack(first, "--to", firstCommit.slice(0, 10));
    assert.equal(report.to.number, 1);
    assert.equal((await newest()).rollback?.to, firstCommit);
  });

  it("refuses an update that failed, and repairs what it has left by the version before it", async () => {
    const state = await test.live();
    const trace = inShop("env: { LEVEL: info }", "env: { LEVEL: trace }");
    test.commit(all(trace, newerNodes)(first), "it fails");
    const stop = test.aws.account.disturbances.inject({
      matches: ({ verb, type }) => verb === "create" && type === "aws:eks/nodeGroup:NodeGroup",
      message: "no capacity",
    });
    assert.notEqual((await test.engine.up()).failure, undefined);
    stop();
    const { number, result } = await newest();
    assert.equal(result, "failed");
    const [[reason, found] = []] = await refused("--to", `${number}`);
    assert.deepEqual([reason, found], ["failed-version", `${number}: an update that failed`]);
    // The version before it is the one that ran, and does not run any more.
    await rolledBack(first, "--to", `${number - 1}`);
    assert.deepEqual(await test.live(), state);
  });

  it("keeps a secret that was rotated since, and brings the old one back only when told to", async () => {
    assert.equal(await liveSecret(), "hunter2");
    test.engine.write(debug(first));
    pulumi(["config", "set", "--secret", "--path", "basalt:secrets.token", "swordfish"]);
    const rotated = ciphertext();
    await test.deploy(withSecret(rotated)(debug(first)), "a rotated secret");
    assert.equal(await liveSecret(), "swordfish");

    const { remarks, consequences } = await rolledBack(withSecret(rotated)(first), "--to", firstCommit);
    assert.deepEqual(remarks, ["secrets of the present stack file: config.basalt:secrets.token"]);
    assert.equal(await liveSecret(), "swordfish");
    assert.ok(!JSON.stringify(consequences).includes("swordfish"));

    await rolledBack(first, "--to", firstCommit, "--old-secrets");
    assert.equal(await liveSecret(), "hunter2");
  });

  // Last: there is no way back to the first passphrase's ciphertext.
  it("takes secrets of the present file where the passphrase was changed since, which can be read no more otherwise", async () => {
    pulumi(["stack", "change-secrets-provider", "passphrase"], "another\n");
    test.engine.environment["PULUMI_CONFIG_PASSPHRASE"] = "another";
    const encrypted = withSecret(ciphertext());
    await test.deploy(encrypted(debug(first)), "another passphrase");

    const [[reason, found, todo] = []] = await refused("--to", firstCommit, "--old-secrets");
    assert.equal(reason, "undecryptable-secret");
    assert.match(found!, /incorrect passphrase/);
    assert.match(todo!, /without --old-secrets they are taken from the present stack file/);

    const { remarks } = await rolledBack(encrypted(first), "--to", firstCommit);
    assert.deepEqual(remarks, ["secrets of the present stack file: config.basalt:secrets.token"]);
    assert.equal(await liveSecret(), "swordfish");
  });
});
