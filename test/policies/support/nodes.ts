import type { TestResource } from "./judge.js";

/*
 * Nodes, and what starts them, that comply with every rule: each test changes one thing.
 */

type Properties = Readonly<Record<string, unknown>>;

/** An AMI id that `approvedImages` approves. */
export const image = "ami-0123456789abcdef0";

/** A configuration that approves it. */
export const approvedImages = { "approved-node-images": { amiIds: [image] } };

export const subnetUrn = "urn:pulumi:test::basalt::aws:ec2/subnet:Subnet::it";

/** A managed node group with a launch template. */
export function nodeGroup(changes: Properties = {}): TestResource {
  return {
    type: "aws:eks/nodeGroup:NodeGroup",
    properties: {
      clusterName: "shop",
      amiType: "BOTTLEROCKET_x86_64",
      releaseVersion: "1.20.0-fcf71a47",
      nodeRoleArn: "arn:aws:iam::111122223333:role/shop",
      subnetIds: ["subnet-0123456789abcdef0"],
      launchTemplate: { id: "lt-0123456789abcdef0", version: "3" },
      scalingConfig: { minSize: 1, maxSize: 3, desiredSize: 1 },
      ...changes,
    },
  };
}

/** A launch template for managed node groups. */
export function launchTemplate(changes: Properties = {}): TestResource {
  return {
    type: "aws:ec2/launchTemplate:LaunchTemplate",
    properties: {
      blockDeviceMappings: [
        { deviceName: "/dev/xvda", ebs: { encrypted: "true" } },
        { deviceName: "/dev/xvdb", ebs: { encrypted: "true", volumeSize: 50 } },
      ],
      metadataOptions,
      ...changes,
    },
  };
}

export const metadataOptions = { httpTokens: "required", httpPutResponseHopLimit: 1 };

/** An instance whose image is the approved one. */
export function instance(changes: Properties = {}): TestResource {
  return {
    type: "aws:ec2/instance:Instance",
    properties: {
      ami: image,
      instanceType: "m7i.large",
      subnetId: "subnet-0123456789abcdef0",
      metadataOptions,
      rootBlockDevice: { encrypted: true },
      ...changes,
    },
  };
}

/** A launch configuration whose image is the approved one. */
export function launchConfiguration(changes: Properties = {}): TestResource {
  return {
    type: "aws:ec2/launchConfiguration:LaunchConfiguration",
    properties: {
      imageId: image,
      instanceType: "m7i.large",
      metadataOptions,
      rootBlockDevice: { encrypted: true },
      ...changes,
    },
  };
}

/** An auto-scaling group that has nothing to do with a cluster. */
export function autoScalingGroup(changes: Properties = {}): TestResource {
  return {
    type: "aws:autoscaling/group:Group",
    properties: {
      minSize: 1,
      maxSize: 3,
      launchTemplate: { id: "lt-0123456789abcdef0", version: "3" },
      ...changes,
    },
  };
}

/** A node class of Karpenter that leaves to it what it does well by itself. */
export function nodeClass(spec: Properties = {}, version = "v1"): TestResource {
  return {
    type: `kubernetes:karpenter.k8s.aws/${version}:EC2NodeClass`,
    properties: { spec: { amiSelectorTerms: [{ alias: "bottlerocket@v1.20.0" }], role: "shop", ...spec } },
  };
}
