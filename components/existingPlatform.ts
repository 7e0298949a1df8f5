import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Declaration } from "../config/declaration.js";
import { connectByContext } from "../lifecycle/kubernetesApi.js";
import type { Lifecycle } from "../lifecycle/lifecycle.js";
import { Calico, type CalicoArgs } from "./calico.js";
import { CalicoApi } from "./calicoApi.js";
import type { NodeGroup } from "./nodeGroup.js";
import type { Platform, Storage } from "./platform.js";

export interface ExistingPlatformArgs {
  readonly declaration: Declaration;
  readonly cluster: Extract<Declaration["cluster"], { kind: "existing" }>;
  /** Needed where Calico is to be installed. */
  readonly archives?: CalicoArgs["archives"];
  readonly lifecycle: Lifecycle;
}

/** A cluster that somebody else made. Calico is installed only where the declaration says so. */
export class ExistingPlatform extends pulumi.ComponentResource implements Platform {
  readonly provider: kubernetes.Provider;
  readonly calicoReady: readonly pulumi.Resource[] = [];
  readonly podsReady: readonly pulumi.Resource[] = [];
  readonly loadBalancers: boolean;
  readonly storage?: Storage;
  readonly nodeGroups: readonly NodeGroup[] = [];

  constructor(
    name: string,
    { declaration, cluster, archives, lifecycle }: ExistingPlatformArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    const { existing } = cluster;
    super("basalt:platform:ExistingPlatform", name, { cluster: existing.name }, opts);
    this.provider = new kubernetes.Provider(
      "kubernetes",
      { kubeconfig: existing.kubeconfig, context: existing.context, clusterIdentifier: existing.name },
      { parent: this },
    );
    lifecycle.reachBy(() => connectByContext(existing.context, existing.kubeconfig));
    this.loadBalancers = existing.loadBalancers;
    if (existing.storageClass !== undefined)
      // Somebody else's class decides what becomes of a volume without its claim.
      this.storage = { classes: { kept: existing.storageClass, deleted: existing.storageClass }, ready: [] };
    if (declaration.calico && archives) {
      const inCluster = { parent: this, providers: [this.provider], transforms: [lifecycle.succession] };
      const calico = new Calico("calico", { calico: declaration.calico, archives, provider: "" }, inCluster);
      const api = new CalicoApi(
        "calico-api",
        { observation: declaration.calico.observation, after: calico.ready },
        inCluster,
      );
      this.calicoReady = api.ready;
      this.podsReady = api.ready;
    }
    this.registerOutputs();
  }
}
