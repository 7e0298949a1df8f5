import assert from "node:assert/strict";
import { inCart, withAgent, withDatabase, withDriver } from "../support/features.js";
import { existingProject, inStack, load, refuses } from "../support/project.js";

const pathForm = "an absolute path of lower-case letters, digits and hyphens, at most 50 characters";
const place = "namespaces/shop.yaml:15 workloads.db.volumes";
const data = "{ /data: { size: 10Gi, keep: true } }";
const inStackFile = (volumes: string) =>
  inStack("workloads: {}", `workloads: { db: { volumes: ${volumes} } }`);

describe("a volume", () => {
  refuses([
    {
      title: "has a size, and says whether it stays",
      changes: [withDriver, withDatabase(data)],
      problems: [],
    },
    {
      title: "has no default for whether it stays",
      changes: [withDriver, withDatabase("{ /data: { size: 10Gi } }")],
      problems: [`${place}."/data".keep: found nothing; allowed: true or false`],
    },
    ...["0Gi", "10", "500Mi", "10GB", "1.5Gi"].map((size) => ({
      title: `refuses the size ${size}`,
      changes: [withDriver, withDatabase(`{ /data: { size: "${size}", keep: false } }`)],
      problems: [
        `${place}."/data".size: found "${size}"; allowed: an amount of storage in Gi or Ti, such as 10Gi`,
      ],
    })),
    ...["data", "/", "/Data", "/data/", "/a_b", `/${"a".repeat(50)}`, "/../etc"].map((path) => ({
      title: `refuses the path ${path}`,
      changes: [withDriver, withDatabase(`{ ${path}: { size: 10Gi, keep: false } }`)],
      problems: [
        `${place}.${/^[A-Za-z]/.test(path) ? path : JSON.stringify(path)}: found the name "${path}"; allowed: ${pathForm}`,
      ],
    })),
    {
      title: "refuses two paths of one name",
      changes: [
        withDriver,
        withDatabase("{ /a/b: { size: 1Gi, keep: false }, /a-b: { size: 1Gi, keep: false } }"),
      ],
      problems: [
        `${place}."/a/b": found a path that is called volume-a-b, as /a-b is; allowed: paths that differ in letters`,
      ],
    },
    {
      title: "refuses a path that is mounted already",
      changes: [withDriver, withDatabase(`${data}\n    scratch: { /data: 1Gi }\n    files: { /data: text }`)],
      problems: [
        `${place}."/data": found a path that scratch mounts as well; allowed: each path once`,
        `${place}."/data": found a path that files mounts as well; allowed: each path once`,
        `namespaces/shop.yaml:16 workloads.db.scratch."/data": found a path that files mounts as well; allowed: each path once`,
      ],
    },
    {
      title: "is for a StatefulSet, whose replicas are told apart",
      changes: [withDriver, inCart(`volumes: ${data}`)],
      problems: [
        "namespaces/shop.yaml:9 workloads.cart.volumes: found volumes of a Deployment; allowed: volumes only for a StatefulSet, each of whose replicas has its own; scratch for what a pod may lose",
      ],
    },
    {
      title: "differs in the stack file only where it is declared",
      changes: [withDriver, withDatabase(data), inStackFile("{ /date: { size: 20Gi } }")],
      problems: [
        'Pulumi.test.yaml:58 config.basalt:namespaces.shop.workloads.db.volumes."/date": found a volume that the workload does not declare; allowed: a volume of its own (/data)',
      ],
    },
  ]);

  it("is as the stack file says where that differs, in the order of paths", () => {
    const volumes = "{ /var/wal: { size: 1Gi, keep: true }, /data: { size: 10Gi, keep: false } }";
    const declaration = load({
      changes: [withDriver, withDatabase(volumes), inStackFile("{ /data: { size: 2Ti, keep: true } }")],
    });
    const shop = declaration.namespaces.find(({ name }) => name === "shop");
    const database = shop?.workloads.find(({ name }) => name === "db");
    assert.ok(database?.rendered);
    assert.deepEqual(database.volumes, [
      { name: "volume-data", path: "/data", size: "2Ti", keep: true },
      { name: "volume-var-wal", path: "/var/wal", size: "1Gi", keep: true },
    ]);
  });

  describe("asks of the cluster", () => {
    refuses([
      {
        title: "the driver, and the agent that gives the driver its role",
        changes: [withDatabase(data)],
        problems: [
          "Pulumi.test.yaml:45 config.basalt:addons.aws-ebs-csi-driver: found nothing; allowed: an exact version such as v1.66.0-eksbuild.1, for the volumes of shop/db",
          "Pulumi.test.yaml:45 config.basalt:addons.eks-pod-identity-agent: found nothing; allowed: an exact version such as v1.3.10-eksbuild.3, for the role of aws-ebs-csi-driver",
        ],
      },
      {
        title: "the driver alone where the agent is there",
        changes: [withAgent, withDatabase(data)],
        problems: [
          "Pulumi.test.yaml:45 config.basalt:addons.aws-ebs-csi-driver: found nothing; allowed: an exact version such as v1.66.0-eksbuild.1, for the volumes of shop/db",
        ],
      },
      {
        title: "no driver of a time when volumes did not carry the cluster's name",
        changes: [withDriver, inStack("v1.66.0-eksbuild.1", "v1.57.1-eksbuild.1")],
        problems: [
          "Pulumi.test.yaml:49 config.basalt:addons.aws-ebs-csi-driver: found v1.57.1-eksbuild.1; allowed: v1.58.0 or newer",
        ],
      },
      {
        title: "an exact version of it",
        changes: [withDriver, inStack("v1.66.0-eksbuild.1", "v1.66.0")],
        problems: [
          'Pulumi.test.yaml:49 config.basalt:addons.aws-ebs-csi-driver: found "v1.66.0"; allowed: an exact add-on version such as v1.35.3-eksbuild.29',
        ],
      },
      {
        title: "a class, where the cluster exists",
        base: existingProject,
        changes: [withDatabase(data)],
        problems: [
          "Pulumi.test.yaml:3 config.basalt:cluster.storageClass: found nothing; allowed: a StorageClass of this cluster, for the volumes of shop/db",
        ],
      },
      {
        title: "nothing more where there is one",
        base: existingProject,
        changes: [
          withDatabase(data),
          inStack("calico: install", "calico: install\n    storageClass: standard"),
        ],
        problems: [],
      },
      {
        title: "a class by its name",
        base: existingProject,
        changes: [inStack("calico: install", "calico: install\n    storageClass: Not A Class")],
        problems: [
          'Pulumi.test.yaml:12 config.basalt:cluster.storageClass: found "Not A Class"; allowed: the name of a StorageClass, as `kubectl get storageclasses` prints it',
        ],
      },
    ]);
  });
});
