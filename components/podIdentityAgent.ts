import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface PodIdentityAgentArgs {
  readonly clusterName: string;
  /** Exact version of the eks-pod-identity-agent add-on. */
  readonly version: string;
}

/**
 * The agent of EKS Pod Identity: on every node's own network it hands out the credentials of pods' roles. Nodes come
 * after it, so that none runs a pod before it runs the agent, and go before it.
 */
export class PodIdentityAgent extends pulumi.ComponentResource {
  readonly addon: aws.eks.Addon;

  constructor(name: string, args: PodIdentityAgentArgs, opts?: pulumi.ComponentResourceOptions) {
    super("basalt:cluster:PodIdentityAgent", name, { ...args }, opts);
    this.addon = new aws.eks.Addon(
      name,
      {
        clusterName: args.clusterName,
        addonName: "eks-pod-identity-agent",
        addonVersion: args.version,
        resolveConflictsOnCreate: "OVERWRITE",
        resolveConflictsOnUpdate: "OVERWRITE",
      },
      { parent: this, dependsOn: opts?.dependsOn },
    );
    this.registerOutputs();
  }
}
