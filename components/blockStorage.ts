import * as aws from "@pulumi/aws";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Lifecycle } from "../lifecycle/lifecycle.js";
import type { Storage } from "./platform.js";

export interface BlockStorageArgs {
  readonly clusterName: string;
  /** Exact version of the aws-ebs-csi-driver add-on. */
  readonly version: string;
  /** Waits, before the driver goes, until it has deleted the volumes of claims that are gone already. */
  readonly lifecycle: Lifecycle;
  /** With this gone, nothing here needs deleting: until then the driver runs on, for what was not waited for. */
  readonly deletedWith: pulumi.Resource;
}

/** Where the driver's controller runs; AWS names both. */
export const driverAccount = { namespace: "kube-system", serviceAccount: "ebs-csi-controller-sa" } as const;

/**
 * Lets the driver manage the volumes of its own cluster and no others: it tags them with the cluster's name, and the
 * policy compares that with the tag of its session.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonEBSCSIDriverEKSClusterScopedPolicy.html
 */
export const driverPolicy = "AmazonEBSCSIDriverEKSClusterScopedPolicy";

/** Encrypted EBS volumes, once there are nodes to run the driver. */
export class BlockStorage extends pulumi.ComponentResource implements Storage {
  readonly classes = { kept: "basalt-encrypted-kept", deleted: "basalt-encrypted" } as const;
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: BlockStorageArgs, opts?: pulumi.ComponentResourceOptions) {
    const { clusterName, version, lifecycle, deletedWith } = args;
    super("basalt:cluster:BlockStorage", name, { clusterName, version }, opts);
    const driver = new aws.eks.Addon(
      name,
      {
        clusterName,
        addonName: "aws-ebs-csi-driver",
        addonVersion: version,
        resolveConflictsOnCreate: "OVERWRITE",
        resolveConflictsOnUpdate: "OVERWRITE",
      },
      { parent: this, deletedWith, hooks: lifecycle.binding, dependsOn: opts?.dependsOn },
    );
    const storageClass = (className: string, reclaimPolicy: "Delete" | "Retain") =>
      new kubernetes.storage.v1.StorageClass(
        className,
        {
          metadata: { name: className },
          provisioner: "ebs.csi.aws.com",
          // Without a key of its own: aws/ebs is the account's, and no destroyed stack takes it along.
          parameters: { type: "gp3", encrypted: "true" },
          reclaimPolicy,
          allowVolumeExpansion: true,
          // A volume is in one zone: the pod's, which is known once the pod is placed.
          volumeBindingMode: "WaitForFirstConsumer",
        },
        { parent: this, deletedWith, dependsOn: [driver] },
      );
    this.ready = [storageClass(this.classes.deleted, "Delete"), storageClass(this.classes.kept, "Retain")];
    this.registerOutputs();
  }
}
