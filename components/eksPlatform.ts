import * as aws from "@pulumi/aws";
import type * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { connect } from "../lifecycle/kubernetesApi.js";
import type { Lifecycle } from "../lifecycle/lifecycle.js";
import { addressPlan } from "../config/addressPlan.js";
import type { Declaration } from "../config/declaration.js";
import { BlockStorage, driverAccount, driverPolicy } from "./blockStorage.js";
import { Calico, type CalicoArgs } from "./calico.js";
import { CalicoApi } from "./calicoApi.js";
import { Cluster } from "./cluster.js";
import { ClusterDns } from "./clusterDns.js";
import { FlowLogs } from "./flowLogs.js";
import { Network } from "./network.js";
import { NodeGroup } from "./nodeGroup.js";
import { outsideDestinations } from "./outsideDestinations.js";
import type { AwsCluster, Platform, Storage } from "./platform.js";
import { PodIdentity } from "./podIdentity.js";
import { PodIdentityAgent } from "./podIdentityAgent.js";
import { Registry } from "./registry.js";
import { SecurityGroups } from "./securityGroups.js";
import { VpcEndpoints } from "./vpcEndpoints.js";

export interface EksPlatformArgs {
  readonly declaration: Declaration;
  readonly cluster: Extract<Declaration["cluster"], { kind: "eks" }>;
  readonly archives: CalicoArgs["archives"];
  readonly lifecycle: Lifecycle;
}

/**
 * Everything in AWS, and Calico on it, in the order that a cluster without a CNI of AWS's needs: control
 * plane, Calico's operator, nodes, DNS, Calico's API server.
 */
export class EksPlatform extends pulumi.ComponentResource implements Platform {
  readonly provider: kubernetes.Provider;
  readonly calicoReady: readonly pulumi.Resource[];
  readonly podsReady: readonly pulumi.Resource[];
  readonly deletedWith: pulumi.Resource;
  readonly loadBalancers = true;
  readonly aws: AwsCluster;
  readonly storage?: Storage;
  readonly nodeGroups: readonly NodeGroup[];

  constructor(
    name: string,
    { declaration, cluster, archives, lifecycle }: EksPlatformArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    const { eks, network, nodes, addons, registry, endpoints } = cluster;
    const calico = declaration.calico!;
    const provider = new aws.Provider("aws", {
      region: eks.region,
      // Another account's credentials stop here, not half-way.
      allowedAccountIds: [eks.account],
      defaultTags: { tags: { "basalt:stack": declaration.stack, "basalt:cluster": eks.name } },
    });
    super("basalt:platform:EksPlatform", name, { cluster: eks.name }, { ...opts, providers: [provider] });
    const own = { parent: this };
    const zones = addressPlan(network);

    const vpc = new Network(
      "network",
      {
        clusterName: eks.name,
        vpcCidr: network.vpcCidr,
        zones,
        natGateways: network.natGateways,
        transitGateway: network.transitGateway,
      },
      own,
    );
    new FlowLogs(
      "flow-logs",
      {
        clusterName: eks.name,
        vpcId: vpc.vpcId,
        account: eks.account,
        retentionDays: eks.logRetentionDays,
        keep: eks.keep.includes("logs"),
      },
      own,
    );
    const groups = new SecurityGroups(
      "security-groups",
      {
        clusterName: eks.name,
        vpcId: vpc.vpcId,
        administrators: eks.privateAccess ?? [],
        outside: outsideDestinations(declaration),
      },
      own,
    );
    const vpcEndpoints = new VpcEndpoints(
      "endpoints",
      {
        region: eks.region,
        vpcId: vpc.vpcId,
        zones,
        subnets: vpc.endpointSubnets,
        routeTableIds: vpc.nodeRouteTableIds,
        securityGroup: groups.endpoints,
        nodeSecurityGroup: groups.nodes,
        services: endpoints,
      },
      own,
    );
    const control = new Cluster(
      "cluster",
      {
        cluster: eks,
        vpcId: vpc.vpcId,
        serviceCidr: network.serviceCidr,
        subnetIds: vpc.controlPlaneSubnets.map(({ id }) => id),
        securityGroup: groups.controlPlane,
        lifecycle,
        kubeProxyVersion: addons["kube-proxy"],
      },
      own,
    );
    const inCluster = {
      parent: this,
      providers: [provider, control.provider],
      transforms: [lifecycle.succession],
    };
    const operator = new Calico(
      "calico",
      { calico, archives, provider: "EKS", deletedWith: control.control },
      inCluster,
    );
    const known = { name: eks.name, region: eks.region, account: eks.account, ready: control.control };
    const agentVersion = addons["eks-pod-identity-agent"];
    const driverVersion = addons["aws-ebs-csi-driver"];
    // Both are there before nodes, and after them: the driver deletes volumes until the last node goes.
    const agents = [
      ...(agentVersion === undefined
        ? []
        : [
            new PodIdentityAgent(
              "pod-identity-agent",
              { clusterName: eks.name, version: agentVersion },
              { ...own, dependsOn: [control.control] },
            ).addon,
          ]),
      ...(driverVersion === undefined
        ? []
        : new PodIdentity(
            "block-storage",
            { cluster: known, ...driverAccount, managedPolicy: driverPolicy },
            own,
          ).ready),
    ];
    this.nodeGroups = nodes.map(
      (group) =>
        new NodeGroup(
          group.name,
          {
            clusterName: eks.name,
            region: eks.region,
            clusterVersion: eks.version,
            group,
            subnets: vpc.nodeSubnets,
            securityGroup: groups.nodes,
            lifecycle,
            liveSizes: declaration.deployed.liveSizes,
            after: [vpc, groups, control.control, vpcEndpoints, ...operator.ready, ...agents],
          },
          own,
        ),
    );
    const nodeResources = this.nodeGroups.flatMap((group) => group.zones);
    const dns = new ClusterDns(
      "dns",
      { clusterName: eks.name, version: addons.coredns, deletedWith: control.control },
      { ...own, dependsOn: nodeResources },
    );
    const api = new CalicoApi(
      "calico-api",
      {
        observation: calico.observation,
        deletedWith: control.control,
        after: [...operator.ready, dns.addon],
      },
      inCluster,
    );

    if (driverVersion !== undefined)
      this.storage = new BlockStorage(
        "block-storage",
        { clusterName: eks.name, version: driverVersion, lifecycle, deletedWith: control.control },
        { ...inCluster, dependsOn: [dns.addon] },
      );
    if (registry) new Registry("registry", registry, own);

    lifecycle.reachBy(() => connect(eks));
    this.provider = control.provider;
    this.aws = { ...known, provider };
    this.calicoReady = api.ready;
    // DNS comes after the nodes.
    this.podsReady = [dns.addon];
    this.deletedWith = control.control;
    this.registerOutputs();
  }
}
