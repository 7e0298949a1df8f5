import assert from "node:assert/strict";
import { withDatabase, withDriver } from "../support/features.js";
import { existingProject, inStack } from "../support/project.js";
import { recorded, unknown, type Recorded } from "../support/recorded.js";

const both = "{ /data: { size: 10Gi, keep: true }, /var/wal: { size: 1Gi, keep: false } }";
const labels = { "app.kubernetes.io/name": "db" };

describe("BlockStorage", () => {
  let run: Recorded;
  before(async () => {
    run = await recorded({ changes: [withDriver] });
  });

  it("is a pinned driver, whose role is limited to this cluster's volumes", () => {
    assert.deepEqual(run.inputs("Addon", "block-storage"), {
      clusterName: "base",
      addonName: "aws-ebs-csi-driver",
      addonVersion: "v1.66.0-eksbuild.1",
      resolveConflictsOnCreate: "OVERWRITE",
      resolveConflictsOnUpdate: "OVERWRITE",
    });
    assert.deepEqual(run.inputs("PodIdentityAssociation"), {
      clusterName: "base",
      namespace: "kube-system",
      serviceAccount: "ebs-csi-controller-sa",
      roleArn: unknown,
    });
    assert.deepEqual(run.inputs("RolePolicyAttachment", "block-storage"), {
      role: unknown,
      policyArn: "arn:aws:iam::aws:policy/AmazonEBSCSIDriverEKSClusterScopedPolicy",
    });
    assert.deepEqual(run.all("RolePolicy"), []);
  });

  it("encrypts every volume, in the zone of its pod, with room to grow", () => {
    for (const [name, reclaimPolicy] of [
      ["basalt-encrypted", "Delete"],
      ["basalt-encrypted-kept", "Retain"],
    ] as const)
      assert.deepEqual(run.inputs("StorageClass", name), {
        apiVersion: "storage.k8s.io/v1",
        kind: "StorageClass",
        metadata: { name },
        provisioner: "ebs.csi.aws.com",
        parameters: { type: "gp3", encrypted: "true" },
        reclaimPolicy,
        allowVolumeExpansion: true,
        volumeBindingMode: "WaitForFirstConsumer",
      });
  });

  it("has the role of its driver before nodes, and after them: while there is one, volumes can be deleted", () => {
    for (const group of run.all("NodeGroup")) {
      for (const earlier of [
        run.one("Addon", "pod-identity-agent"),
        run.one("PodIdentityAssociation"),
        run.one("RolePolicyAttachment", "block-storage"),
      ])
        run.assertOrder(earlier, group);
      run.assertOrder(group, run.one("Addon", "block-storage"), run.one("StorageClass", "basalt-encrypted"));
    }
  });

  it("goes with the cluster, as DNS does, so that the driver runs until its last volume is deleted", () => {
    const cluster = run.one("Cluster").urn;
    for (const resource of [
      run.one("Addon", "dns"),
      run.one("Addon", "block-storage"),
      ...run.all("StorageClass"),
    ])
      assert.equal(resource.options.deletedWith, cluster, resource.urn);
  });

  it("waits for the volumes that it has to delete, before its driver goes", () => {
    const { hooks } = run.one("NodeGroup", "general-eu-central-1a").options;
    assert.ok(hooks.length > 0);
    assert.deepEqual(run.one("Addon", "block-storage").options.hooks, hooks);
    assert.deepEqual(run.one("Addon", "dns").options.hooks, []);
  });

  it("is not there where it is not pinned", async () => {
    assert.deepEqual((await recorded()).all("StorageClass"), []);
  });
});

