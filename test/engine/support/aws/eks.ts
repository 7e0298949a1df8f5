import { digits } from "./identity.js";
import { joined, type Kind } from "./kind.js";
import { text } from "./values.js";

/** Version of a cluster for which none is asked. */
const defaultVersion = "1.35";

/** EKS, and the templates its nodes are made from. */
export const eksKinds: Record<string, Kind> = {
  "aws:eks/cluster:Cluster": {
    id: joined("", "name"),
    named: "name",
    longestName: 100,
    taken: joined("", "name"),
    // `version` is not here: a lower one is an update that the EKS API refuses, so no preview shows it.
    replacedBy: [
      "name",
      "roleArn",
      "bootstrapSelfManagedAddons",
      "accessConfig.bootstrapClusterCreatorAdminPermissions",
      "kubernetesNetworkConfig.ipFamily",
      "kubernetesNetworkConfig.serviceIpv4Cidr",
      "outpostConfig",
      "remoteNetworkConfig",
    ],
    outputs: ({ id, region, createdAt, apiServer }) => ({
      clusterId: "",
      endpoint: apiServer.endpoint,
      certificateAuthority: { data: apiServer.certificateAuthority },
      identities: [
        {
          oidcs: [{ issuer: `https://oidc.eks.${region}.amazonaws.com/id/${digits(32, id).toUpperCase()}` }],
        },
      ],
      version: defaultVersion,
      platformVersion: "eks.1",
      status: "ACTIVE",
      createdAt,
      deletionProtection: false,
      accessConfig: { authenticationMode: "API" },
      kubernetesNetworkConfig: { ipFamily: "ipv4", serviceIpv4Cidr: "172.20.0.0/16" },
      upgradePolicy: { supportType: "EXTENDED" },
      vpcConfig: {
        clusterSecurityGroupId: `sg-0${digits(16, id, "cluster")}`,
        vpcId: `vpc-0${digits(16, id, "cluster")}`,
      },
    }),
  },
  "aws:eks/nodeGroup:NodeGroup": {
    id: joined(":", "clusterName", "nodeGroupName"),
    named: "nodeGroupName",
    taken: joined(":", "clusterName", "nodeGroupName"),
    ordered: ["instanceTypes"],
    replacedBy: [
      "amiType",
      "capacityType",
      "clusterName",
      "diskSize",
      "instanceTypes",
      "launchTemplate.id",
      "launchTemplate.name",
      "nodeGroupName",
      "nodeGroupNamePrefix",
      "nodeRoleArn",
      "remoteAccess",
      "subnetIds",
      "region",
    ],
    outputs: ({ id, inputs }) => ({
      status: "ACTIVE",
      version: defaultVersion,
      releaseVersion: "",
      diskSize: 0,
      resources: [
        {
          autoscalingGroups: [{ name: `eks-${text(inputs, "nodeGroupName")}-${digits(8, id)}` }],
          remoteAccessSecurityGroupId: "",
        },
      ],
    }),
  },
  "aws:ec2/launchTemplate:LaunchTemplate": {
    idPrefix: "lt",
    named: "name",
    longestName: 125,
    taken: joined("", "name"),
    conflict: "InvalidLaunchTemplateName.AlreadyExistsException",
    replacedBy: ["name", "namePrefix"],
    outputs: ({ changes, inputs }) => ({
      latestVersion: changes + 1,
      defaultVersion: inputs["updateDefaultVersion"] === true ? changes + 1 : 1,
    }),
    renewed: ["latestVersion"],
  },
  "aws:eks/addon:Addon": {
    id: joined(":", "clusterName", "addonName"),
    taken: joined(":", "clusterName", "addonName"),
    replacedBy: ["clusterName", "addonName"],
    outputs: ({ createdAt }) => ({ addonVersion: "v1.0.0-eksbuild.1", createdAt, modifiedAt: createdAt }),
  },
  "aws:eks/accessEntry:AccessEntry": {
    id: joined(":", "clusterName", "principalArn"),
    taken: joined(":", "clusterName", "principalArn"),
    replacedBy: ["clusterName", "principalArn", "type"],
    outputs: ({ createdAt }) => ({
      accessEntryArn: "",
      createdAt,
      modifiedAt: createdAt,
      kubernetesGroups: [],
      userName: "",
      type: "STANDARD",
    }),
  },
  "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": {
    id: joined("#", "clusterName", "principalArn", "policyArn"),
    tagged: false,
    replacedBy: ["clusterName", "principalArn", "policyArn", "accessScope"],
    outputs: ({ createdAt }) => ({ associatedAt: createdAt, modifiedAt: createdAt }),
  },
  "aws:eks/podIdentityAssociation:PodIdentityAssociation": {
    idPrefix: "a",
    taken: joined(" ", "clusterName", "namespace", "serviceAccount"),
    replacedBy: ["clusterName", "namespace", "serviceAccount"],
    outputs: ({ id }) => ({ associationId: id, externalId: "", ownerArn: "" }),
  },
};
