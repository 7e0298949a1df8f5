import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Change } from "../support/project.js";
import { startDeployment, type TestDeployment } from "./support/deployment.js";
import { needsEngine } from "./support/pulumiTools.js";
import type { Run } from "./support/run.js";
import { inSmall, smallProject } from "./support/smallProject.js";

const cluster = "aws:eks/cluster:Cluster";
const nodeGroup = "aws:eks/nodeGroup:NodeGroup";
const zones = ["eu-central-1a", "eu-central-1b", "eu-central-1c"];

const messagesOf = (run: Run) => run.diagnostics.map(({ message }) => message).join("\n");
const stepsOf = (run: Run, type: string) =>
  run.steps.filter((step) => step.type === type).map(({ op, name }) => `${op} ${name}`);

/** What the declaration must not become, and what the refusal says of each part: all of them at once. */
const refused: readonly {
  readonly title: string;
  readonly changes: readonly Change[];
  readonly says: readonly RegExp[];
}[] = [
  {
    title: "a downgrade, other zones, other ranges of Services and pods",
    changes: [
      inSmall('version: "1.35"', 'version: "1.34"'),
      // Which must not be newer: that is refused first.
      inSmall("v1.35.3-eksbuild.29", "v1.34.9-eksbuild.1"),
      inSmall("eu-central-1a, eu-central-1b,", "eu-central-1b, eu-central-1a,"),
      inSmall("serviceCidr: 172.20.0.0/16", "serviceCidr: 172.21.0.0/16"),
      inSmall("podCidr: 10.244.0.0/16", "podCidr: 10.245.0.0/16"),
    ],
    says: [
      /cluster\.version: found 1\.34, but this stack runs 1\.35; allowed: 1\.35 or newer/,
      /network\.zones: found .*, but this stack's subnets were made for others, or in another order/,
      /network\.serviceCidr: found 172\.21\.0\.0\/16, but this stack runs 172\.20\.0\.0\/16/,
      /calico\.podCidr: found 10\.245\.0\.0\/16, but this stack runs 10\.244\.0\.0\/16/,
    ],
  },
  {
    title: "a step of two versions, another name, another range of the VPC",
    changes: [
      inSmall('version: "1.35"', 'version: "1.37"'),
      inSmall("name: basalt-dev", "name: basalt-dev-2"),
      inSmall("vpcCidr: 10.0.0.0/16", "vpcCidr: 10.1.0.0/16"),
    ],
    says: [
      /cluster\.version: found 1\.37, but this stack runs 1\.35; allowed: one minor version at a time/,
      /cluster\.name: found basalt-dev-2, but this stack runs basalt-dev; .*side by side/,
      /network\.vpcCidr: found 10\.1\.0\.0\/16, but this stack runs 10\.0\.0\.0\/16/,
    ],
  },
];

