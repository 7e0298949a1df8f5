import assert from "node:assert/strict";
import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Files } from "../support/project.js";
import { installedAws, writeEdition, type Edition } from "./support/editions.js";
import { needsEngine } from "./support/pulumiTools.js";
import { inSmall, newer, smallProject } from "./support/smallProject.js";
import { startVersions, type VersionedDeployment } from "./support/versions.js";

const newerAws = installedAws.replace(/\.(\d+)\./, (_, minor) => `.${Number(minor) + 1}.`);

const first: Files = smallProject();
const second: Files = inSmall("coredns: v1.13.2-eksbuild.31", "coredns: v1.13.2-eksbuild.32")(first);
const third: Files = newer(second);

describe("rollback to a version that had other packages, on the real engine", function () {
  this.timeout(600_000);
  needsEngine();
  let started: VersionedDeployment | undefined;
  let test: VersionedDeployment;
  let firstCommit: string;
  let firstState: string[];
  const offline = process.env["npm_config_offline"];

  before(async () => {
    test = started = await startVersions({ files: first, stack: "dev" });
    firstCommit = await deploy(first, { edition: "1.0.0" });
    firstState = await test.live();
    await deploy(second, { edition: "2.0.0" });
    // No registry is asked: what the lockfile names is in npm's cache, or this is no test.
    process.env["npm_config_offline"] = "true";
  });
  after(async () => {
    if (offline === undefined) delete process.env["npm_config_offline"];
    else process.env["npm_config_offline"] = offline;
    await started?.stop();
  });

  function deploy(files: Files, edition: Edition): Promise<string> {
    writeEdition(test.engine.directory, edition);
    return test.deploy(files, `edition ${edition.edition}`);
  }

  /** What the state says it was written with. */
  async function writtenWith(): Promise<{ edition: string | undefined; aws: readonly string[] }> {
    const { resources } = (await test.engine.state()).deployment as {
      resources: { type: string; inputs?: { version?: string }; outputs?: { edition?: string } }[];
    };
    const stack = resources.find(({ type }) => type === "pulumi:pulumi:Stack");
    const versions = resources
      .filter(({ type }) => type === "pulumi:providers:aws")
      .flatMap(({ inputs: { version } = {} }) => version ?? []);
    return { edition: stack?.outputs?.edition, aws: [...new Set(versions)].sort() };
  }

  /** Everything that is installed beside the working tree. */
  function present(): string[] {
    const folder = join(test.engine.directory, "node_modules");
    return (readdirSync(folder, { recursive: true }) as string[]).map(
      (path) => `${path} ${lstatSync(join(folder, path)).mtimeMs}`,
    );
  }

  it("runs that version with what its own lockfile names, and leaves the present packages alone", async function () {
    assert.equal((await writtenWith()).edition, "2.0.0");
    const [before, installed] = [test.untouched(), present()];
    const { code, report, err } = await test.rollback("--to", "1", "--yes");
    if (err.includes("ENOTCACHED")) {
      console.log("      skipped: needs the packages of package-lock.json in npm's cache (npm ci)");
      this.skip();
    }
    assert.deepEqual([code, report?.outcome], [0, "rolled-back"], `${err}${JSON.stringify(report)}`);
    assert.deepEqual([test.untouched(), present()], [before, installed]);
    assert.equal((await writtenWith()).edition, "1.0.0");
    assert.deepEqual(await test.live(), firstState);

    writeEdition(test.engine.directory, { edition: "1.0.0" });
    assert.deepEqual(await test.changesTo(first), []);
    writeEdition(test.engine.directory, { edition: "2.0.0" });
    assert.equal(test.untouched(), before);
  });

  it("refuses a version with an older provider than the state's, and deploys its declaration by the present program when told to", async () => {
    await deploy(third, { edition: "2.0.0", aws: newerAws });
    const written = await writtenWith();
    assert.ok(written.aws.includes(newerAws), JSON.stringify(written));
    const [before, installed] = [test.untouched(), present()];

    const refused = await test.rollback("--to", "1", "--yes");
    assert.deepEqual([refused.code, refused.report?.outcome], [1, "refused"], refused.err);
    assert.deepEqual(refused.report?.refusals, [
      {
        reason: "newer-provider",
        found: `resources that the aws provider ${newerAws} wrote, but that version has ${installedAws}, which may not read them`,
        todo: "pass --declaration-only: that version's stack file and namespaces, deployed by the present program",
      },
    ]);
    assert.deepEqual(await writtenWith(), written);

    const { code, report, err } = await test.rollback("--to", "1", "--yes", "--declaration-only");
    assert.deepEqual([code, report?.outcome], [0, "rolled-back"], `${err}${JSON.stringify(report)}`);
    assert.deepEqual([test.untouched(), present()], [before, installed]);
    assert.deepEqual(await writtenWith(), written);
    assert.deepEqual(await test.live(), firstState);
    assert.deepEqual(await test.changesTo(first), []);
    const [{ commit, rollback } = {}] = (await test.history()).entries;
    assert.deepEqual([commit?.id, rollback?.to], [test.git("rev-parse", "HEAD").trim(), firstCommit]);
  });
});
