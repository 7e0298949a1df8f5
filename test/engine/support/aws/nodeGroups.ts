import type { Account, LiveResource } from "./account.js";
import { scalingOf } from "./rules.js";
import { isObject, text } from "./values.js";

/** A node group as its nodes see it. */
export interface LiveNodeGroup {
  /** Its name in EKS. */
  readonly name: string;
  readonly clusterName: string;
  /** "" when its subnet is not of this account. */
  readonly zone: string;
  readonly desiredSize: number;
  readonly labels: Readonly<Record<string, string>>;
  /** As the EKS API writes them: `NO_SCHEDULE`. */
  readonly taints: readonly { readonly key: string; readonly value: string; readonly effect: string }[];
}

/** Told when nodes are to come or go; operations wait for it, as EKS waits for its nodes. */
export interface NodeLife {
  nodeGroupChanged(group: LiveNodeGroup): Promise<void>;
  nodeGroupDeleted(name: string): Promise<void>;
}

/** Nobody who runs nodes. */
export const noNodes: NodeLife = {
  nodeGroupChanged: () => Promise.resolve(),
  nodeGroupDeleted: () => Promise.resolve(),
};

/** Whether a resource is a node group. */
export function isNodeGroup({ type }: LiveResource): boolean {
  return type === "aws:eks/nodeGroup:NodeGroup";
}

/** The node groups of a cluster, oldest first. */
export function nodeGroupsOf(account: Account, clusterName: string): LiveResource[] {
  return account
    .of("aws:eks/nodeGroup:NodeGroup")
    .filter(({ inputs }) => text(inputs, "clusterName") === clusterName);
}

/** A node group as it is now. */
export function changedGroup({ inputs, outputs }: LiveResource, account: Account): LiveNodeGroup {
  const subnets = Array.isArray(inputs["subnetIds"]) ? inputs["subnetIds"] : [];
  const ids = subnets.filter((id) => typeof id === "string");
  const subnet = account.find("aws:ec2/subnet:Subnet", ids[0] ?? "");
  const labels = isObject(inputs["labels"]) ? inputs["labels"] : {};
  const taints = Array.isArray(inputs["taints"]) ? inputs["taints"].filter(isObject) : [];
  return {
    name: text(inputs, "nodeGroupName"),
    clusterName: text(inputs, "clusterName"),
    zone: subnet ? text(subnet.inputs, "availabilityZone") : "",
    desiredSize: scalingOf(outputs).desiredSize,
    labels: Object.fromEntries(Object.keys(labels).map((key) => [key, text(labels, key)])),
    taints: taints.map((taint) => ({
      key: text(taint, "key"),
      value: text(taint, "value"),
      effect: text(taint, "effect"),
    })),
  };
}

/** Changes a live group's sizes, as an autoscaler or a person with the CLI would. */
export async function scale(
  account: Account,
  group: LiveResource,
  sizes: Partial<ReturnType<typeof scalingOf>>,
): Promise<void> {
  const scaling = { ...scalingOf(group.outputs), ...sizes };
  if (scaling.minSize > scaling.desiredSize || scaling.desiredSize > scaling.maxSize)
    throw new Error(
      `InvalidParameterException: desired capacity ${scaling.desiredSize} must be between ${scaling.minSize} and ${scaling.maxSize}`,
    );
  group.outputs = { ...group.outputs, scalingConfig: scaling };
  await account.nodes.nodeGroupChanged(changedGroup(group, account));
}
