import assert from "node:assert/strict";
import type { LiveResource } from "./support/aws/account.js";
import type { Properties } from "./support/aws/values.js";
import { startDeployment, type TestDeployment } from "./support/deployment.js";
import { driftOf, enterDeployment } from "./support/drift.js";
import { needsEngine } from "./support/pulumiTools.js";
import { smallProject } from "./support/smallProject.js";

const group = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup";
const attachment = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
const nodes = "aws:eks/nodeGroup:NodeGroup";
const cluster = "aws:eks/cluster:Cluster";

describe("drift in AWS on the real engine", function () {
  this.timeout(600_000);
  needsEngine();
  let started: TestDeployment | undefined;
  let test: TestDeployment;
  let leave: () => void = () => undefined;

  before(async () => {
    test = started = await startDeployment({ files: smallProject(), stack: "dev" });
    assert.equal((await test.engine.up()).failure, undefined);
    leave = enterDeployment(test);
  });
  after(async () => {
    leave();
    await started?.stop();
  });

  const drift = (...args: readonly string[]) => driftOf(test, "dev", ...args);
  const only = (type: string): LiveResource => {
    const [found] = test.aws.account.of(type);
    assert.ok(found, type);
    return found;
  };
  /** What somebody does to a resource in AWS's console. */
  const change = (type: string, properties: Properties) => {
    const found = only(type);
    found.inputs = { ...found.inputs, ...properties };
    found.outputs = { ...found.outputs, ...properties };
  };
  const anybody = [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"], self: false }];

  it("is told, and a repair makes it good and proves it", async () => {
    const attached = test.aws.account.of(attachment).length;
    const { type, id } = only(attachment);
    test.aws.account.live.delete(`${type} ${id}`);
    change(group, { ingress: anybody });

    const found = await drift();
    assert.equal(found.code, 1);
    assert.deepEqual(found.report.findings.map(({ change: what, kind }) => `${what} ${kind}`).sort(), [
      `changed ${group}`,
      `missing ${attachment}`,
    ]);

    const { code, report, err } = await drift("--repair", "--yes");
    assert.equal(report.verdict, "clean", err);
    assert.equal(code, 0, err);
    assert.match(err, /update the stack, which makes good 2 more;/);
    assert.doesNotMatch(err, /The update would do more/);
    assert.deepEqual(only(group).inputs["ingress"], []);
    assert.equal(test.aws.account.of(attachment).length, attached);
  });

  it("that takes a replacement is made good once its consequences were shown", async () => {
    change(nodes, { instanceTypes: ["m7i.metal-48xl"] });
    const { code, report, err } = await drift("--repair", "--yes");
    assert.equal(report.verdict, "clean", err);
    assert.equal(code, 0, err);
    assert.match(err, /The update would do more than make good what was listed:\n/);
    assert.match(err, /\n {2}± replace NodeGroup: general-/);
    assert.deepEqual(only(nodes).inputs["instanceTypes"], ["m7i.large"]);
  });

  it("that only another control plane would make good is left, and not forgotten", async () => {
    change(cluster, { roleArn: "arn:aws:iam::111122223333:role/somebodys" });
    const { id } = only(cluster);
    const { code, report } = await drift("--repair", "--yes");
    assert.equal(code, 1);
    // The program itself replaces no control plane: its preview fails.
    assert.match(
      report.failure ?? "",
      /was not begun\n.*replaces the control plane of basalt-dev[^]*; what was repaired before it stays so$/,
    );
    assert.equal(only(cluster).id, id);
    // The state has it by now: the engine alone would find nothing.
    assert.equal(report.verdict, "incomplete");
    assert.match(report.unread[0]?.reason ?? "", /`basalt deploy --stack dev` shows what differs/);
    assert.equal((await drift()).report.verdict, "incomplete");
  });
});
