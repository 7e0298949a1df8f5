import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { deployWith } from "../../cli/commands/deploy.js";
import { previewWith } from "../../cli/commands/preview.js";
import type { Command } from "../../cli/command.js";
import { openStack } from "../../cli/engine/openStack.js";
import type { OpenStack } from "../../cli/engine/engineStack.js";
import type { DeployReport } from "../../cli/deploy/deployReport.js";
import { goodPlace } from "../cli/deploy/support/deployment.js";
import { inStack, type Files } from "../support/project.js";
import { deployedProject } from "./support/consequencesScenes.js";
import { needsEngine } from "./support/pulumiTools.js";
import { startVersions, type VersionedDeployment } from "./support/versions.js";

const newest = inStack("release: 1.67.0-2bd7c5b5", "release: 1.68.0-3ce8d6c6");
const newerNodes = inStack("release: 1.66.0-1ad6b4a4", "release: 1.67.0-2bd7c5b5");

describe("basalt deploy, on the real engine", function () {
  this.timeout(300_000);
  needsEngine();
  let started: VersionedDeployment | undefined;
  let test: VersionedDeployment;
  let open: OpenStack;
  const first: Files = deployedProject;

  before(async () => {
    test = started = await startVersions({ files: first, stack: "test" });
    const { environment } = test.engine;
    open = (place) => openStack({ ...place, env: { ...environment, ...place.env } });
  });
  after(() => started?.stop());

  async function run(
    command: Command,
    ...args: string[]
  ): Promise<{ code: number; out: string; err: string }> {
    const written = { out: "", err: "" };
    const code = await command.run(["--stack", "test", "--json", ...args], {
      directory: test.engine.directory,
      out: (text) => void (written.out += text),
      err: (text) => void (written.err += text),
      colour: false,
      interactive: false,
      columns: 110,
      env: { ...process.env, ...test.engine.environment },
      ask: () => Promise.resolve(undefined),
    });
    return { code, ...written };
  }

  const command = () =>
    deployWith({
      open,
      place: () => goodPlace,
      rollBack: async (args) => {
        const to = args[args.indexOf("--to") + 1]!;
        return (await test.rollback("--to", to, "--yes")).code;
      },
    });
  async function deploy(...args: string[]): Promise<{ code: number; report: DeployReport; err: string }> {
    const { code, out, err } = await run(command(), "--yes", ...args);
    return { code, report: JSON.parse(out) as DeployReport, err };
  }

  it("deploys a first commit, which the history then has", async () => {
    const commit = test.commit(first, "Everything, for the first time");
    const { code, report, err } = await deploy();
    assert.deepEqual([code, report.outcome], [0, "deployed"], err + JSON.stringify(report.refusals));
    const [entry, ...older] = (await test.history()).entries;
    assert.deepEqual(older, []);
    assert.deepEqual(
      [entry?.result, entry?.message, entry?.commit?.id, entry?.commit?.clean],
      ["succeeded", "Everything, for the first time", commit, true],
    );
    assert.match(err, /^ {2}created: aws:ec2\/vpc:Vpc network$/m);
  });

  it("deploys what was reviewed, and not what was not", async () => {
    test.commit(newerNodes(first), "Newer nodes");
    const preview = await run(previewWith(() => Promise.resolve({ openStack: open })));
    const file = join(test.engine.directory, ".git/reviewed.json");
    const reviewed = JSON.parse(preview.out) as Record<string, unknown>;
    writeFileSync(
      file,
      JSON.stringify({ ...reviewed, changes: [], pins: [], outputs: [], verdict: "unchanged" }),
    );
    const other = await deploy("--reviewed", file);
    assert.deepEqual([other.code, other.report.outcome, other.report.update], [1, "refused", undefined]);
    assert.equal((await test.history()).entries.length, 1);

    writeFileSync(file, preview.out);
    const same = await deploy("--reviewed", file);
    assert.deepEqual(
      [same.code, same.report.outcome],
      [0, "deployed"],
      same.err + same.report.refusals.join(),
    );
    assert.equal(same.report.update?.changes["create-replacement"], 3);
    assert.match(same.report.update.message, /^Newer nodes\n[^]*\nPins: nodes\/general=/);
  });

  it("does not take the stack back by itself, and does not undo a rollback unasked", async () => {
    assert.equal((await test.rollback("--to", "-1", "--yes")).code, 0);
    const { code, report } = await deploy();
    assert.deepEqual([code, report.outcome], [1, "refused"]);
    assert.match(report.refusals.join(), /was rolled back from .* and this would undo it/);
    const meant = await deploy("--undo-rollback");
    assert.deepEqual([meant.code, meant.report.outcome], [0, "deployed"], meant.report.refusals.join());
  });

  it("returns to what ran when an update fails and the stack file asks for it", async () => {
    const before = (await test.history()).entries.find(({ deployed }) => deployed)!;
    const asking = inStack(
      "  basalt:images:",
      "  basalt:deployment: { rollbackOnFailure: true }\n  basalt:images:",
    );
    test.commit(newest(asking(newerNodes(first))), "Nodes that do not come");
    const mend = test.aws.account.disturbances.inject({
      // The second zone: the first has its new nodes by then.
      matches: ({ name, verb }) => name === "general-eu-central-1b" && verb === "create",
      message: "no capacity",
      times: 1,
    });
    const { code, report, err } = await deploy();
    mend();
    assert.deepEqual([code, report.outcome], [1, "rolled-back"], err + JSON.stringify(report));
    assert.match(report.update?.failure ?? "", /no capacity/);
    assert.deepEqual(report.rollback, {
      to: { number: before.number, commit: before.commit?.id },
      result: "done",
    });
    const { entries } = await test.history();
    assert.deepEqual(
      entries.slice(0, 3).map(({ kind, result, rollback }) => [kind, result, rollback?.to]),
      [
        ["update", "succeeded", before.commit?.id],
        // What the failed update has changed in place is looked for before anything is previewed.
        ["refresh", "succeeded", undefined],
        ["update", "failed", undefined],
      ],
    );
  });
});
