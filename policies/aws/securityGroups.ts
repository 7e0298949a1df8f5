import type { Resource } from "../model/resource.js";
import type { Value } from "../model/value.js";

/** What a security group lets in. */
export interface IngressRule {
  readonly value: Value;
  readonly protocol: Value;
  readonly from: Value;
  readonly to: Value;
}

const readers: Readonly<Record<string, (properties: Value) => IngressRule[]>> = {
  "aws:ec2/securityGroup:SecurityGroup": inline,
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": inline,
  "aws:ec2/securityGroupRule:SecurityGroupRule": (rule) =>
    rule.at("type").text() === "egress" ? [] : [ruleOf(rule, "protocol")],
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": (rule) => [ruleOf(rule, "ipProtocol")],
};

/** Whether resources of a type say what a security group lets in. */
export function isSecurityGroup(type: string): boolean {
  return type in readers;
}

/** What a resource lets in. */
export function ingressRulesOf(resource: Resource): IngressRule[] {
  return readers[resource.type]?.(resource.properties) ?? [];
}

function inline(group: Value): IngressRule[] {
  return group
    .at("ingress")
    .items()
    .map((rule) => ruleOf(rule, "protocol"));
}

function ruleOf(value: Value, protocolKey: string): IngressRule {
  return { value, protocol: value.at(protocolKey), from: value.at("fromPort"), to: value.at("toPort") };
}

/** Protocols by name or number (https://www.iana.org/assignments/protocol-numbers), as EC2 takes them. */
const everyProtocol: ReadonlySet<unknown> = new Set(["-1", "all"]);
const tcp: ReadonlySet<unknown> = new Set(["tcp", "6"]);

/**
 * Whether a rule lets in the members of its own group alone. Nodes need all of that between them, and EKS' own security
 * group of a cluster has it: https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html
 */
export function isAmongMembers({ value }: IngressRule): boolean {
  const self = value.at("self");
  return !self.unknown && self.flag() === true && sources.every((key) => isEmpty(value.at(key)));
}

const sources = [
  "cidrBlocks",
  "ipv6CidrBlocks",
  "prefixListIds",
  "securityGroups",
  "sourceSecurityGroupId",
] as const;

function isEmpty(value: Value): boolean {
  return !value.given || (!value.unknown && value.text() === undefined && value.items().length === 0);
}

/** Whether a rule lets every protocol in; one that only a deployment can tell does not. */
export function opensAll({ protocol }: IngressRule): boolean {
  return !protocol.unknown && everyProtocol.has(nameOf(protocol));
}

function nameOf(protocol: Value): string {
  return (protocol.text() ?? String(protocol.number())).toLowerCase();
}

/** Whether a rule lets a TCP port in; false, and noted, where only a deployment can tell. */
export function opensPort({ protocol, from, to }: IngressRule, port: number): boolean {
  const name = protocol.unknown ? undefined : nameOf(protocol);
  if (everyProtocol.has(name)) return true;
  if (name !== undefined && !tcp.has(name)) return false;
  // An absent end leaves nothing out.
  const first = from.unknown ? 0 : (from.number() ?? 0);
  const last = to.unknown ? maxPort : (to.number() ?? maxPort);
  // With every protocol both ends are 0 and say nothing.
  const says = name !== undefined || last > 0;
  if (says && (first > port || last < port)) return false;
  const unknown = [protocol, from, to].filter((value) => value.unknown);
  for (const value of unknown) value.leaveOpen();
  return unknown.length === 0;
}

const maxPort = 65535;
