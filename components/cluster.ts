import * as aws from "@pulumi/aws";
import * as eks from "@pulumi/eks";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Lifecycle } from "../lifecycle/lifecycle.js";
import type { EksCluster } from "../config/environmentSchema.js";

export interface ClusterArgs {
  readonly cluster: EksCluster;
  readonly vpcId: pulumi.Input<string>;
  readonly serviceCidr: string;
  /** Subnets of the control plane's interfaces. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  readonly securityGroup: aws.ec2.SecurityGroup;
  /** Refuses to replace the control plane. */
  readonly lifecycle: Lifecycle;
  /** Exact version of the kube-proxy add-on. */
  readonly kubeProxyVersion: string;
}

/** Every log an EKS control plane has. */
const controlPlaneLogs = ["api", "audit", "authenticator", "controllerManager", "scheduler"];

/** A policy that AWS keeps: every verb on every resource. */
const clusterAdmin = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy";

/** The control plane, without nodes and without a CNI, and the provider for what goes into it. */
export class Cluster extends pulumi.ComponentResource {
  readonly name: string;
  /** Changes only with the cluster: what is deleted with it depends on this. */
  readonly control: eks.Cluster;
  readonly provider: kubernetes.Provider;

  constructor(name: string, args: ClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    const { cluster } = args;
    super("basalt:cluster:Cluster", name, { cluster }, opts);
    const own = { parent: this };
    const kept = (what: EksCluster["keep"][number]) => ({
      ...own,
      retainOnDelete: cluster.keep.includes(what),
    });
    const key = new aws.kms.Key(
      `${name}-secrets`,
      {
        description: `Kubernetes secrets of ${cluster.name}`,
        enableKeyRotation: true,
        deletionWindowInDays: 30,
      },
      kept("keys"),
    );
    // EKS would make this group itself, and keep its records for ever.
    const logs = new aws.cloudwatch.LogGroup(
      `${name}-logs`,
      { name: `/aws/eks/${cluster.name}/cluster`, retentionInDays: cluster.logRetentionDays },
      kept("logs"),
    );
    this.control = new eks.Cluster(
      name,
      {
        name: cluster.name,
        version: cluster.version,
        vpcId: args.vpcId,
        subnetIds: [...args.subnetIds],
        kubernetesServiceIpAddressRange: args.serviceCidr,
        clusterSecurityGroup: args.securityGroup,
        skipDefaultSecurityGroups: true,
        skipDefaultNodeGroup: true,
        createInstanceRole: false,
        endpointPrivateAccess: true,
        endpointPublicAccess: cluster.publicAccess !== undefined,
        publicAccessCidrs: cluster.publicAccess,
        authenticationMode: eks.AuthenticationMode.Api,
        accessEntries: Object.fromEntries(
          cluster.admins.map((principalArn) => [
            // Whole: a role and a user, or two roles by their paths, may be namesakes.
            principalArn.replace(/^arn:[^:]+:iam::/, ""),
            {
              principalArn,
              accessPolicies: { admin: { policyArn: clusterAdmin, accessScope: { type: "cluster" } } },
            },
          ]),
        ),
        encryptionConfigKeyArn: key.arn,
        enabledClusterLogTypes: controlPlaneLogs,
        deletionProtection: cluster.deletionProtection,
        // No VPC CNI: EKS installs none of its own, and this component does not manage one.
        bootstrapSelfManagedAddons: false,
        useDefaultVpcCni: true,
        kubeProxyAddonOptions: { enabled: true, version: args.kubeProxyVersion },
        // coredns needs nodes, so EksPlatform adds it after them.
        corednsAddonOptions: { enabled: false },
      },
      {
        ...own,
        dependsOn: [logs],
        // Told by the preview of a destroy, not by AWS at its end.
        protect: cluster.deletionProtection,
        transforms: [args.lifecycle.succession],
      },
    );
    this.provider = new kubernetes.Provider(
      `${name}-kubernetes`,
      {
        kubeconfig: this.control.kubeconfigJson,
        // Without it, a preview in which the kubeconfig is unknown shows every object as replaced.
        clusterIdentifier: cluster.name,
        // An update that was killed may have made what the state does not know. The cluster is the program's own, and
        // what has moved within the program is refused before (lifecycle/succession.ts).
        upsertExistingObjects: true,
      },
      own,
    );
    this.name = cluster.name;
    this.registerOutputs({ name: this.name });
  }
}
