import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AwsStatement } from "../config/awsPermissionsSchema.js";
import { policyDocument } from "../config/awsPolicy.js";
import type { AwsCluster } from "./platform.js";

export interface PodIdentityArgs {
  readonly cluster: Omit<AwsCluster, "provider">;
  readonly namespace: string;
  readonly serviceAccount: string;
  /** What it may do: statements of its own... */
  readonly statements?: readonly AwsStatement[];
  /** ...or a policy that AWS keeps, by its name. */
  readonly managedPolicy?: string;
}

/** Longest prefix that IAM takes for a role's name, the hyphen at its end included. */
const longestPrefix = 38;

/** A role in AWS for the pods of one service account, by EKS Pod Identity. Its provider is one of AWS. */
export class PodIdentity extends pulumi.ComponentResource {
  /** What the pods need first. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: PodIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    const { cluster, namespace, serviceAccount, statements, managedPolicy } = args;
    super("basalt:workload:PodIdentity", name, { namespace, serviceAccount }, opts);
    const own = { parent: this };
    const role = new aws.iam.Role(
      name,
      {
        // Auto-naming refuses what is longer than 64 characters; a prefix may be cut.
        namePrefix: `${`${cluster.name}-${namespace}-${serviceAccount}`.slice(0, longestPrefix - 1)}-`,
        assumeRolePolicy: trust(cluster, namespace, serviceAccount),
      },
      own,
    );
    const permissions: pulumi.Resource[] = [];
    if (statements)
      // In place when they change: pods keep the role, and the next call is judged by the new ones.
      permissions.push(
        new aws.iam.RolePolicy(
          name,
          { name: "declared", role: role.name, policy: policyDocument(statements) },
          own,
        ),
      );
    if (managedPolicy !== undefined)
      permissions.push(
        new aws.iam.RolePolicyAttachment(
          name,
          { role: role.name, policyArn: `arn:aws:iam::aws:policy/${managedPolicy}` },
          own,
        ),
      );
    const association = new aws.eks.PodIdentityAssociation(
      name,
      { clusterName: cluster.name, namespace, serviceAccount, roleArn: role.arn },
      { ...own, dependsOn: [cluster.ready, ...permissions] },
    );
    this.ready = [association];
    this.registerOutputs({ role: role.name });
  }
}

/**
 * Only EKS, for this account's cluster of this name and for this service account in it. EKS tells which by the tags
 * of the session (https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html).
 */
function trust(
  { name, region, account }: PodIdentityArgs["cluster"],
  namespace: string,
  serviceAccount: string,
): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "pods.eks.amazonaws.com" },
        Action: ["sts:AssumeRole", "sts:TagSession"],
        Condition: {
          StringEquals: {
            "aws:SourceAccount": account,
            "aws:RequestTag/eks-cluster-arn": `arn:aws:eks:${region}:${account}:cluster/${name}`,
            "aws:RequestTag/kubernetes-namespace": namespace,
            "aws:RequestTag/kubernetes-service-account": serviceAccount,
          },
        },
      },
    ],
  });
}
