import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface ClusterDnsArgs {
  readonly clusterName: string;
  /** Exact version of the coredns add-on. */
  readonly version: string;
  /** With this gone it needs no deleting; until then, the driver of volumes looks names up to delete them. */
  readonly deletedWith: pulumi.Resource;
}

/** The cluster's DNS, once there are nodes to run it. */
export class ClusterDns extends pulumi.ComponentResource {
  readonly addon: aws.eks.Addon;

  constructor(name: string, args: ClusterDnsArgs, opts?: pulumi.ComponentResourceOptions) {
    const { clusterName, version, deletedWith } = args;
    super("basalt:cluster:ClusterDns", name, { clusterName, version }, opts);
    this.addon = new aws.eks.Addon(
      name,
      {
        clusterName,
        addonName: "coredns",
        addonVersion: version,
        resolveConflictsOnCreate: "OVERWRITE",
        resolveConflictsOnUpdate: "OVERWRITE",
      },
      { parent: this, deletedWith, dependsOn: opts?.dependsOn },
    );
    this.registerOutputs();
  }
}
