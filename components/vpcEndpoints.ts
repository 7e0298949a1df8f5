import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { endpointAddress, type ZoneAddresses } from "../config/addressPlan.js";
import type { AwsService } from "../config/awsServices.js";
import type { ZoneSubnet } from "./network.js";

export interface VpcEndpointsArgs {
  readonly region: string;
  readonly vpcId: pulumi.Input<string>;
  readonly zones: readonly ZoneAddresses[];
  readonly subnets: readonly ZoneSubnet[];
  readonly routeTableIds: readonly pulumi.Input<string>[];
  /** Security group of the endpoints' interfaces. */
  readonly securityGroup: aws.ec2.SecurityGroup;
  /** Security group of the nodes, which reach S3 by its gateway. */
  readonly nodeSecurityGroup: aws.ec2.SecurityGroup;
  readonly services: readonly AwsService[];
}

/**
 * AWS services inside the VPC, so that nodes need no Internet to reach them. Every interface has a fixed
 * address: a policy opens exactly the service that a flow names.
 */
export class VpcEndpoints extends pulumi.ComponentResource {
  constructor(name: string, args: VpcEndpointsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("basalt:network:VpcEndpoints", name, { region: args.region, services: args.services }, opts);
    const own = { parent: this };
    const service = (short: string) => `com.amazonaws.${args.region}.${short}`;
    // Image layers come from S3, in any amount: by the gateway they cost nothing.
    const s3 = new aws.ec2.VpcEndpoint(
      `${name}-s3-gateway`,
      {
        vpcId: args.vpcId,
        serviceName: service("s3"),
        vpcEndpointType: "Gateway",
        routeTableIds: [...args.routeTableIds],
      },
      own,
    );
    new aws.vpc.SecurityGroupEgressRule(
      `${name}-s3-gateway`,
      {
        securityGroupId: args.nodeSecurityGroup.id,
        prefixListId: s3.prefixListId,
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
        description: "Nodes to S3",
      },
      own,
    );
    for (const short of args.services) {
      new aws.ec2.VpcEndpoint(
        `${name}-${short}`,
        {
          vpcId: args.vpcId,
          serviceName: service(short),
          vpcEndpointType: "Interface",
          privateDnsEnabled: true,
          ...(short === "s3" ? { dnsOptions: { privateDnsOnlyForInboundResolverEndpoint: false } } : {}),
          subnetIds: args.subnets.map(({ id }) => id),
          subnetConfigurations: args.zones.map((zone, index) => ({
            subnetId: args.subnets[index]!.id,
            ipv4: endpointAddress(zone, short),
          })),
          securityGroupIds: [args.securityGroup.id],
        },
        own,
      );
    }
    this.registerOutputs();
  }
}
