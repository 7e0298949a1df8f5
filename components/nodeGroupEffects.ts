import type * as aws from "@pulumi/aws";

/**
 * What a change of a property of `aws.eks.NodeGroup` does here.
 *
 * - `replaces`: part of what makes a node what it is; the group is replaced, the new one before the old one.
 * - `in-place`: how many there are, or how they are run.
 * - `unused`: never set, because it would break replacement (a fixed name collides with its successor) or
 *   open the node (remote access), or because the launch template says it.
 */
export type Effect = "replaces" | "in-place" | "unused";

/** Every property of the resource. Does not compile when the SDK adds one: decide, then add it. */
export const nodeGroupEffects = {
  amiType: "replaces",
  capacityType: "replaces",
  clusterName: "replaces",
  diskSize: "unused",
  forceUpdateVersion: "unused",
  instanceTypes: "replaces",
  labels: "replaces",
  launchTemplate: "replaces",
  nodeGroupName: "unused",
  nodeGroupNamePrefix: "unused",
  nodeRepairConfig: "in-place",
  nodeRoleArn: "replaces",
  region: "replaces",
  releaseVersion: "replaces",
  remoteAccess: "unused",
  scalingConfig: "in-place",
  subnetIds: "replaces",
  tags: "in-place",
  taints: "replaces",
  updateConfig: "in-place",
  version: "replaces",
  warmPoolConfig: "in-place",
} as const satisfies Record<keyof Required<aws.eks.NodeGroupArgs>, Effect>;

type Property = keyof typeof nodeGroupEffects;

/** Properties with an effect, sorted. */
export function propertiesThat(effect: Effect): Property[] {
  return (Object.keys(nodeGroupEffects) as Property[])
    .filter((property) => nodeGroupEffects[property] === effect)
    .sort();
}
