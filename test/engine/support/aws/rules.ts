import type { LiveResource } from "./account.js";
import { isObject, text, type Properties } from "./values.js";

const cluster = "aws:eks/cluster:Cluster";
const nodeGroup = "aws:eks/nodeGroup:NodeGroup";

/** What the EKS API refuses that no preview shows; undefined when it has no objection. */
export function objectionToUpdate(type: string, before: Properties, after: Properties): string | undefined {
  const [from, to] = [minorVersion(before), minorVersion(after)];
  if (from === undefined || to === undefined || from === to) return undefined;
  const versions = `from ${text(before, "version")} to ${text(after, "version")}`;
  if (type === cluster && to !== from + 1)
    return `InvalidParameterException: Unsupported Kubernetes minor version update ${versions}`;
  if (type === nodeGroup && to < from)
    return `InvalidParameterException: Node group cannot be rolled back ${versions}`;
  return undefined;
}

/** Why something cannot be deleted yet; undefined when it can. */
export function objectionToDelete(
  resource: LiveResource,
  others: readonly LiveResource[],
): string | undefined {
  if (resource.type === cluster) {
    if (resource.outputs["deletionProtection"] === true)
      return `InvalidRequestException: The cluster ${resource.id} has deletion protection enabled`;
    const group = others.find(
      (other) => other.type === nodeGroup && text(other.inputs, "clusterName") === resource.id,
    );
    return group && `ResourceInUseException: Cluster has nodegroups attached: ${group.id}`;
  }
  const users = usersOf[resource.type];
  const user = users && others.find((other) => users.includes(other.type) && mentions(other, resource.id));
  return user && `DependencyViolation: ${resource.id} has a dependent object: ${user.id}`;
}

/** Whether something is a part of a cluster that EKS deletes with it. */
export function goesWith({ type, inputs }: LiveResource, { type: owner, id }: LiveResource): boolean {
  return owner === cluster && partsOfCluster.includes(type) && text(inputs, "clusterName") === id;
}

const partsOfCluster = [
  "aws:eks/addon:Addon",
  "aws:eks/accessEntry:AccessEntry",
  "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
  "aws:eks/podIdentityAssociation:PodIdentityAssociation",
];

/** Whose network interfaces keep something from being deleted. */
const usersOf: Record<string, readonly string[]> = {
  "aws:ec2/vpc:Vpc": ["aws:ec2/subnet:Subnet", "aws:ec2/securityGroup:SecurityGroup"],
  "aws:ec2/subnet:Subnet": [
    cluster,
    nodeGroup,
    "aws:ec2/natGateway:NatGateway",
    "aws:ec2/vpcEndpoint:VpcEndpoint",
  ],
  "aws:ec2/securityGroup:SecurityGroup": [cluster, "aws:ec2/vpcEndpoint:VpcEndpoint"],
};

function mentions(resource: LiveResource, id: string): boolean {
  return JSON.stringify(resource.inputs).includes(`"${id}"`);
}

function minorVersion(inputs: Properties): number | undefined {
  const minor = /^1\.(\d+)$/.exec(text(inputs, "version"))?.[1];
  return minor === undefined ? undefined : Number(minor);
}

/** The scaling of a node group, as numbers. */
export function scalingOf(inputs: Properties): { minSize: number; maxSize: number; desiredSize: number } {
  const scaling = isObject(inputs["scalingConfig"]) ? inputs["scalingConfig"] : {};
  return {
    minSize: Number(scaling["minSize"] ?? 1),
    maxSize: Number(scaling["maxSize"] ?? 1),
    desiredSize: Number(scaling["desiredSize"] ?? 1),
  };
}
