import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface ClusterDnsArgs {
  readonly clusterName: string;
  /** Exact version of the coredns add-on. */
  readonly version: string;
}

/** The cluster's DNS, once there are nodes to run it. */
export class ClusterDns extends pulumi.ComponentResource {
  readonly addon: aws.eks.Addon;

  constructor(name: string, args: ClusterDnsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("basalt:cluster:ClusterDns", name, { ...args }, opts);
    this.addon = new aws.eks.Addon(
      name,
      {
        clusterName: args.clusterName,
        addonName: "coredns",
        addonVersion: args.version,
        resolveConflictsOnCreate: "OVERWRITE",
        resolveConflictsOnUpdate: "OVERWRITE",
      },
      { parent: this, dependsOn: opts?.dependsOn },
    );
    this.registerOutputs();
  }
}
