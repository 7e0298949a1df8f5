import assert from "node:assert/strict";
import { eksProject } from "../support/project.js";
import { startDeployment, type TestDeployment } from "./support/deployment.js";
import { everything, sampleProject, type EngineProject } from "./support/projects.js";
import { needsEngine } from "./support/pulumiTools.js";
import type { Run } from "./support/run.js";

const projects: Record<string, EngineProject> = {
  "dev of the sample": sampleProject("dev"),
  "staging of the sample": sampleProject("staging"),
  "prod of the sample": sampleProject("prod"),
  "an existing cluster": sampleProject("kind"),
  "a project with every feature": everything(eksProject),
};

for (const [title, project] of Object.entries(projects)) {
  describe(`an update of ${title} on the real engine`, function () {
    this.timeout(300_000);
    needsEngine();
    let started: TestDeployment | undefined;
    let test: TestDeployment;
    let preview: Run;
    let first: Run;
    before(async () => {
      test = started = await startDeployment({ ...project, fallbackNode: project.existing });
      preview = await test.engine.preview();
      first = await test.engine.up();
    });
    after(async () => {
      await started?.stop();
    });

    it("is clean and only creates", () => {
      assert.equal(first.failure, undefined);
      assert.deepEqual(first.diagnostics, []);
      assert.deepEqual([...new Set(first.finished.map(({ op }) => op))], ["create"]);
    });

    it("makes what its preview showed", () => {
      assert.equal(preview.failure, undefined);
      assert.deepEqual(preview.diagnostics, []);
      // The charts' contents are rendered for a cluster, so there has to be one.
      const shown = new Set(preview.steps.map(({ urn }) => urn));
      const unexpected = first.steps.filter(
        ({ urn }) => !shown.has(urn) && !urn.includes("$kubernetes:helm.sh/"),
      );
      assert.deepEqual(unexpected, []);
      const made = new Set(first.steps.map(({ urn }) => urn));
      assert.deepEqual(
        preview.steps.filter(({ urn }) => !made.has(urn)),
        [],
      );
    });

    it("changes nothing when it is run again", async () => {
      for (const again of [await test.engine.preview(), await test.engine.up()]) {
        assert.equal(again.failure, undefined);
        assert.deepEqual(again.diagnostics, []);
        assert.deepEqual(again.steps, []);
      }
    });

    it("finds nothing changed in AWS and in the cluster when it refreshes", async () => {
      const refresh = await test.engine.refresh();
      assert.equal(refresh.failure, undefined);
      assert.deepEqual(
        refresh.steps.filter(({ details }) => Object.keys(details).length > 0),
        [],
      );
      assert.deepEqual((await test.engine.preview()).steps, []);
    });
  });
}
