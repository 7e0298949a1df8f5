import assert from "node:assert/strict";
import { eksProject, inStack, type Files } from "../support/project.js";
import { startDeployment, type TestDeployment } from "./support/deployment.js";
import { list, placeOf, send } from "./support/kubernetesObjects.js";
import { everything } from "./support/projects.js";
import { needsEngine } from "./support/pulumiTools.js";
import type { Run } from "./support/run.js";

const project = everything(eksProject);

const protectedFiles: Files = inStack(
  "    keep: [logs, keys]",
  "    keep: [logs, keys]\n    deletionProtection: true",
)(project.files);

const claimOf = (spec: unknown) => (spec as { claimRef: { name: string } }).claimRef.name;

/** What runs in the declared namespaces, and what reserves something in AWS. */
async function whatMustGoFirst({ kubernetes }: TestDeployment): Promise<string[]> {
  const controllers = await Promise.all(
    ["deployments", "statefulsets", "daemonsets"].map(async (plural) => {
      const found = await list(kubernetes, `/apis/apps/v1/${plural}`);
      return found
        .filter(({ metadata }) => metadata.namespace !== "tigera-operator")
        .map((each) => `${plural} ${placeOf(each)}`);
    }),
  );
  const jobs = await Promise.all(
    ["jobs", "cronjobs"].map(async (plural) =>
      (await list(kubernetes, `/apis/batch/v1/${plural}`)).map((each) => `${plural} ${placeOf(each)}`),
    ),
  );
  const services = (await list(kubernetes, "/api/v1/services")).filter(
    ({ spec }) => spec?.type === "LoadBalancer",
  );
  const claims = await list(kubernetes, "/api/v1/persistentvolumeclaims");
  const volumes = await list(kubernetes, "/api/v1/persistentvolumes");
  return [
    ...controllers.flat(),
    ...jobs.flat(),
    ...services.map((each) => `services ${placeOf(each)}`),
    ...volumes.map(({ spec }) => `persistentvolumes ${claimOf(spec)}`),
    ...claims.map((each) => `persistentvolumeclaims ${placeOf(each)}`),
  ].sort();
}

/** Stands in for the CSI driver of EBS: a volume for each claim, gone some time after a claim that is not kept. */
async function driveVolumes({ kubernetes }: TestDeployment): Promise<void> {
  const volumes = "/api/v1/persistentvolumes";
  await kubernetes.onChange("/api/v1/persistentvolumeclaims", ({ type, object: { metadata, spec } }) => {
    const { storageClassName = "" } = spec as { storageClassName?: string };
    const name = `pvc-${metadata.uid}`;
    if (type === "ADDED")
      void kubernetes.request("POST", volumes, {
        metadata: { name },
        spec: {
          capacity: { storage: "1Gi" },
          accessModes: ["ReadWriteOnce"],
          persistentVolumeReclaimPolicy: storageClassName.endsWith("-kept") ? "Retain" : "Delete",
          storageClassName,
          claimRef: { namespace: metadata.namespace, name: metadata.name, uid: metadata.uid },
          csi: { driver: "ebs.csi.aws.com", volumeHandle: name },
        },
      });
    if (type === "DELETED" && !storageClassName.endsWith("-kept"))
      setTimeout(() => {
        const finalizers = { metadata: { finalizers: [] } };
        void kubernetes
          .request("DELETE", `${volumes}/${name}`)
          .then(() => kubernetes.request("PATCH", `${volumes}/${name}`, finalizers));
      }, 8_000);
  });
}

async function resourcesOf({ engine }: TestDeployment): Promise<readonly unknown[]> {
  const { deployment } = (await engine.state()) as { deployment: { resources?: readonly unknown[] } };
  return deployment.resources ?? [];
}

