import assert from "node:assert/strict";
import { needsEngine } from "./support/pulumiTools.js";
import { sampleVersions } from "./support/sampleVersions.js";
import { startVersions, type VersionedDeployment } from "./support/versions.js";

/** Neighbours, the far end, back to the newest, and everything between: every version once. */
const order = [9, 1, 3, 2, 5, 4, 10, 6, 8, 7];

describe("rollback to each of ten versions on the real engine", function () {
  this.timeout(300_000);
  needsEngine();
  const versions = sampleVersions();
  const commits: string[] = [];
  const states: string[][] = [];
  let started: VersionedDeployment | undefined;
  let test: VersionedDeployment;

  before(async function () {
    this.timeout(900_000);
    test = started = await startVersions({ files: versions[0]!.files, stack: "dev" });
    for (const { files, title } of versions) {
      commits.push(await test.deploy(files, title));
      states.push(await test.live());
    }
  });
  after(() => started?.stop());

  for (const number of order) {
    const { title, files } = versions[number - 1]!;
    it(`deploys version ${number} again: ${title}`, async () => {
      const before = test.untouched();
      const { code, err, report } = await test.rollback("--to", `${number}`, "--yes");
      assert.deepEqual(
        [code, report?.outcome],
        [0, "rolled-back"],
        `${err}${JSON.stringify(report?.refusals)}`,
      );
      assert.equal(test.untouched(), before);

      assert.deepEqual(await test.live(), states[number - 1]);
      assert.deepEqual(await test.changesTo(files), []);

      const [newest] = (await test.history()).entries;
      assert.deepEqual(
        [newest?.deployed, newest?.commit?.id, newest?.commit?.clean, newest?.rollback?.to],
        [true, commits[number - 1], true, commits[number - 1]],
      );
    });
  }
});
