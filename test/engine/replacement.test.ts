import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import type { Files } from "../support/project.js";
import { scale } from "./support/aws/nodeGroups.js";
import { startDeployment, type TestDeployment } from "./support/deployment.js";
import { otherNamespace, startOtherPods, type OtherPods } from "./support/otherPods.js";
import { needsEngine } from "./support/pulumiTools.js";
import type { Run } from "./support/run.js";
import { smallProject } from "./support/smallProject.js";
import { groupsIn, recordTimeline, type Timeline } from "./support/timeline.js";

const zones = ["a", "b", "c"];

/** The project with its n-th AMI release. */
const release = (n: number): Files =>
  smallProject({
    general: `release: 1.66.${n}-0123abcd, instanceTypes: [m7i.large], size: { min: 1, max: 4 }, drainTimeoutSeconds: 120`,
  });

/** What hooks said of a zone. */
const saidOf = ({ diagnostics }: Run, zone: string) =>
  diagnostics
    .filter(({ severity, urn }) => severity === "info" && urn?.endsWith(`eu-central-1${zone}`))
    .map(({ message }) => message);

/** What happens when a zone's group is followed by the next and nothing is in the way. */
const replaced = (zone: string, generation: number, steps: readonly string[] = []) => [
  `create ${zone}${generation}`,
  `ready ${zone}${generation}`,
  ...steps,
  `cordon ${zone}${generation - 1}`,
  `pods leave ${zone}${generation - 1}`,
];
const deleted = (generation: number) => [...zones].reverse().map((zone) => `delete ${zone}${generation}`);

describe("the replacement of nodes on the real engine", function () {
  this.timeout(300_000);
  needsEngine();
  let started: TestDeployment | undefined;
  let test: TestDeployment;
  let db: OtherPods;
  let timeline: Timeline;
  const scaleZoneA = async (desiredSize: number) => {
    await scale(test.aws.account, groupsIn(test, "1a")[0]!, { desiredSize });
    await wait(1_000);
    timeline.take();
  };
  before(async () => {
    test = started = await startDeployment({ files: release(1), stack: "dev" });
    assert.equal((await test.engine.up()).failure, undefined);
    db = await startOtherPods(test.kubernetes, { replicas: 6, minAvailable: 3 });
    timeline = await recordTimeline(test, otherNamespace);
  });
  after(async () => {
    await started?.stop();
  });
  afterEach(async () => {
    // What one test leaves, the next starts from.
    for (const zone of zones) assert.equal(groupsIn(test, zone).length, 1);
    assert.deepEqual((await test.engine.preview()).steps, []);
  });

  it("goes zone by zone: as many new nodes as there are old, ready, then the old cordoned and drained", async () => {
    // What an autoscaler does.
    await scaleZoneA(3);
    test.engine.write(release(2));
    const up = await test.engine.up();
    assert.equal(up.failure, undefined);
    assert.deepEqual(timeline.take(), [
      ...replaced("a", 2, ["resize a2 to 3", "ready a2"]),
      ...replaced("b", 2),
      ...replaced("c", 2),
      ...deleted(1),
    ]);
    assert.deepEqual(
      saidOf(up, "a").filter((line) => !/pods? left|new nodes ready/.test(line)),
      [
        "general-eu-central-1a: raising the new group to 3 nodes, as many as the old one has now",
        "general-eu-central-1a: drained, no pod is left on 3 nodes",
      ],
    );
    assert.ok(db.fewestReady >= 3, String(db.fewestReady));
  });

  it("waits for a disruption budget that blocks, says so, and goes on when it lets go", async () => {
    await db.protect(6);
    db.forget();
    test.engine.write(release(3));
    const running = test.engine.up();
    await timeline.reached("cordon a2");
    await wait(5_000);
    assert.deepEqual(timeline.entries.slice(-1), ["cordon a2"], "nothing goes on meanwhile");
    await db.scale(7);
    const up = await running;
    assert.equal(up.failure, undefined);
    assert.match(
      saidOf(up, "a").find((line) => line.includes("blocked")) ?? "",
      /^general-eu-central-1a: draining 3 nodes, \d pods? left; blocked: (legacy\/db-\S+ \(The disruption budget db needs 6 healthy pods and has 6 currently\)(, )?)+; \d+ s left$/,
    );
    assert.deepEqual(timeline.take().slice(-3), deleted(2));
    assert.equal(db.fewestReady, 6);
  });

  it("lets EKS drain the old groups when the API server cannot be reached, and says so", async () => {
    await db.protect(0);
    const shut = test.aws.account.disturbances.before(async ({ verb, name }) => {
      if (verb === "create" && name === "general-eu-central-1a") await test.kubernetes.pause();
    });
    test.engine.write(release(4));
    const up = await test.engine.up();
    shut();
    await test.kubernetes.resume();
    assert.equal(up.failure, undefined);
    for (const zone of zones) {
      assert.match(
        saidOf(up, zone).at(-1) ?? "",
        /: the API server cannot be reached \(.*ECONNREFUSED.*\); EKS will drain the old nodes when it deletes them$/,
      );
    }
    const happened = timeline.take();
    assert.deepEqual(
      happened.filter((entry) => /^(create|resize|cordon|delete)/.test(entry)),
      ["create a4", "resize a4 to 3", "create b4", "create c4", ...deleted(3)],
    );
  });
});
