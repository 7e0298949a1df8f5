import assert from "node:assert/strict";
import { join } from "node:path";
import { readFileSync } from "node:fs";
import { writeDate } from "../../cli/rotation/writeDate.js";
import { startDeployment, type TestDeployment } from "./support/deployment.js";
import { otherNamespace, startOtherPods } from "./support/otherPods.js";
import { needsEngine } from "./support/pulumiTools.js";
import type { Run } from "./support/run.js";
import { smallProject } from "./support/smallProject.js";
import { recordTimeline, type Timeline } from "./support/timeline.js";

const stackFile = "Pulumi.dev.yaml";
const nodeGroup = "aws:eks/nodeGroup:NodeGroup";
const zones = ["a", "b", "c"];

/** Steps of real resources: a component, which holds the declaration, is updated with it. */
const stepsOf = ({ steps }: Run, ofGroups: boolean) =>
  steps
    .filter(({ type }) => (type === nodeGroup) === ofGroups && !type.startsWith("basalt:"))
    .map(({ op, name }) => `${op} ${name}`);

/** What happens when a zone's group is followed by the next and nothing is in the way. */
const followed = (zone: string, generation: number) => [
  `create ${zone}${generation}`,
  `ready ${zone}${generation}`,
  `cordon ${zone}${generation - 1}`,
  `pods leave ${zone}${generation - 1}`,
];

describe("a rotation date on the real engine", function () {
  this.timeout(300_000);
  needsEngine();
  let started: TestDeployment | undefined;
  let test: TestDeployment;
  let timeline: Timeline;
  before(async () => {
    const general =
      "release: 1.66.0-1ad6b4a4, instanceTypes: [m7i.large], size: { min: 1, max: 4 }, drainTimeoutSeconds: 120";
    test = started = await startDeployment({ files: smallProject({ general }), stack: "dev" });
    assert.equal((await test.engine.up()).failure, undefined);
    await startOtherPods(test.kubernetes, { replicas: 6, minAvailable: 3 });
    timeline = await recordTimeline(test, otherNamespace);
  });
  after(async () => {
    await started?.stop();
  });

  /** Writes the date as `basalt rotate` does. */
  const rotate = (date: string) => {
    const text = readFileSync(join(test.engine.directory, stackFile), "utf8");
    test.engine.write({ ...smallProject(), [stackFile]: writeDate(text, [0], date, stackFile) });
  };

  for (const [index, title] of ["the first date", "another date"].entries()) {
    it(`replaces every node by ${title}, though nothing else changed: new before old, zone by zone`, async () => {
      const generation = index + 2;
      rotate(`2026-11-2${index}`);
      const preview = await test.engine.preview();
      assert.equal(preview.failure, undefined);
      const name = (zone: string) => `general-eu-central-1${zone}`;
      assert.deepEqual(stepsOf(preview, true), [
        ...zones.flatMap((zone) => [`create-replacement ${name(zone)}`, `replace ${name(zone)}`]),
        ...[...zones].reverse().map((zone) => `delete-replaced ${name(zone)}`),
      ]);
      assert.deepEqual(stepsOf(preview, false), [], "and nothing else, the launch template least of all");
      assert.equal((await test.engine.up()).failure, undefined);
      assert.deepEqual(timeline.take(), [
        ...zones.flatMap((zone) => followed(zone, generation)),
        ...[...zones].reverse().map((zone) => `delete ${zone}${generation - 1}`),
      ]);
      assert.deepEqual((await test.engine.preview()).steps, []);
    });
  }

  it("leaves the nodes alone while the date stays", async () => {
    rotate("2026-11-21");
    assert.deepEqual((await test.engine.preview()).steps, []);
  });
});
