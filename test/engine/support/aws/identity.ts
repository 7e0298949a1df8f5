import { createHash } from "node:crypto";

/** Hexadecimal digits that depend on nothing but `parts`: every run of a test sees the same ones. */
export function digits(count: number, ...parts: readonly string[]): string {
  return createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, count);
}

/** `aws:ec2/vpc:Vpc` of a URN. */
export function typeOf(urn: string): string {
  return urn.split("::")[2]!.split("$").at(-1)!;
}

/** The logical name of a URN. */
export function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/** Where something is. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** How a kind of resource is written in an ARN, where that is not its type's own name. */
const arnKinds: Record<string, string> = {
  "ec2/securityGroup": "security-group",
  "ec2/launchTemplate": "launch-template",
  "ec2/internetGateway": "internet-gateway",
  "ec2/natGateway": "natgateway",
  "ec2/vpcEndpoint": "vpc-endpoint",
  "ec2/routeTable": "route-table",
  "ec2/eip": "elastic-ip",
  "ec2/flowLog": "vpc-flow-log",
  "vpc/securityGroupIngressRule": "security-group-rule",
  "vpc/securityGroupEgressRule": "security-group-rule",
  "eks/nodeGroup": "nodegroup",
  "eks/accessEntry": "access-entry",
  "eks/podIdentityAssociation": "podidentityassociation",
  "iam/instanceProfile": "instance-profile",
  "iam/openIdConnectProvider": "oidc-provider",
};

/** The ARN of what is called `name`. */
export function arnOf(type: string, name: string, { account, region }: Place): string {
  const kind = type.split(":")[1]!;
  const [service = "", own = ""] = kind.split("/");
  const last = arnKinds[kind] ?? own;
  switch (service) {
    case "iam":
      return `arn:aws:iam::${account}:${last}/${name}`;
    case "s3":
      return `arn:aws:s3:::${name}`;
    case "cloudwatch":
      return `arn:aws:logs:${region}:${account}:log-group:${name}`;
    case "sqs":
      return `arn:aws:sqs:${region}:${account}:${name}`;
    default:
      return `arn:aws:${service === "vpc" ? "ec2" : service}:${region}:${account}:${last}/${name}`;
  }
}
