import assert from "node:assert/strict";
import { judge, type TestConfiguration } from "../support/judge.js";
import { autoScalingGroup, nodeGroup } from "../support/nodes.js";
import { Verdicts } from "../support/verdicts.js";

describe("no-ignored-changes", () => {
  const verdicts = new Verdicts(
    "no-ignored-changes",
    "no resource ignores changes, but of capacity",
    "Remove the path from ignoreChanges and set the property to what should be; add the path to accepted where something else looks after it.",
  );
  const ignoring = (type: string, ...ignoreChanges: string[]) => ({
    type,
    properties: {},
    options: { ignoreChanges },
  });
  const group = (...ignoreChanges: string[]) => ({ ...nodeGroup(), options: { ignoreChanges } });
  const refused = (type: string, index: number, path: string, allowed: string) =>
    verdicts.refused({ type }, `options.ignoreChanges[${index}]`, JSON.stringify(path), allowed);
  const nodes = "aws:eks/nodeGroup:NodeGroup";

  it("accepts resources that ignore nothing", async () =>
    assert.deepEqual(await judge([nodeGroup(), group()]), []));

  it("accepts that capacity moves, in both forms of a path", async () => {
    assert.deepEqual(await judge([group("scalingConfig.desiredSize", 'scalingConfig["desiredSize"]')]), []);
    assert.deepEqual(
      await judge([{ ...autoScalingGroup(), options: { ignoreChanges: ["desiredCapacity"] } }]),
      [],
    );
  });

  for (const [type, path] of [
    ["kubernetes:apps/v1:Deployment", "spec.replicas"],
    ["kubernetes:apps/v1:StatefulSet", "spec.replicas"],
    ["kubernetes:core/v1:PersistentVolumeClaim", "spec.storageClassName"],
    ["aws:eks/cluster:Cluster", "accessConfig.bootstrapClusterCreatorAdminPermissions"],
    ["aws:eks/cluster:Cluster", "bootstrapSelfManagedAddons"],
  ] as const)
    it(`accepts ${path} of ${type}`, async () =>
      assert.deepEqual(verdicts.among(await judge([ignoring(type, path)])), []));

  for (const path of ["releaseVersion", "scalingConfig", "scalingConfig.maxSize", "tags", "*"])
    it(`refuses ${path}`, async () =>
      assert.deepEqual(await judge([group(path)]), [refused(nodes, 0, path, "scalingConfig.desiredSize")]));

  it("names the place, and what the type may ignore", async () => {
    assert.deepEqual(await judge([group("scalingConfig.desiredSize", "version")]), [
      refused(nodes, 1, "version", "scalingConfig.desiredSize"),
    ]);
    const cluster = ignoring("aws:eks/cluster:Cluster", "version");
    assert.deepEqual(verdicts.among(await judge([cluster])), [
      refused(
        cluster.type,
        0,
        "version",
        "accessConfig.bootstrapClusterCreatorAdminPermissions, bootstrapSelfManagedAddons",
      ),
    ]);
    const bucket = ignoring("aws:s3/bucket:Bucket", "tags");
    assert.deepEqual(verdicts.among(await judge([bucket])), [refused(bucket.type, 0, "tags", "nothing")]);
  });

  it("accepts a path for the types that have it only", async () => {
    const deployment = ignoring("kubernetes:apps/v1:Deployment", "desiredCapacity");
    assert.deepEqual(verdicts.among(await judge([deployment])), [
      refused(deployment.type, 0, "desiredCapacity", "spec.replicas"),
    ]);
  });

  it("takes its list from the configuration", async () => {
    const configuration: TestConfiguration = {
      "no-ignored-changes": { accepted: [{ type: nodes, path: "tags" }] },
    };
    const said = await judge([group("tags", "scalingConfig.desiredSize")], configuration);
    assert.deepEqual(verdicts.among(said), [refused(nodes, 1, "scalingConfig.desiredSize", "tags")]);
  });
});
