import { launchesInstances, launchesOf } from "../aws/launches.js";
import { nodeGroupType } from "../aws/nodeGroups.js";
import {
  ingressRulesOf,
  isAmongMembers,
  isSecurityGroup,
  opensAll,
  opensPort,
} from "../aws/securityGroups.js";
import { finding, type Finding } from "../model/finding.js";
import type { Resource } from "../model/resource.js";
import { resourceRule } from "../model/rule.js";
import type { Value } from "../model/value.js";

/** Where components of @pulumi/eks take keys. */
const componentKeys: Readonly<Record<string, readonly string[]>> = {
  [nodeGroupType]: ["remoteAccess"],
  "eks:index:Cluster": ["nodePublicKey"],
  "eks:index:ManagedNodeGroup": ["remoteAccess"],
  "eks:index:NodeGroup": ["keyName", "nodePublicKey"],
  "eks:index:NodeGroupV2": ["keyName", "nodePublicKey"],
};

const sshPort = 22;

/** Nobody logs in to a node that is replaced rather than repaired. */
export const noNodeSsh = resourceRule({
  name: "no-node-ssh",
  area: "nodes",
  description: "nobody can log in to nodes by SSH",
  severity: "high",
  enforcementLevel: "mandatory",
  why: "Whoever logs in to a node changes it by hand, reaches every pod on it, and leaves no trace in the cluster's audit log.",
  remediationSteps:
    "Remove the key, remoteAccess, and security group rules that let port 22 in; use Session Manager where a node has to be looked at, and replace the node afterwards.",
  url: "https://docs.aws.amazon.com/eks/latest/best-practices/protecting-the-infrastructure.html",
  tags: ["access"],
  frameworks: [
    {
      framework: "SOC 2",
      reference: "CC6.1",
      specification: "Logical access to infrastructure is restricted",
    },
    {
      framework: "PCI DSS",
      reference: "2.2.4",
      specification: "Only necessary services, protocols, daemons and functions are enabled",
    },
  ],
  appliesTo: (type) => type in componentKeys || launchesInstances(type) || isSecurityGroup(type),
  check: (resource) => [
    ...(componentKeys[resource.type] ?? []).flatMap((key) => absent(resource.properties.at(key))),
    ...launchesOf(resource).flatMap(({ keyName }) => absent(keyName)),
    ...openRules(resource),
  ],
  examples: {
    complies: [
      {
        type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        properties: { ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIpv4: "10.0.0.0/16" },
      },
    ],
    violates: [
      {
        type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        properties: { ipProtocol: "tcp", fromPort: 20, toPort: 25, cidrIpv4: "10.0.0.0/16" },
      },
    ],
  },
});

function absent(value: Value): Finding[] {
  return value.present ? [finding(value, { allowed: "nothing" })] : [];
}

function openRules(resource: Resource): Finding[] {
  return ingressRulesOf(resource)
    .filter((rule) => !(opensAll(rule) && isAmongMembers(rule)) && opensPort(rule, sshPort))
    .map(({ value, protocol, from, to }) =>
      finding(value, {
        found: `SSH let in (protocol ${protocol.show()}, ports ${from.show()} to ${to.show()})`,
        allowed: "ports other than 22; every protocol among members of one group (self) alone",
      }),
    );
}
