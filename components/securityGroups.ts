import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { PortRange } from "../flows/flow.js";

/** Addresses outside the VPC that pods or nodes call. */
export interface OutsideDestination {
  /** Unique and stable; becomes part of the rule's name. */
  readonly name: string;
  readonly cidr: string;
  readonly ports: PortRange;
  readonly description: string;
}

export interface SecurityGroupsArgs {
  readonly clusterName: string;
  readonly vpcId: pulumi.Input<string>;
  /** Ranges outside the VPC from which people and pipelines reach the API server. */
  readonly administrators: readonly string[];
  /** What leaves the VPC by the nodes; nothing else may. */
  readonly outside: readonly OutsideDestination[];
}

/**
 * Who may talk to whom below the pod network: the control plane, the nodes, the VPC endpoints. Rules are
 * resources of their own, because the cloud controller adds rules for load balancers to the nodes' group.
 */
export class SecurityGroups extends pulumi.ComponentResource {
  readonly controlPlane: aws.ec2.SecurityGroup;
  readonly nodes: aws.ec2.SecurityGroup;
  readonly endpoints: aws.ec2.SecurityGroup;

  constructor(name: string, args: SecurityGroupsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("basalt:network:SecurityGroups", name, { clusterName: args.clusterName }, opts);
    const own = { parent: this };
    const group = (suffix: string, description: string, tags: Record<string, string> = {}) =>
      new aws.ec2.SecurityGroup(
        `${name}-${suffix}`,
        {
          vpcId: args.vpcId,
          description,
          revokeRulesOnDelete: true,
          tags: { Name: `${args.clusterName}-${suffix}`, ...tags },
        },
        own,
      );
    this.controlPlane = group("control-plane", "API server interfaces");
    // The cloud controller looks for exactly one group with this tag on a node.
    this.nodes = group("nodes", "Nodes", { [`kubernetes.io/cluster/${args.clusterName}`]: "owned" });
    this.endpoints = group("endpoints", "VPC endpoints");

    /** One connection inside the VPC: an egress rule where it starts, an ingress rule where it ends. */
    const connect = (
      purpose: string,
      from: aws.ec2.SecurityGroup,
      to: aws.ec2.SecurityGroup,
      ipProtocol: "tcp" | "udp",
      port: number,
    ) => {
      const ports = { ipProtocol, fromPort: port, toPort: port, description: purpose };
      const rule = `${name}-${purpose.toLowerCase().replace(/\W+/g, "-")}`;
      new aws.vpc.SecurityGroupEgressRule(
        rule,
        { ...ports, securityGroupId: from.id, referencedSecurityGroupId: to.id },
        own,
      );
      new aws.vpc.SecurityGroupIngressRule(
        rule,
        { ...ports, securityGroupId: to.id, referencedSecurityGroupId: from.id },
        own,
      );
    };
    connect("Nodes and pods to API server", this.nodes, this.controlPlane, "tcp", 443);
    connect("API server to kubelet", this.controlPlane, this.nodes, "tcp", 10250);
    connect("API server to Calico API server", this.controlPlane, this.nodes, "tcp", 5443);
    connect("VXLAN among nodes", this.nodes, this.nodes, "udp", 4789);
    connect("Typha among nodes", this.nodes, this.nodes, "tcp", 5473);
    connect("Nodes and pods to VPC endpoints", this.nodes, this.endpoints, "tcp", 443);

    for (const cidr of new Set(args.administrators)) {
      new aws.vpc.SecurityGroupIngressRule(
        `${name}-administrators-${cidr.replace("/", "-")}`,
        {
          securityGroupId: this.controlPlane.id,
          cidrIpv4: cidr,
          ipProtocol: "tcp",
          fromPort: 443,
          toPort: 443,
          description: "Administrators to API server",
        },
        own,
      );
    }
    for (const { name: destination, cidr, ports, description } of args.outside) {
      new aws.vpc.SecurityGroupEgressRule(
        `${name}-to-${destination}`,
        {
          securityGroupId: this.nodes.id,
          cidrIpv4: cidr,
          ipProtocol: ports.protocol === "SCTP" ? "132" : ports.protocol.toLowerCase(),
          // EC2 filters SCTP as a whole protocol; the network policy still filters its ports.
          ...(ports.protocol === "SCTP" ? {} : { fromPort: ports.port, toPort: ports.endPort }),
          description,
        },
        own,
      );
    }
    this.registerOutputs({ nodes: this.nodes.id });
  }
}
