import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { sample } from "../support/fixture.js";
import { inFile, type Files } from "../support/project.js";
import { nameOf } from "./support/aws/identity.js";
import { text } from "./support/aws/values.js";
import { startDeployment, type TestDeployment } from "./support/deployment.js";
import { declarationIn } from "./support/engineProject.js";
import { needsEngine } from "./support/pulumiTools.js";
import type { Run } from "./support/run.js";

const base = declarationIn(sample);
const inDev = (found: string, replacement: string): Files =>
  inFile("Pulumi.dev.yaml", found, replacement)(base);
const newRelease = inDev("1.66.0-1ad6b4a4", "1.66.1-0123abcd");
const nodeGroup = "aws:eks/nodeGroup:NodeGroup";
const zones = ["eu-central-1a", "eu-central-1b", "eu-central-1c"];

/** What a run does to node groups, in its order. */
const nodeGroupSteps = ({ steps }: Run) =>
  steps.filter(({ type }) => type === nodeGroup).map(({ op, name }) => `${op} ${name}`);

/** What a run does to anything else that is not a component. */
const otherSteps = ({ steps }: Run) =>
  steps.filter(({ type }) => type !== nodeGroup && !type.startsWith("basalt:")).map(({ urn }) => urn);

describe("the stand-ins of the engine tests", function () {
  this.timeout(300_000);
  needsEngine();
  let started: TestDeployment | undefined;
  let test: TestDeployment;
  const groups = () => test.aws.account.of(nodeGroup).map(({ inputs }) => text(inputs, "nodeGroupName"));
  before(async () => {
    test = started = await startDeployment({ files: base, stack: "dev" });
    assert.equal((await test.engine.up()).failure, undefined);
  });
  after(async () => {
    await started?.stop();
  });
  afterEach(() => started?.engine.write(base));

  it("have a node for each node of a group, in its zone", () => {
    const nodes = test.kubernetes.nodes();
    assert.deepEqual(
      nodes.map(({ metadata }) => metadata.labels?.["topology.kubernetes.io/zone"]).sort(),
      zones,
    );
    assert.deepEqual(
      nodes.map(({ metadata }) => metadata.labels?.["eks.amazonaws.com/nodegroup"]).sort(),
      groups().sort(),
    );
  });

  it("honour replaceOnChanges, the new one first", async () => {
    test.engine.write(newRelease);
    const preview = await test.engine.preview();
    assert.deepEqual(nodeGroupSteps(preview), [
      ...zones.flatMap((zone) => [`create-replacement general-${zone}`, `replace general-${zone}`]),
      ...[...zones].reverse().map((zone) => `delete-replaced general-${zone}`),
    ]);
    assert.deepEqual(otherSteps(preview), []);
  });

  it("change in place what is capacity", async () => {
    test.engine.write(inDev("size: { min: 1, max: 2 }", "size: { min: 1, max: 3 }"));
    const preview = await test.engine.preview();
    assert.deepEqual(
      nodeGroupSteps(preview),
      zones.map((zone) => `update general-${zone}`),
    );
    assert.deepEqual(otherSteps(preview), []);
    const details = preview.steps.filter(({ type }) => type === nodeGroup).map((step) => step.details);
    assert.deepEqual(details[0], { "scalingConfig.maxSize": "update" });
  });

  it("answer the AWS CLI, which scales nodes", async () => {
    const cluster = ["--cluster-name", "basalt-dev", "--region", "eu-central-1", "--output", "json"];
    const aws = async (...words: string[]) => {
      const { stdout } = await promisify(execFile)(join(test.cli.folder, "aws"), words);
      return JSON.parse(stdout) as unknown;
    };
    assert.deepEqual(await aws("eks", "list-nodegroups", ...cluster), { nodegroups: groups().sort() });
    const group = ["--nodegroup-name", groups()[0]!, ...cluster];
    const scaleTo = (sizes: string) =>
      aws("eks", "update-nodegroup-config", ...group, "--scaling-config", sizes);
    await scaleTo("minSize=1,maxSize=2,desiredSize=2");
    const { nodegroup } = (await aws("eks", "describe-nodegroup", ...group)) as {
      nodegroup: { status: string; scalingConfig: object; labels: object };
    };
    assert.deepEqual(
      [nodegroup.status, nodegroup.scalingConfig, nodegroup.labels],
      ["ACTIVE", { minSize: 1, maxSize: 2, desiredSize: 2 }, { "basalt/node-group": "general" }],
    );
    assert.equal(test.kubernetes.nodes().length, 4);
    await scaleTo("desiredSize=1");
    assert.equal(test.kubernetes.nodes().length, 3);
    await assert.rejects(aws("s3", "ls"), { code: 252 });
    await assert.rejects(scaleTo("desiredSize=9"), { code: 254 });
  });

  it("fail where a test says so, and the next update resumes", async () => {
    test.engine.write(newRelease);
    test.aws.account.disturbances.inject({
      matches: ({ verb, name }) => verb === "create" && name === "general-eu-central-1b",
      message: "InsufficientInstanceCapacity: none left",
      times: 1,
    });
    const failed = await test.engine.up();
    assert.deepEqual(failed.failed.map(nameOf), ["general-eu-central-1b"]);
    const errors = failed.diagnostics.filter(({ severity }) => severity === "error");
    assert.equal(errors[0]?.message, "InsufficientInstanceCapacity: none left");
    assert.equal(groups().length, 4);
    assert.equal((await test.engine.up()).failure, undefined);
    assert.equal(groups().length, 3);
    assert.equal(test.kubernetes.nodes().length, 3);
  });

  it("outlive an engine that is killed", async () => {
    const hold = test.aws.account.disturbances.hold(
      ({ verb, name }) => verb === "create" && name === "general-eu-central-1b",
    );
    const update = test.engine.startUp();
    await hold.reached;
    await update.kill();
    hold.release();
    await test.engine.unlock();
    const next = await test.engine.up();
    assert.equal(next.failure, undefined);
    assert.match(next.diagnostics[0]?.message ?? "", /1 pending operations from previous deployment/);
    assert.equal(groups().length, 3);
  });
});
