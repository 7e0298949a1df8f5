import assert from "node:assert/strict";
import {
  AwsError,
  describeCluster,
  describeNodeGroup,
  listNodeGroups,
  resize,
  tokenCommand,
} from "../../lifecycle/awsCli.js";
import { startCluster, type Cluster } from "./support/cluster.js";

describe("the AWS CLI", function () {
  this.timeout(20_000);
  let cluster: Cluster;
  before(async () => {
    cluster = await startCluster();
    for (const zone of ["a", "b", "c"]) await cluster.addGroup({ name: `general-${zone}`, zone });
  });
  after(() => cluster.stop());
  afterEach(() => (cluster.cli.override = () => undefined));

  it("says where the API server is", async () => {
    assert.deepEqual(await describeCluster(cluster.place), {
      server: cluster.kubernetes.endpoint,
      certificateAuthority: cluster.kubernetes.certificateAuthority,
    });
  });

  it("answers nothing for what does not exist", async () => {
    const gone = { ...cluster.place, name: "gone" };
    assert.equal(await describeCluster(gone), undefined);
    assert.equal(await describeNodeGroup(gone, "general-a"), undefined);
    assert.equal(await describeNodeGroup(cluster.place, "general-z"), undefined);
    assert.deepEqual(await listNodeGroups(gone), []);
  });

  it("lists all node groups, as they are", async () => {
    const groups = await listNodeGroups(cluster.place);
    assert.deepEqual(groups.map(({ name }) => name).sort(), ["general-a", "general-b", "general-c"]);
    const [a] = groups.filter(({ name }) => name === "general-a");
    assert.deepEqual(
      [a!.status, a!.size, a!.tags],
      ["ACTIVE", { min: 1, max: 4, desired: 1 }, { "basalt:node-group": "general", "basalt:zone": "a" }],
    );
    assert.ok(a!.createdAt > Date.UTC(2025, 0, 1));
  });

  it("reads both ways to write a time", async () => {
    for (const createdAt of [
      1767225600,
      1767225600.5,
      "2026-01-01T00:00:00Z",
      "2026-01-01T01:00:00.000000+01:00",
    ]) {
      cluster.cli.override = () => ({
        code: 0,
        out: JSON.stringify({
          nodegroup: {
            nodegroupName: "x",
            status: "ACTIVE",
            createdAt,
            scalingConfig: { minSize: 1, maxSize: 1, desiredSize: 1 },
          },
        }),
      });
      const group = await describeNodeGroup(cluster.place, "x");
      assert.equal(Math.floor(group!.createdAt / 1000), Date.UTC(2026, 0, 1) / 1000);
    }
  });

  it("resizes a group within its bounds", async () => {
    const group = await describeNodeGroup(cluster.place, "general-b");
    await resize(cluster.place, group!, 3);
    assert.deepEqual((await describeNodeGroup(cluster.place, "general-b"))!.size, {
      min: 1,
      max: 4,
      desired: 3,
    });
  });

  it("fails with what AWS says", async () => {
    const group = await describeNodeGroup(cluster.place, "general-b");
    await assert.rejects(resize(cluster.place, group!, 9), {
      name: "AwsError",
      message:
        "aws eks update-nodegroup-config: An error occurred (InvalidParameterException) when calling the UpdateNodegroupConfig operation: desired capacity 9 must be between 1 and 4",
    });
  });

  it("fails plainly with an answer that nobody can read", async () => {
    cluster.cli.override = () => ({ code: 0, out: "Hello" });
    await assert.rejects(describeCluster(cluster.place), {
      message: "aws eks describe-cluster answered no JSON",
    });
    cluster.cli.override = () => ({ code: 0, out: '{"cluster":{"endpoint":"https://x"}}' });
    await assert.rejects(describeCluster(cluster.place), {
      message: "aws eks describe-cluster answered without a usable cluster.certificateAuthority",
    });
  });

  it("fails plainly where it is missing", async () => {
    const path = process.env["PATH"];
    process.env["PATH"] = "/nowhere";
    try {
      await assert.rejects(
        describeCluster(cluster.place),
        (error) =>
          error instanceof AwsError && error.message.includes("the AWS CLI (aws) is not on the PATH"),
      );
    } finally {
      process.env["PATH"] = path;
    }
  });

  it("names the command for tokens", () => {
    assert.deepEqual(tokenCommand(cluster.place), {
      command: "aws",
      args: ["eks", "get-token", "--cluster-name", "base", "--region", "eu-central-1", "--output", "json"],
    });
  });
});
