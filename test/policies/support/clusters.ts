import type { TestResource } from "./judge.js";

/*
 * EKS clusters, and what belongs to them, that comply with every rule: each test changes one thing.
 */

type Properties = Readonly<Record<string, unknown>>;

/** Newer than any version that the pack knows: in support on whichever day the tests run. */
export const version = "1.99";

export const creator = "arn:aws:iam::111122223333:role/deployer";
export const admin = "arn:aws:iam::111122223333:role/engineers";

/** What the rules take to accept {@link eksCluster}, whose creator stays its administrator. */
export const declared = { "declared-cluster-admins": { admins: [admin, "Group:ops"], creator } };

export const keyArn = "arn:aws:kms:eu-central-1:111122223333:key/0f4c1d52-7d2f-4c52-9a5b-2f3f6a1f0002";

export const logTypes = ["api", "audit", "authenticator", "controllerManager", "scheduler"];

export const awsClusterType = "aws:eks/cluster:Cluster";
export const eksClusterType = "eks:index:Cluster";

/** Properties with changes; what is undefined is left out. */
function changed(properties: Properties, changes: Properties): Properties {
  return Object.fromEntries(
    Object.entries({ ...properties, ...changes }).filter(([, value]) => value !== undefined),
  );
}

/** A cluster as AWS's provider makes it. */
export function cluster(changes: Properties = {}): TestResource {
  return {
    type: awsClusterType,
    properties: changed(
      {
        version,
        roleArn: "arn:aws:iam::111122223333:role/cluster",
        vpcConfig: { subnetIds: [], endpointPrivateAccess: true, endpointPublicAccess: false },
        accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false },
        encryptionConfig: { resources: ["secrets"], provider: { keyArn } },
        enabledClusterLogTypes: logTypes,
        bootstrapSelfManagedAddons: false,
        deletionProtection: true,
      },
      changes,
    ),
  };
}

/** A cluster as the component of @pulumi/eks is told. */
export function eksCluster(changes: Properties = {}): TestResource {
  return {
    type: eksClusterType,
    properties: changed(
      {
        version,
        endpointPrivateAccess: true,
        endpointPublicAccess: false,
        authenticationMode: "API",
        encryptionConfigKeyArn: keyArn,
        enabledClusterLogTypes: logTypes,
        bootstrapSelfManagedAddons: false,
        deletionProtection: true,
        useDefaultVpcCni: true,
        skipDefaultNodeGroup: true,
        kubeProxyAddonOptions: { version: "v1.35.3-eksbuild.29" },
      },
      changes,
    ),
  };
}

/** An add-on. */
export function addon(changes: Properties = {}): TestResource {
  return {
    type: "aws:eks/addon:Addon",
    properties: changed(
      {
        clusterName: "shop",
        addonName: "coredns",
        addonVersion: "v1.13.2-eksbuild.31",
      },
      changes,
    ),
  };
}
