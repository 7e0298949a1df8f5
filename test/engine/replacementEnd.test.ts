import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startDeployment, type TestDeployment } from "./support/deployment.js";
import { otherNamespace, startOtherPods, type OtherPods } from "./support/otherPods.js";
import { needsEngine } from "./support/pulumiTools.js";
import { smallProject } from "./support/smallProject.js";
import { groupsIn } from "./support/timeline.js";

const group =
  "release: 1.66.0-1ad6b4a4, instanceTypes: [m7i.large], size: { min: 1, max: 4 }, drainTimeoutSeconds: 20";
const both = smallProject({ general: group, batch: group });
const one = smallProject({ general: group });
const nodeGroup = "aws:eks/nodeGroup:NodeGroup";

describe("the end of node groups on the real engine", function () {
  this.timeout(300_000);
  needsEngine();
  let started: TestDeployment | undefined;
  let test: TestDeployment;
  let db: OtherPods;
  before(async () => {
    test = started = await startDeployment({ files: both, stack: "dev" });
    assert.equal((await test.engine.up()).failure, undefined);
    db = await startOtherPods(test.kubernetes, { replicas: 6, minAvailable: 5 });
  });
  after(async () => {
    await started?.stop();
  });

  const groups = () => test.aws.account.of(nodeGroup).map(({ urn }) => urn.split("::").at(-1)!);

  it("drains a declared group that is declared no longer, through disruption budgets", async () => {
    test.engine.write(one);
    db.forget();
    const up = await test.engine.up();
    assert.equal(up.failure, undefined);
    assert.ok(groups().every((name) => name.startsWith("general-")));
    assert.equal(groups().length, 3);
    const said = up.diagnostics.map(({ message }) => message);
    for (const zone of ["a", "b", "c"])
      assert.ok(
        said.includes(`batch-eu-central-1${zone}: drained, no pod is left on 1 node`),
        said.join("\n"),
      );
    assert.ok(db.fewestReady >= 5, `${db.fewestReady} were ready`);
  });

  it("is no business of a program that knows nothing of hooks on its groups, which still registers their names", async () => {
    const source = join(test.engine.directory, "components/nodeGroup.ts");
    const program = readFileSync(source, "utf8");
    const binding = "hooks: args.lifecycle.binding,";
    assert.ok(program.includes(binding));
    writeFileSync(source, program.replace(binding, ""));
    const preview = await test.engine.preview();
    assert.equal(preview.failure, undefined);
    assert.deepEqual(preview.steps, []);
    const up = await test.engine.up();
    assert.equal(up.failure, undefined);
    assert.deepEqual(up.steps, []);
    writeFileSync(source, program);
    assert.equal((await test.engine.up()).failure, undefined);
  });

  it("comes with everything else: what has no other nodes is told, and left to EKS", async () => {
    // Whoever else runs pods there does not keep the cluster.
    await db.protect(6);
    const destroy = await test.engine.destroy({ runProgram: true });
    assert.equal(destroy.failure, undefined);
    assert.equal(test.aws.account.live.size, 0);
    const said = destroy.diagnostics.map(({ message }) => message);
    assert.ok(
      said.some((message) =>
        /^general-eu-central-1\w: no other node could take its pods; nothing is drained$/.test(message),
      ),
      said.join("\n"),
    );
    assert.ok(
      said.some((message) =>
        new RegExp(
          `^general-eu-central-1\\w: left after 20 s: ${otherNamespace}/db-.*; EKS will drain the nodes`,
        ).test(message),
      ),
      said.join("\n"),
    );
    assert.equal(groupsIn(test, "1a").length, 0);
  });
});
