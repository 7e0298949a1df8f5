import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { ZoneAddresses } from "../config/addressPlan.js";

export interface NetworkArgs {
  /** Name of the cluster; load balancers find their subnets by it. */
  readonly clusterName: string;
  readonly vpcCidr: string;
  readonly zones: readonly ZoneAddresses[];
  readonly natGateways: "one-per-zone" | "single";
  /** A transit gateway by which other networks reach the control plane and the load balancers. */
  readonly transitGateway?: { readonly id: string; readonly cidrs: readonly string[] };
}

/** A subnet and the zone it is in. */
export interface ZoneSubnet {
  readonly zone: string;
  readonly id: pulumi.Output<string>;
}

/**
 * The VPC: for each zone a public subnet (load balancers, NAT), a private one (nodes), and two without a way
 * to the Internet (the control plane's interfaces, the VPC endpoints).
 */
export class Network extends pulumi.ComponentResource {
  readonly vpcId: pulumi.Output<string>;
  readonly nodeSubnets: readonly ZoneSubnet[];
  readonly controlPlaneSubnets: readonly ZoneSubnet[];
  readonly endpointSubnets: readonly ZoneSubnet[];
  /** Route tables of the node subnets, for gateway endpoints. */
  readonly nodeRouteTableIds: readonly pulumi.Output<string>[];

  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("basalt:network:Network", name, { ...args }, opts);
    const own = { parent: this };
    const vpc = new aws.ec2.Vpc(
      name,
      {
        cidrBlock: args.vpcCidr,
        enableDnsHostnames: true,
        enableDnsSupport: true,
        tags: { Name: args.clusterName },
      },
      own,
    );
    // A VPC's default group lets its members talk to each other: take its rules away.
    new aws.ec2.DefaultSecurityGroup(`${name}-default`, { vpcId: vpc.id, ingress: [], egress: [] }, own);

    const cluster = { [`kubernetes.io/cluster/${args.clusterName}`]: "shared" };
    const subnets = (
      purpose: "public" | "private" | "controlPlane" | "endpoints",
      tags: Record<string, string>,
    ) =>
      args.zones.map((addresses): ZoneSubnet => {
        const subnet = new aws.ec2.Subnet(
          `${name}-${dashed(purpose)}-${addresses.zone}`,
          {
            vpcId: vpc.id,
            availabilityZone: addresses.zone,
            cidrBlock: addresses[purpose],
            mapPublicIpOnLaunch: false,
            tags: { Name: `${args.clusterName}-${dashed(purpose)}-${addresses.zone}`, ...tags },
          },
          own,
        );
        return { zone: addresses.zone, id: subnet.id };
      });
    const publicSubnets = subnets("public", { ...cluster, "kubernetes.io/role/elb": "1" });
    this.nodeSubnets = subnets("private", { ...cluster, "kubernetes.io/role/internal-elb": "1" });
    this.controlPlaneSubnets = subnets("controlPlane", {});
    this.endpointSubnets = subnets("endpoints", {});

    const table = (suffix: string) =>
      new aws.ec2.RouteTable(
        `${name}-${suffix}`,
        { vpcId: vpc.id, tags: { Name: `${args.clusterName}-${suffix}` } },
        own,
      );
    const associate = (suffix: string, subnet: ZoneSubnet, routeTable: aws.ec2.RouteTable) =>
      new aws.ec2.RouteTableAssociation(
        `${name}-${suffix}-${subnet.zone}`,
        { subnetId: subnet.id, routeTableId: routeTable.id },
        own,
      );

    const gateway = new aws.ec2.InternetGateway(
      name,
      { vpcId: vpc.id, tags: { Name: args.clusterName } },
      own,
    );
    const publicTable = table("public");
    new aws.ec2.Route(
      `${name}-public`,
      { routeTableId: publicTable.id, destinationCidrBlock: "0.0.0.0/0", gatewayId: gateway.id },
      own,
    );
    for (const subnet of publicSubnets) associate("public", subnet, publicTable);

    const natZones = args.natGateways === "single" ? publicSubnets.slice(0, 1) : publicSubnets;
    const natGateways = natZones.map((subnet) => {
      const address = new aws.ec2.Eip(
        `${name}-nat-${subnet.zone}`,
        { domain: "vpc", tags: { Name: `${args.clusterName}-nat-${subnet.zone}` } },
        own,
      );
      return new aws.ec2.NatGateway(
        `${name}-${subnet.zone}`,
        {
          subnetId: subnet.id,
          allocationId: address.id,
          tags: { Name: `${args.clusterName}-${subnet.zone}` },
        },
        { ...own, dependsOn: [gateway] },
      );
    });
    this.nodeRouteTableIds = this.nodeSubnets.map((subnet, index) => {
      const routeTable = table(`private-${subnet.zone}`);
      const nat = natGateways[index] ?? natGateways[0]!;
      new aws.ec2.Route(
        `${name}-private-${subnet.zone}`,
        { routeTableId: routeTable.id, destinationCidrBlock: "0.0.0.0/0", natGatewayId: nat.id },
        own,
      );
      associate("private", subnet, routeTable);
      return routeTable.id;
    });
    const isolated = table("isolated");
    for (const subnet of this.controlPlaneSubnets) associate("control-plane", subnet, isolated);
    for (const subnet of this.endpointSubnets) associate("endpoints", subnet, isolated);

    if (args.transitGateway) {
      const { id, cidrs } = args.transitGateway;
      const attachment = new aws.ec2transitgateway.VpcAttachment(
        name,
        {
          transitGatewayId: id,
          vpcId: vpc.id,
          subnetIds: this.controlPlaneSubnets.map((subnet) => subnet.id),
          tags: { Name: args.clusterName },
        },
        own,
      );
      const tables = {
        ...Object.fromEntries(
          this.nodeSubnets.map(({ zone }, index) => [`private-${zone}`, this.nodeRouteTableIds[index]!]),
        ),
        isolated: isolated.id,
      };
      for (const [table, routeTableId] of Object.entries(tables)) {
        for (const cidr of new Set(cidrs)) {
          new aws.ec2.Route(
            `${name}-${table}-${cidr.replace("/", "-")}`,
            { routeTableId, destinationCidrBlock: cidr, transitGatewayId: id },
            { ...own, dependsOn: [attachment] },
          );
        }
      }
    }

    this.vpcId = vpc.id;
    this.registerOutputs({ vpcId: this.vpcId });
  }
}

function dashed(purpose: string): string {
  return purpose.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
