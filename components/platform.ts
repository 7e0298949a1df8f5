import type * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { NodeGroup } from "./nodeGroup.js";

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
  readonly nodeGroups: readonly NodeGroup[];
}
