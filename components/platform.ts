import type * as aws from "@pulumi/aws";
import type * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { NodeGroup } from "./nodeGroup.js";

/** The cluster as AWS knows it, for what AWS gives to workloads. */
export interface AwsCluster {
  readonly provider: aws.Provider;
  readonly name: string;
  readonly region: string;
  readonly account: string;
  /** What AWS's objects in the cluster need first. */
  readonly ready: pulumi.Resource;
}

/** Where volumes come from. */
export interface Storage {
  /** The StorageClass of volumes that are kept, and of those that go with their claims. */
  readonly classes: { readonly kept: string; readonly deleted: string };
  /** What claims need first, and are deleted before. */
  readonly ready: readonly pulumi.Resource[];
}

/** A cluster with Calico, whoever made it: what everything inside it is deployed to. */
export interface Platform {
  readonly provider: kubernetes.Provider;
  /** What objects of Calico's own kinds need first. */
  readonly calicoReady: readonly pulumi.Resource[];
  /** What pods need first: nodes and DNS. */
  readonly podsReady: readonly pulumi.Resource[];
  /** With this gone, objects whose controllers went with it need no deleting. */
  readonly deletedWith?: pulumi.Resource;
  /** Whether Services of type LoadBalancer get an address. */
  readonly loadBalancers: boolean;
  /** Undefined where AWS does not know the cluster. */
  readonly aws?: AwsCluster;
  /** Undefined where there are no volumes. */
  readonly storage?: Storage;
  readonly nodeGroups: readonly NodeGroup[];
}
