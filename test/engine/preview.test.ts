import assert from "node:assert/strict";
import { sample } from "../support/fixture.js";
import { startPreviews } from "./support/deployment.js";
import { declarationIn } from "./support/engineProject.js";
import { needsEngine } from "./support/pulumiTools.js";
import type { Run } from "./support/run.js";

type Previews = Awaited<ReturnType<typeof startPreviews>>;

describe("a preview of the sample on the real engine", () => {
  needsEngine();
  let started: Previews | undefined;
  let previews: Previews;
  let run: Run;
  before(async function () {
    this.timeout(120_000);
    previews = started = await startPreviews({ files: declarationIn(sample), stack: "dev" });
    run = await previews.engine.preview();
  });
  after(async () => {
    await started?.stop();
  });

  it("is clean and only creates", () => {
    assert.equal(run.failure, undefined);
    assert.deepEqual(run.diagnostics, []);
    assert.deepEqual([...new Set(run.steps.map(({ op }) => op))], ["create"]);
  });

  it("changes nothing in AWS", () => {
    assert.equal(previews.aws.account.live.size, 0);
    assert.deepEqual(
      previews.aws.account.operations.filter(({ verb, preview }) => verb !== "invoke" && !preview),
      [],
    );
  });
});
