import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import type { Files } from "../support/project.js";
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
    general: `release: 1.66.${n}-0123abcd, instanceTypes: [m7i.large], size: { min: 1, max: 4 }, drainTimeoutSeconds: 12`,
  });

const replaced = (zone: string, generation: number) => [
  `create ${zone}${generation}`,
  `ready ${zone}${generation}`,
  `cordon ${zone}${generation - 1}`,
  `pods leave ${zone}${generation - 1}`,
];
const deleted = (generation: number) => [...zones].reverse().map((zone) => `delete ${zone}${generation}`);

const errorsOf = ({ diagnostics }: Run) =>
  diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message);

describe("a replacement of nodes that stops, on the real engine", function () {
  this.timeout(300_000);
  needsEngine();
  let started: TestDeployment | undefined;
  let test: TestDeployment;
  let db: OtherPods;
  let timeline: Timeline;
  before(async () => {
    test = started = await startDeployment({ files: release(1), stack: "dev" });
    assert.equal((await test.engine.up()).failure, undefined);
    db = await startOtherPods(test.kubernetes, { replicas: 6, minAvailable: 6 });
    timeline = await recordTimeline(test, otherNamespace);
  });
  after(async () => {
    await started?.stop();
  });

  const generations = () => zones.map((zone) => groupsIn(test, zone).length);
  const endsClean = async () => {
    assert.deepEqual(generations(), [1, 1, 1]);
    assert.deepEqual((await test.engine.up()).steps, []);
    timeline.take();
  };

  it("stops in the zone whose pods do not leave in time, and names them and who blocks", async () => {
    test.engine.write(release(2));
    const up = await test.engine.up();
    assert.notEqual(up.failure, undefined);
    assert.deepEqual(timeline.take(), ["create a2", "ready a2", "cordon a1"]);
    assert.deepEqual(generations(), [2, 1, 1]);
    assert.ok(
      errorsOf(up).some((message) =>
        /general-eu-central-1a: \d pods? left on 1 old node after 12 s: (legacy\/db-\S+ \(The disruption budget db needs 6 healthy pods and has 6 currently\)(, )?)+\. No node was deleted/.test(
          message,
        ),
      ),
      errorsOf(up).join("\n"),
    );
    assert.equal(db.fewestReady, 6);
  });

  it("goes on there with the next update", async () => {
    await db.protect(0);
    const up = await test.engine.up();
    assert.equal(up.failure, undefined);
    assert.deepEqual(timeline.take(), [
      "pods leave a1",
      ...replaced("b", 2),
      ...replaced("c", 2),
      ...deleted(1),
    ]);
    await endsClean();
  });

  it("never drains what still serves when the former declaration comes back instead", async () => {
    await db.protect(6);
    test.engine.write(release(3));
    assert.notEqual((await test.engine.up()).failure, undefined);
    assert.deepEqual(timeline.take(), ["create a3", "ready a3", "cordon a2"]);
    await db.protect(0);
    test.engine.write(release(2));
    const back = await test.engine.up();
    assert.equal(back.failure, undefined);
    const happened = timeline.take();
    assert.deepEqual(
      happened.filter((entry) => !/a\d/.test(entry)),
      [],
    );
    assert.equal(happened[0], "create a4");
    assert.deepEqual(happened.filter((entry) => entry.startsWith("delete")).sort(), [
      "delete a2",
      "delete a3",
    ]);
    assert.ok(happened.indexOf("ready a4") < happened.indexOf("pods leave a2"), happened.join("\n"));
    await endsClean();
  });

  it("stops when new nodes do not become ready, drains nothing, and goes on when they are", async () => {
    const broken = new Set<string>();
    let breaks = true;
    const setReady = async (name: string, status: string) => {
      const conditions = [{ type: "Ready", status, reason: "test", message: "" }];
      await test.kubernetes.request("PATCH", `/api/v1/nodes/${name}/status`, { status: { conditions } });
    };
    await test.kubernetes.onChange("/api/v1/nodes", ({ type, object: { metadata } }) => {
      const group = metadata.labels?.["eks.amazonaws.com/nodegroup"];
      if (!breaks || type === "DELETED" || broken.has(metadata.name)) return;
      if (group === undefined || group !== groupsIn(test, "1a")[1]?.inputs["nodeGroupName"]) return;
      broken.add(metadata.name);
      void setReady(metadata.name, "False");
    });
    test.engine.write(release(4));
    const up = await test.engine.up();
    assert.notEqual(up.failure, undefined);
    assert.ok(
      errorsOf(up).some((message) =>
        message.includes(
          "general-eu-central-1a: 0 of 1 new node ready after 12 s. Nothing was drained; the old nodes serve on.",
        ),
      ),
      errorsOf(up).join("\n"),
    );
    assert.deepEqual(
      timeline.take().filter((entry) => !entry.startsWith("ready")),
      ["create a5"],
    );
    breaks = false;
    for (const name of broken) await setReady(name, "True");
    await wait(500);
    timeline.take();
    assert.equal((await test.engine.up()).failure, undefined);
    assert.deepEqual(timeline.take().slice(0, 3), ["cordon a4", "pods leave a4", "create b3"]);
    await endsClean();
  });

  it("stops when AWS refuses the hook, and goes on when it does not any more", async () => {
    const override = test.cli.override;
    test.cli.override = (words) =>
      words[1] === "describe-nodegroup"
        ? {
            code: 254,
            err: "\nAn error occurred (AccessDeniedException) when calling the DescribeNodegroup operation: no\n",
          }
        : override(words);
    test.engine.write(release(5));
    const up = await test.engine.up();
    test.cli.override = override;
    assert.notEqual(up.failure, undefined);
    assert.ok(
      errorsOf(up).some((message) =>
        message.includes(
          "aws eks describe-nodegroup: An error occurred (AccessDeniedException) when calling the DescribeNodegroup operation: no",
        ),
      ),
      errorsOf(up).join("\n"),
    );
    assert.deepEqual(timeline.take(), ["create a6", "ready a6"]);
    assert.equal((await test.engine.up()).failure, undefined);
    assert.deepEqual(timeline.take().slice(0, 3), ["cordon a5", "pods leave a5", "create b4"]);
    await endsClean();
  });
});
