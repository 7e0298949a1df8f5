import assert from "node:assert/strict";
import type { RecordedResource } from "../../cli/plan/record.js";
import { withAgent, withDatabase, withDriver, withRole } from "../support/features.js";
import { existingProject, inStack } from "../support/project.js";
import { recorded, withTools, type Recorded } from "../support/recorded.js";

/** Kinds that would stay behind in AWS, or keep pods running: destroyed by themselves, while there are nodes. */
const active = ["CronJob", "DaemonSet", "Deployment", "Job", "PersistentVolumeClaim", "StatefulSet"];

describe("what a destroyed stack leaves", () => {
  const logs = ["LogGroup", "Bucket", "BucketPolicy", "BucketPublicAccessBlock"] as const;
  const retained = (run: Recorded) =>
    run.resources.filter(({ options }) => options.retainOnDelete).map(({ type }) => type.split(":").at(-1));

  it("is nothing where nothing is said", async () => {
    const run = await recorded();
    assert.deepEqual(retained(run), []);
    assert.deepEqual(run.inputs("Bucket"), { forceDestroy: true });
  });

  it("is logs, with what protects them", async () => {
    const run = await recorded({ changes: [inStack("admins:", "keep: [logs]\n    admins:")] });
    assert.deepEqual(retained(run).sort(), [
      "Bucket",
      "BucketLifecycleConfiguration",
      "BucketPolicy",
      "BucketPublicAccessBlock",
      "BucketServerSideEncryptionConfiguration",
      "LogGroup",
    ]);
    assert.deepEqual(run.inputs("Bucket"), { forceDestroy: false });
    for (const kind of logs) assert.equal(run.one(kind).options.retainOnDelete, true);
  });

  it("is keys", async () => {
    const run = await recorded({ changes: [inStack("admins:", "keep: [keys]\n    admins:")] });
    assert.deepEqual(retained(run), ["Key"]);
  });
});

describe("what is inside a cluster of Basalt's", () => {
  let run: Recorded;
  before(async () => {
    const volumes = "{ /data: { size: 1Gi, keep: false } }";
    run = await recorded({ changes: [withTools, withDriver, withRole(), withDatabase(volumes)] });
  });

  const isBalancer = ({ inputs }: { inputs: Readonly<Record<string, unknown>> }) =>
    (inputs["spec"] as { type?: string } | undefined)?.type === "LoadBalancer";
  const objects = () => run.resources.filter(({ type, custom }) => custom && type.startsWith("kubernetes:"));

  it("goes with it, so that nothing waits for a controller that went before", () => {
    const cluster = run.one("Cluster").urn;
    const passive = objects().filter(
      (object) => !active.includes(object.type.split(":").at(-1)!) && !isBalancer(object),
    );
    assert.deepEqual(
      passive.filter((object) => goesWith(run, object) !== cluster).map(({ urn }) => urn),
      [],
    );
    const kinds = new Set(passive.map(({ type }) => type.split(":").at(-1)));
    for (const kind of [
      "ConfigMap",
      "LimitRange",
      "Namespace",
      "NetworkPolicy",
      "PodDisruptionBudget",
      "ResourceQuota",
      "Secret",
      "Service",
      "ServiceAccount",
      "StorageClass",
    ])
      assert.ok(kinds.has(kind), kind);
  });

  it("but for pods, load balancers and volumes, which are deleted first, while there are nodes", () => {
    const deleted = objects().filter(
      (object) => active.includes(object.type.split(":").at(-1)!) || isBalancer(object),
    );
    assert.ok(deleted.length > active.length);
    for (const object of deleted) {
      assert.equal(object.options.deletedWith, undefined, object.urn);
      assert.equal(object.options.retainOnDelete, false, object.urn);
      for (const group of run.all("NodeGroup")) run.assertOrder(group, object);
    }
  });

  it("goes with its namespace alone on a cluster that stays", async () => {
    const existing = await recorded({ base: existingProject });
    const namespaces = existing.all("Namespace").map(({ urn }) => urn);
    for (const { urn, options } of existing.resources)
      assert.ok(options.deletedWith === undefined || namespaces.includes(options.deletedWith), urn);
  });

  it("has roles in AWS that are deleted by themselves", async () => {
    const roles = await recorded({ changes: [withAgent, withRole()] });
    assert.equal(roles.one("Role", "shop.cart").options.deletedWith, undefined);
  });
});

/** With what a resource goes in the end; itself where it is deleted by itself. */
function goesWith(run: Recorded, { urn, options }: RecordedResource): string {
  const next = run.resources.find((resource) => resource.urn === options.deletedWith);
  return next ? goesWith(run, next) : urn;
}