describe("a workload's volumes", () => {
  let run: Recorded;
  before(async () => {
    run = await recorded({ changes: [withDriver, withDatabase(both)] });
  });

  it("are claims of each replica, by the names that its controller looks for", () => {
    assert.deepEqual(
      run.all("PersistentVolumeClaim").map(({ name }) => name),
      [
        "shop.volume-data-db-0",
        "shop.volume-data-db-1",
        "shop.volume-var-wal-db-0",
        "shop.volume-var-wal-db-1",
      ],
    );
    assert.deepEqual(run.inputs("PersistentVolumeClaim", "shop.volume-data-db-1"), {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: {
        name: "volume-data-db-1",
        namespace: "shop",
        labels,
        annotations: { "pulumi.com/skipAwait": "true" },
      },
      spec: {
        accessModes: ["ReadWriteOnce"],
        storageClassName: "basalt-encrypted-kept",
        resources: { requests: { storage: "10Gi" } },
      },
    });
    const wal = run.inputs("PersistentVolumeClaim", "shop.volume-var-wal-db-0")["spec"];
    assert.deepEqual(wal, {
      accessModes: ["ReadWriteOnce"],
      storageClassName: "basalt-encrypted",
      resources: { requests: { storage: "1Gi" } },
    });
  });

  it("stay or are deleted for good as they say, and never change their class", () => {
    const facts = run
      .all("PersistentVolumeClaim")
      .map(({ name, options: { retainOnDelete, deletedWith, ignoreChanges } }) => [
        name,
        retainOnDelete,
        deletedWith,
        ignoreChanges,
      ]);
    assert.deepEqual(facts, [
      ["shop.volume-data-db-0", true, undefined, ["spec.storageClassName"]],
      ["shop.volume-data-db-1", true, undefined, ["spec.storageClassName"]],
      ["shop.volume-var-wal-db-0", false, undefined, ["spec.storageClassName"]],
      ["shop.volume-var-wal-db-1", false, undefined, ["spec.storageClassName"]],
    ]);
  });

  it("are there before the pods and gone after them, while there are nodes and a driver", () => {
    for (const claim of run.all("PersistentVolumeClaim")) {
      run.assertOrder(run.one("Namespace", "shop"), claim, run.one("StatefulSet"));
      run.assertOrder(run.one("Addon", "block-storage"), run.one("StorageClass", "basalt-encrypted"), claim);
    }
  });

  it("are found by the pods, and belong to their user", () => {
    const { spec } = (run.inputs("StatefulSet")["spec"] as { template: { spec: unknown } }).template;
    const { securityContext, containers, volumes } = spec as {
      securityContext: Record<string, unknown>;
      containers: { volumeMounts: unknown }[];
      volumes: unknown;
    };
    assert.equal(securityContext["fsGroup"], 65532);
    assert.equal(securityContext["fsGroupChangePolicy"], "OnRootMismatch");
    assert.deepEqual(containers[0]?.volumeMounts, [
      { name: "volume-data", mountPath: "/data" },
      { name: "volume-var-wal", mountPath: "/var/wal" },
    ]);
    assert.deepEqual(volumes, []);
  });

  it("grow where they are: a StatefulSet with another size or another keep is the same", async () => {
    const grown = await recorded({
      changes: [withDriver, withDatabase(both.replace("10Gi", "20Gi").replace("keep: true", "keep: false"))],
    });
    assert.deepEqual(grown.inputs("StatefulSet"), run.inputs("StatefulSet"));
    const { volumeClaimTemplates } = run.inputs("StatefulSet")["spec"] as { volumeClaimTemplates: unknown };
    assert.deepEqual(
      volumeClaimTemplates,
      ["volume-data", "volume-var-wal"].map((name) => ({
        metadata: { name },
        spec: {
          accessModes: ["ReadWriteOnce"],
          storageClassName: "",
          resources: { requests: { storage: "1Gi" } },
        },
      })),
    );
    assert.deepEqual(
      (grown.inputs("PersistentVolumeClaim", "shop.volume-data-db-0")["spec"] as { resources: unknown })
        .resources,
      { requests: { storage: "20Gi" } },
    );
  });

  it("keep their names when another is added, or a replica", async () => {
    const more = both.replace("{ /data", "{ /archive: { size: 1Gi, keep: true }, /data");
    const wider = await recorded({ changes: [withDriver, withDatabase(more, 3)] });
    const names = wider.all("PersistentVolumeClaim").map(({ name }) => name);
    for (const { name } of run.all("PersistentVolumeClaim")) assert.ok(names.includes(name), name);
    assert.equal(names.length, 9);
  });

  it("that are kept keep their namespace, with which their claims would go", async () => {
    assert.equal(run.one("Namespace", "shop").options.retainOnDelete, true);
    assert.equal(run.one("Namespace", "billing").options.retainOnDelete, false);
    const none = await recorded({
      changes: [withDriver, withDatabase("{ /data: { size: 1Gi, keep: false } }")],
    });
    assert.equal(none.one("Namespace", "shop").options.retainOnDelete, false);
  });

  it("are of the class that an existing cluster names", async () => {
    const existing = await recorded({
      base: existingProject,
      changes: [
        withDatabase(both),
        inStack("calico: install", "calico: install\n    storageClass: standard"),
      ],
    });
    const classes = existing
      .all("PersistentVolumeClaim")
      .map(({ inputs, options }) => [
        (inputs["spec"] as { storageClassName: string }).storageClassName,
        options.retainOnDelete,
      ]);
    assert.deepEqual(classes, [
      ["standard", true],
      ["standard", true],
      ["standard", false],
      ["standard", false],
    ]);
    assert.deepEqual(existing.all("StorageClass"), []);
  });
});