describe("a destroy on the real engine", function () {
  this.timeout(300_000);
  needsEngine();
  let started: TestDeployment | undefined;
  let test: TestDeployment;
  before(async () => {
    test = started = await startDeployment({ ...project, files: protectedFiles });
    const { failure } = await test.engine.up();
    assert.equal(failure, undefined);
    await driveVolumes(test);
  });
  after(async () => {
    await started?.stop();
  });

  const snapshot = async () => ({
    aws: [...test.aws.account.live.keys()].sort(),
    running: await whatMustGoFirst(test),
    state: (await resourcesOf(test)).length,
  });

  it("is refused first where deletion protection is on", async () => {
    const before = await snapshot();
    // Without a preview before it (--skip-preview), the engine finds out in the middle.
    const { code, output } = await test.engine.destroyByCommand({ runProgram: true });
    assert.notEqual(code, 0);
    assert.match(output, /eks:index:Cluster.* cannot be deleted/);
    assert.deepEqual(await snapshot(), before);
  });

  it("without its flag deletes nothing, and names the flag", async () => {
    test.engine.write(project.files);
    assert.equal((await test.engine.up()).failure, undefined);
    const before = await snapshot();
    const refused = await test.engine.destroy();
    assert.match(refused.failure ?? "", /--run-program/);
    assert.deepEqual(
      refused.finished.filter(({ op }) => op === "delete"),
      [],
    );
    assert.deepEqual(await snapshot(), before);
  });

  describe("with its flag, where nobody takes finalisers off and an API is gone", () => {
    let destroyed: Run;
    const withNodes: string[][] = [];
    let kept: string[];
    before(async () => {
      const finalizers = { metadata: { finalizers: ["example.com/nobody"] } };
      const { kubernetes, aws, engine } = test;
      await send(kubernetes, "PATCH", "/apis/operator.tigera.io/v1/installations/default", finalizers);
      await send(kubernetes, "PATCH", "/api/v1/namespaces/shop", finalizers);
      await send(
        kubernetes,
        "PATCH",
        "/apis/networking.k8s.io/v1/namespaces/shop/networkpolicies/default-deny",
        finalizers,
      );
      if (kubernetes.kind === "real")
        await send(kubernetes, "POST", "/apis/apiregistration.k8s.io/v1/apiservices", {
          apiVersion: "apiregistration.k8s.io/v1",
          kind: "APIService",
          metadata: { name: "v1.gone.example.com" },
          spec: {
            group: "gone.example.com",
            version: "v1",
            groupPriorityMinimum: 100,
            versionPriority: 100,
            insecureSkipTLSVerify: true,
            service: { namespace: "default", name: "gone" },
          },
        });
      kept = (await list(kubernetes, "/api/v1/persistentvolumeclaims"))
        .map(placeOf)
        .filter((place) => place.includes("volume-var-lib-data"))
        .flatMap((place) => [
          `persistentvolumeclaims ${place}`,
          `persistentvolumes ${place.replace("orders/", "")}`,
        ])
        .sort();
      aws.account.disturbances.before(async ({ verb, type }) => {
        if (verb === "delete" && type === "aws:eks/nodeGroup:NodeGroup")
          withNodes.push(await whatMustGoFirst(test));
      });
      destroyed = await engine.destroy({ runProgram: true });
    });

    it("ends well and leaves an empty state", async () => {
      assert.equal(destroyed.failure, undefined);
      assert.deepEqual(await resourcesOf(test), []);
    });

    it("leaves in AWS what is declared to be kept, and nothing else", () => {
      const left = [...test.aws.account.live.values()].map(
        ({ type, urn }) => `${type} ${urn.split("::")[3]}`,
      );
      assert.deepEqual(left.sort(), [
        "aws:cloudwatch/logGroup:LogGroup cluster-logs",
        "aws:ecr/lifecyclePolicy:LifecyclePolicy orders/api",
        "aws:ecr/lifecyclePolicy:LifecyclePolicy orders/db",
        "aws:ecr/repository:Repository orders/api",
        "aws:ecr/repository:Repository orders/db",
        "aws:kms/key:Key cluster-secrets",
        "aws:s3/bucket:Bucket base-flow-logs",
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration flow-logs",
        "aws:s3/bucketPolicy:BucketPolicy flow-logs",
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock flow-logs",
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration flow-logs",
      ]);
    });

    it("deletes pods' controllers, load balancers, claims and volumes while there are nodes", () => {
      assert.equal(kept.length, 4);
      assert.equal(withNodes.length, 6);
      for (const left of withNodes) assert.deepEqual(left, kept);
    });

    it("leaves everything else in the cluster to go with it", async () => {
      const policies = await list(test.kubernetes, "/apis/networking.k8s.io/v1/networkpolicies");
      assert.ok(policies.length > 0);
      const namespaces = await list(test.kubernetes, "/api/v1/namespaces");
      const deleted = [...policies, ...namespaces].filter(
        ({ metadata }) => metadata.deletionTimestamp !== undefined,
      );
      assert.deepEqual(deleted.map(placeOf), []);
    });
  });
});
