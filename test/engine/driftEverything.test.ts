import assert from "node:assert/strict";
import { eksProject } from "../support/project.js";
import { startDeployment, type TestDeployment } from "./support/deployment.js";
import { driftOf, enterDeployment } from "./support/drift.js";
import { everything, sampleProject } from "./support/projects.js";
import { needsEngine } from "./support/pulumiTools.js";

for (const [title, project] of Object.entries({
  "a project with every feature": everything(eksProject),
  "an existing cluster": sampleProject("kind"),
}))
  describe(`drift of ${title} on the real engine`, function () {
    this.timeout(600_000);
    needsEngine();
    let started: TestDeployment | undefined;
    let leave: () => void = () => undefined;

    after(async () => {
      leave();
      await started?.stop();
    });

    it("is none after a deployment", async () => {
      const test = (started = await startDeployment({ ...project, fallbackNode: project.existing }));
      const up = await test.engine.up();
      assert.equal(up.failure, undefined);
      leave = enterDeployment(test);
      const { code, report } = await driftOf(test, project.stack);
      assert.deepEqual(report.findings, []);
      assert.deepEqual(report.unread, []);
      assert.equal(report.verdict, "clean");
      assert.equal(code, 0);
    });
  });
