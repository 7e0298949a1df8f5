/** Types of the AWS provider that make nodes, or say what a node is. */
export const nodeTypes: readonly string[] = [
  "aws:autoscaling/group:Group",
  "aws:ec2/instance:Instance",
  "aws:ec2/launchConfiguration:LaunchConfiguration",
  "aws:ec2/launchTemplate:LaunchTemplate",
  "aws:eks/fargateProfile:FargateProfile",
  "aws:eks/nodeGroup:NodeGroup",
];

/** Types that a change replaces as a matter of course: nodes and what they are made of, pods and what they read. */
export const replaceableTypes: readonly string[] = [
  ...nodeTypes,
  "eks:index:ManagedNodeGroup",
  "eks:index:NodeGroup",
  "eks:index:NodeGroupV2",
  "kubernetes:apps/v1:DaemonSet",
  "kubernetes:apps/v1:Deployment",
  "kubernetes:apps/v1:ReplicaSet",
  "kubernetes:apps/v1:StatefulSet",
  "kubernetes:batch/v1:CronJob",
  "kubernetes:batch/v1:Job",
  "kubernetes:core/v1:ConfigMap",
  "kubernetes:core/v1:Pod",
  "kubernetes:core/v1:Secret",
];
