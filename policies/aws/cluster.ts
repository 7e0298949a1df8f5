import type { Resource } from "../model/resource.js";
import type { Value } from "../model/value.js";

/** What rules ask of an EKS cluster, wherever its type keeps it. */
export interface Cluster {
  /** eks: the component, whose arguments are told before the cluster that it makes, and alone in a plan. */
  readonly kind: "aws" | "eks";
  readonly version: Value;
  readonly endpointPublicAccess: Value;
  readonly publicAccessCidrs: Value;
  readonly authenticationMode: Value;
  readonly enabledClusterLogTypes: Value;
  readonly bootstrapSelfManagedAddons: Value;
  readonly deletionProtection: Value;
  /** Whether AWS runs the nodes by itself (EKS Auto Mode). */
  readonly autoMode: Value;
}

const awsCluster = "aws:eks/cluster:Cluster";
const eksCluster = "eks:index:Cluster";

/** Whether resources of a type are EKS clusters. */
export function isCluster(type: string): boolean {
  return type === awsCluster || type === eksCluster;
}

/** A resource as a cluster; undefined for other types, and for a component that is told without its arguments. */
export function clusterOf({ type, properties }: Resource): Cluster | undefined {
  if (!isCluster(type)) return undefined;
  const kind = type === eksCluster ? "eks" : "aws";
  // Older SDKs tell a component's children only; these are judged anyway.
  if (kind === "eks" && properties.entries().length === 0) return undefined;
  // https://www.pulumi.com/registry/packages/eks/api-docs/cluster/ has flat what the other keeps in blocks.
  const block = (name: string) => (kind === "eks" ? properties : properties.at(name));
  return {
    kind,
    version: properties.at("version"),
    endpointPublicAccess: block("vpcConfig").at("endpointPublicAccess"),
    publicAccessCidrs: block("vpcConfig").at("publicAccessCidrs"),
    authenticationMode: block("accessConfig").at("authenticationMode"),
    enabledClusterLogTypes: properties.at("enabledClusterLogTypes"),
    bootstrapSelfManagedAddons: properties.at("bootstrapSelfManagedAddons"),
    deletionProtection: properties.at("deletionProtection"),
    autoMode: properties.at(kind === "eks" ? "autoMode" : "computeConfig", "enabled"),
  };
}
