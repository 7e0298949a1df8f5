import { digits } from "./identity.js";
import { joined, type Kind } from "./kind.js";
import { text } from "./values.js";

const rule: Kind = {
  idPrefix: "sgr",
  replacedBy: ["securityGroupId"],
  outputs: ({ id }) => ({ securityGroupRuleId: id }),
};

/** What a VPC consists of. */
export const networkKinds: Record<string, Kind> = {
  "aws:ec2/vpc:Vpc": {
    idPrefix: "vpc",
    replacedBy: ["cidrBlock", "instanceTenancy", "ipv4IpamPoolId"],
    outputs: ({ id, account }) => ({
      defaultNetworkAclId: `acl-0${digits(16, id)}`,
      defaultRouteTableId: `rtb-0${digits(16, id)}`,
      mainRouteTableId: `rtb-0${digits(16, id)}`,
      defaultSecurityGroupId: `sg-0${digits(16, id, "default")}`,
      dhcpOptionsId: "dopt-0123456789abcdef0",
      instanceTenancy: "default",
      ownerId: account,
    }),
  },
  "aws:ec2/subnet:Subnet": {
    idPrefix: "subnet",
    replacedBy: ["vpcId", "cidrBlock", "availabilityZone", "availabilityZoneId"],
    taken: joined(" ", "vpcId", "cidrBlock"),
    conflict: "InvalidSubnet.Conflict",
    outputs: ({ account, inputs }) => ({
      availabilityZoneId: `az-${text(inputs, "availabilityZone").at(-1) ?? "a"}`,
      ownerId: account,
      assignIpv6AddressOnCreation: false,
      mapPublicIpOnLaunch: false,
    }),
  },
  "aws:ec2/securityGroup:SecurityGroup": {
    idPrefix: "sg",
    named: "name",
    replacedBy: ["name", "namePrefix", "description", "vpcId"],
    taken: joined(" ", "vpcId", "name"),
    conflict: "InvalidGroup.Duplicate",
    outputs: ({ account }) => ({
      ownerId: account,
      description: "Managed by Pulumi",
      ingress: [],
      egress: [],
    }),
  },
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": {
    idPrefix: "sg",
    replacedBy: ["vpcId"],
    outputs: ({ account }) => ({
      ownerId: account,
      name: "default",
      description: "default VPC security group",
    }),
  },
  "aws:ec2/securityGroupRule:SecurityGroupRule": {
    idPrefix: "sgrule",
    tagged: false,
    replacedBy: [
      "type",
      "fromPort",
      "toPort",
      "protocol",
      "cidrBlocks",
      "ipv6CidrBlocks",
      "prefixListIds",
      "securityGroupId",
      "self",
      "sourceSecurityGroupId",
    ],
  },
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": rule,
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": rule,
  "aws:ec2/internetGateway:InternetGateway": {
    idPrefix: "igw",
    outputs: ({ account }) => ({ ownerId: account }),
  },
  "aws:ec2/eip:Eip": {
    idPrefix: "eipalloc",
    replacedBy: ["domain", "networkBorderGroup", "publicIpv4Pool", "address"],
    outputs: ({ id }) => ({ allocationId: id, publicIp: address("198.51.100", id), domain: "vpc" }),
  },
  "aws:ec2/natGateway:NatGateway": {
    idPrefix: "nat",
    replacedBy: ["subnetId", "allocationId", "connectivityType", "privateIp"],
    outputs: ({ id }) => ({
      publicIp: address("198.51.100", id),
      privateIp: address("10.0.0", id),
      networkInterfaceId: `eni-0${digits(16, id)}`,
      connectivityType: "public",
    }),
  },
  "aws:ec2/routeTable:RouteTable": {
    idPrefix: "rtb",
    replacedBy: ["vpcId"],
    outputs: ({ account }) => ({ ownerId: account, routes: [], propagatingVgws: [] }),
  },
  "aws:ec2/route:Route": {
    idPrefix: "r-rtb",
    tagged: false,
    replacedBy: [
      "routeTableId",
      "destinationCidrBlock",
      "destinationIpv6CidrBlock",
      "destinationPrefixListId",
    ],
    taken: joined(" ", "routeTableId", "destinationCidrBlock", "destinationPrefixListId"),
    conflict: "RouteAlreadyExists",
    outputs: () => ({ origin: "CreateRoute", state: "active" }),
  },
  "aws:ec2/routeTableAssociation:RouteTableAssociation": {
    idPrefix: "rtbassoc",
    tagged: false,
    replacedBy: ["subnetId", "gatewayId"],
    taken: joined("", "subnetId", "gatewayId"),
    conflict: "Resource.AlreadyAssociated",
  },
  "aws:ec2/vpcEndpoint:VpcEndpoint": {
    idPrefix: "vpce",
    replacedBy: ["vpcId", "serviceName", "serviceRegion", "vpcEndpointType"],
    outputs: ({ id, account }) => ({
      prefixListId: `pl-${digits(8, id)}`,
      cidrBlocks: [],
      dnsEntries: [],
      networkInterfaceIds: [],
      ownerId: account,
      requesterManaged: false,
      state: "available",
      policy: "",
    }),
  },
  "aws:ec2/flowLog:FlowLog": {
    idPrefix: "fl",
    replacedBy: [
      "vpcId",
      "subnetId",
      "eniId",
      "logDestination",
      "logDestinationType",
      "logFormat",
      "maxAggregationInterval",
      "trafficType",
      "destinationOptions",
      "iamRoleArn",
    ],
  },
  "aws:ec2transitgateway/vpcAttachment:VpcAttachment": {
    idPrefix: "tgw-attach",
    replacedBy: ["transitGatewayId", "vpcId"],
    outputs: ({ account }) => ({ vpcOwnerId: account }),
  },
};

/** An address in a /24, the same for the same id. */
function address(network: string, id: string): string {
  return `${network}.${1 + (Number.parseInt(digits(4, id), 16) % 253)}`;
}