describe("the control plane on the real engine", function () {
  this.timeout(300_000);
  needsEngine();
  const base = smallProject();
  let started: TestDeployment | undefined;
  let test: TestDeployment;
  before(async () => {
    test = started = await startDeployment({ files: base, stack: "dev" });
    assert.equal((await test.engine.up()).failure, undefined);
  });
  after(async () => {
    await started?.stop();
  });
  afterEach(() => test.engine.write(base));

  const operations = () => test.aws.account.operations.filter(({ verb }) => verb !== "invoke");

  for (const { title, changes, says } of refused) {
    it(`refuses ${title} in a preview, and in an update without one, before anything happens`, async () => {
      test.engine.write(changes.reduce((files, change) => change(files), base));
      test.aws.account.operations.length = 0;
      for (const run of [await test.engine.preview(), await test.engine.up()]) {
        assert.notEqual(run.failure, undefined);
        for (const said of says) assert.match(messagesOf(run), said);
      }
      assert.deepEqual(operations(), []);
    });
  }

  it("steps up one version in place, and replaces the nodes that follow it", async () => {
    test.engine.write(inSmall('version: "1.35"', 'version: "1.36"')(base));
    const preview = await test.engine.preview();
    assert.equal(preview.failure, undefined);
    assert.deepEqual(stepsOf(preview, cluster), ["update cluster-eksCluster"]);
    assert.deepEqual(preview.steps.find(({ type }) => type === cluster)?.details, { version: "update" });
    assert.deepEqual(stepsOf(preview, nodeGroup), [
      ...zones.flatMap((zone) => [`create-replacement general-${zone}`, `replace general-${zone}`]),
      ...[...zones].reverse().map((zone) => `delete-replaced general-${zone}`),
    ]);
    const others = preview.steps.filter(
      ({ type }) => ![cluster, nodeGroup].includes(type) && !/^(basalt|eks):/.test(type),
    );
    // Pod security is that of the version.
    assert.deepEqual(
      others.map(({ op, type, name }) => `${op} ${type} ${name}`),
      ["update kubernetes:core/v1:Namespace shop"],
    );
  });

  it("steps up without touching nodes that name their version", async () => {
    const versioned = inSmall("instanceTypes", 'version: "1.35", instanceTypes');
    test.engine.write(inSmall('  version: "1.35"\n', '  version: "1.36"\n')(versioned(base)));
    const preview = await test.engine.preview();
    assert.equal(preview.failure, undefined);
    assert.deepEqual(stepsOf(preview, cluster), ["update cluster-eksCluster"]);
    assert.deepEqual(stepsOf(preview, nodeGroup), []);
  });

  describe("when another program would replace it", () => {
    const says = /found a change that replaces the control plane of basalt-dev, and everything on it/;
    const source = () => join(test.engine.directory, "components/cluster.ts");
    let program = "";
    before(() => {
      program = readFileSync(source(), "utf8");
      const range = "kubernetesServiceIpAddressRange: args.serviceCidr,";
      assert.ok(program.includes(range));
      writeFileSync(source(), program.replace(range, 'kubernetesServiceIpAddressRange: "172.21.0.0/16",'));
    });
    after(() => writeFileSync(source(), program));

    it("refuses that in a preview", async () => {
      const preview = await test.engine.preview();
      assert.notEqual(preview.failure, undefined);
      assert.match(messagesOf(preview), says);
    });

    it("refuses that in an update without one, and deletes nothing", async () => {
      const before = [...test.aws.account.live.keys()];
      test.aws.account.operations.length = 0;
      const up = await test.engine.up();
      assert.notEqual(up.failure, undefined);
      assert.match(messagesOf(up), says);
      assert.deepEqual(
        operations().filter(({ verb, type }) => verb === "delete" || type === cluster),
        [],
      );
      for (const key of before) assert.ok(test.aws.account.live.has(key), key);
    });

    it("goes on with the former program as if nothing had happened", async () => {
      writeFileSync(source(), program);
      const up = await test.engine.up();
      assert.equal(up.failure, undefined);
      // The component only shows what it was given.
      assert.deepEqual(
        up.steps.filter(({ type }) => type !== "eks:index:Cluster"),
        [],
      );
    });
  });

  describe("when it is protected", () => {
    it("cannot be destroyed: told before anything is deleted", async () => {
      const protect = inSmall("name: basalt-dev", "name: basalt-dev\n    deletionProtection: true");
      test.engine.write(protect(base));
      const up = await test.engine.up();
      assert.equal(up.failure, undefined);
      assert.deepEqual(stepsOf(up, cluster), ["update cluster-eksCluster"]);
      test.aws.account.operations.length = 0;
      // Its preview tells. With --skip-preview, the engine deletes everything else first.
      const destroy = await test.engine.destroyByCommand({ runProgram: true });
      assert.notEqual(destroy.code, 0);
      assert.match(
        destroy.output,
        /Preview failed: resource ".*" cannot be deleted\s+because it is protected/,
      );
      assert.deepEqual(
        operations().filter(({ verb }) => verb === "delete"),
        [],
      );
    });
  });
});
