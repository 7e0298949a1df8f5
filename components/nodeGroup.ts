import { createHash } from "node:crypto";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { NodeGroupDeclaration } from "../config/environmentSchema.js";
import { zoneTags } from "../config/zoneTags.js";
import type { Lifecycle } from "../lifecycle/lifecycle.js";
import type { ZoneSubnet } from "./network.js";
import { propertiesThat } from "./nodeGroupEffects.js";
import { userData } from "./userData.js";

export interface NodeGroupArgs {
  readonly clusterName: string;
  readonly region: string;
  /** Kubernetes version of the control plane; the nodes' default. */
  readonly clusterVersion: string;
  readonly group: NodeGroupDeclaration;
  readonly subnets: readonly ZoneSubnet[];
  readonly securityGroup: aws.ec2.SecurityGroup;
  /** Looks after the replacement of a zone by the next. */
  readonly lifecycle: Lifecycle;
  /** Nodes that a zone's group has at the moment, by its resource's name, where its bounds change. */
  readonly liveSizes: ReadonlyMap<string, number>;
  /** What nodes need to join and become ready: the control plane, the endpoints, the CNI. */
  readonly after: readonly pulumi.Resource[];
}

/** The label that says which declared group a node belongs to. */
export const nodeGroupLabel = "basalt/node-group";

/**
 * The label that says when the group was last to be rotated. A label, because labels replace the group and leave its
 * launch template alone, and because `kubectl get nodes --label-columns` shows it.
 */
const rotatedLabel = "basalt/rotated";

const amiTypes = {
  bottlerocket: { x86_64: "BOTTLEROCKET_x86_64", arm64: "BOTTLEROCKET_ARM_64" },
  al2023: { x86_64: "AL2023_x86_64_STANDARD", arm64: "AL2023_ARM_64_STANDARD" },
} as const;

/** Bottlerocket keeps its system and its data on two volumes. */
const volumes = {
  bottlerocket: { system: "/dev/xvda", data: "/dev/xvdb" },
  al2023: { data: "/dev/xvda" },
} as const;

const nodePolicies = ["AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly"];
const sessionManagerPolicy = "AmazonSSMManagedInstanceCore";

const trustEc2 = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

/** One declared group of nodes: a role, a launch template, and an EKS node group in each zone. */
export class NodeGroup extends pulumi.ComponentResource {
  /** The declared name. */
  readonly name: string;
  /** Of what the declaration says of the nodes: another hash, other nodes. */
  readonly contentHash: string;
  readonly zones: readonly aws.eks.NodeGroup[];

  constructor(name: string, args: NodeGroupArgs, opts?: pulumi.ComponentResourceOptions) {
    const { group, clusterName } = args;
    const version = group.version ?? args.clusterVersion;
    super("basalt:cluster:NodeGroup", name, { clusterName, version, group }, opts);
    const own = { parent: this };

    // Names of roles and templates are an account's: the cluster's name tells whose they are.
    const accountName = `${clusterName}-${name}`;
    const role = new aws.iam.Role(accountName, { assumeRolePolicy: trustEc2 }, own);
    const attachments = [...nodePolicies, ...(group.ssm ? [sessionManagerPolicy] : [])].map(
      (policy) =>
        new aws.iam.RolePolicyAttachment(
          `${name}-${policy}`,
          { role: role.name, policyArn: `arn:aws:iam::aws:policy/${policy}` },
          own,
        ),
    );
    // EKS would make this entry itself at the first group, bound to the role's identity of that moment.
    const access = new aws.eks.AccessEntry(
      name,
      { clusterName, principalArn: role.arn, type: "EC2_LINUX" },
      { ...own, dependsOn: [...args.after] },
    );

    const template = new aws.ec2.LaunchTemplate(accountName, launchTemplate(args), {
      ...own,
      replaceOnChanges: ["*"],
    });

    const zones: aws.eks.NodeGroup[] = [];
    for (const subnet of args.subnets) {
      const zoneName = `${name}-${subnet.zone}`;
      const before = zones.at(-1);
      const live = args.liveSizes.get(zoneName);
      const zone = new aws.eks.NodeGroup(
        zoneName,
        {
          clusterName,
          version,
          releaseVersion: group.release,
          amiType: amiTypes[group.family][group.architecture],
          instanceTypes: [...group.instanceTypes],
          capacityType: group.capacity === "spot" ? "SPOT" : "ON_DEMAND",
          nodeRoleArn: role.arn,
          subnetIds: [subnet.id],
          launchTemplate: { id: template.id, version: template.latestVersion.apply(String) },
          labels: {
            ...group.labels,
            [nodeGroupLabel]: group.name,
            ...(group.rotated === undefined ? {} : { [rotatedLabel]: group.rotated }),
          },
          taints: group.taints.map((taint) => ({ ...taint, effect: taintEffects[taint.effect] })),
          scalingConfig: {
            minSize: group.size.min,
            maxSize: group.size.max,
            desiredSize: Math.min(group.size.max, Math.max(group.size.min, live ?? 1)),
          },
          // Nothing is rolled in place, but EKS wants a value.
          updateConfig: { maxUnavailable: 1 },
          nodeRepairConfig: { enabled: true },
          tags: {
            Name: `${clusterName}-${group.name}-${subnet.zone}`,
            [zoneTags.group]: group.name,
            [zoneTags.zone]: subnet.zone,
          },
        },
        {
          ...own,
          replaceOnChanges: propertiesThat("replaces"),
          // The autoscaler's, once the group runs; sent only with new bounds, as it is then.
          ignoreChanges: live === undefined ? ["scalingConfig.desiredSize"] : [],
          // One zone after the other.
          dependsOn: [...args.after, ...attachments, access, ...(before ? [before] : [])],
          hooks: args.lifecycle.binding,
        },
      );
      args.lifecycle.follow(zoneName, {
        group: zone,
        before: before && `${name}-${args.subnets[zones.length - 1]!.zone}`,
        place: { name: clusterName, region: args.region },
        drainTimeoutSeconds: group.drainTimeoutSeconds,
      });
      zones.push(zone);
    }
    this.name = group.name;
    this.zones = zones;
    this.contentHash = contentHash(group, version, userData(group));
    this.registerOutputs({ contentHash: this.contentHash });
  }
}

const taintEffects = {
  NoSchedule: "NO_SCHEDULE",
  NoExecute: "NO_EXECUTE",
  PreferNoSchedule: "PREFER_NO_SCHEDULE",
} as const;

function launchTemplate({ group, securityGroup, clusterName }: NodeGroupArgs): aws.ec2.LaunchTemplateArgs {
  const { data, ...others } = volumes[group.family];
  const ebs = { encrypted: "true", volumeType: "gp3", deleteOnTermination: "true" };
  const tags = { Name: `${clusterName}-${group.name}` };
  return {
    userData: Buffer.from(userData(group)).toString("base64"),
    vpcSecurityGroupIds: [securityGroup.id],
    blockDeviceMappings: [
      ...Object.values(others).map((deviceName) => ({ deviceName, ebs })),
      { deviceName: data, ebs: { ...ebs, volumeSize: group.disk.sizeGiB } },
    ],
    // Pods are a hop further away than the node: a limit of one keeps them from its credentials.
    metadataOptions: {
      httpEndpoint: "enabled",
      httpTokens: "required",
      httpPutResponseHopLimit: 1,
      instanceMetadataTags: "disabled",
    },
    tagSpecifications: ["instance", "volume"].map((resourceType) => ({ resourceType, tags })),
  };
}

/** Over everything declared that replaces nodes, and nothing else. */
function contentHash(
  { size: _size, drainTimeoutSeconds: _drain, ...content }: NodeGroupDeclaration,
  version: string,
  data: string,
): string {
  const sorted = JSON.stringify({ ...content, version, data }, (_key, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
  return createHash("sha256").update(sorted).digest("hex").slice(0, 16);
}
