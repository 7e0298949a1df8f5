import { z } from "zod";
import { ingressRulesOf, isSecurityGroup, type IngressRule } from "../aws/securityGroups.js";
import { isInternet } from "../network/addresses.js";
import { namedBy, unreadable } from "../network/block.js";
import { boundary, restrictedInbound } from "../network/frameworks.js";
import { waitsFor } from "../model/conditions.js";
import { finding, type Finding } from "../model/finding.js";
import { resourceRule } from "../model/rule.js";
import type { Value } from "../model/value.js";

const prefixList = "aws:ec2/managedPrefixList:ManagedPrefixList";
const eitherWay = "aws:ec2/securityGroupRule:SecurityGroupRule";
const prefixListEntry = "aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry";

/** The Internet, whole or in halves, or a prefix list that is. */
export const noOpenSecurityGroup = resourceRule({
  name: "no-open-security-group",
  area: "network",
  description: "no security group lets the Internet in but on ports that are declared",
  severity: "high",
  enforcementLevel: "mandatory",
  why: "A port that the whole Internet reaches is found within minutes, and what answers on it is attacked for as long as it is there.",
  remediationSteps:
    "Name the client ranges or another security group. Where the Internet is meant, expose a declared flow by a load balancer, or name the port in the parameter `ports`.",
  url: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
  tags: ["aws"],
  frameworks: [restrictedInbound, boundary],
  parameters: z.strictObject({
    ports: z
      .array(z.int().min(1).max(65535))
      .default([])
      .describe("TCP and UDP ports that the Internet may reach: those of declared flows from it"),
  }),
  weakenedBy: ({ ports }) => (ports.length > 0 ? ["ports"] : []),
  appliesTo: (type) => isSecurityGroup(type) || type === prefixList || type === prefixListEntry,
  check: ({ type, properties, ...resource }, { ports }) => {
    if (type === prefixListEntry) return judge([properties.at("cidr")], () => false);
    if (type === prefixList)
      return judge(
        properties
          .at("entries")
          .items()
          .map((entry) => entry.at("cidr")),
        () => false,
      );
    // A rule of the older kind may be one for egress.
    if (type === eitherWay && waitsFor(properties.at("type"))) return [];
    return ingressRulesOf({ type, properties, ...resource }).flatMap((rule) =>
      judge(cidrsOf(rule.value), () => isAccepted(rule, ports)),
    );
  },
  examples: {
    complies: [
      {
        type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        properties: { ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIpv4: "203.0.113.0/24" },
      },
    ],
    violates: [
      {
        type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        properties: { ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIpv4: "0.0.0.0/0" },
      },
    ],
  },
});

/** Where the kinds of rules keep their ranges. */
function cidrsOf(rule: Value): Value[] {
  return [
    ...["cidrIpv4", "cidrIpv6"].map((key) => rule.at(key)).filter((value) => value.given),
    ...["cidrBlocks", "ipv6CidrBlocks"].flatMap((key) => {
      const list = rule.at(key);
      return list.unknown ? [list] : list.items();
    }),
  ];
}

function judge(cidrs: readonly Value[], isDeclared: () => boolean): Finding[] {
  const blocks = cidrs.map((value) => ({ value, cidrs: [value] }));
  const mistakes = blocks.flatMap(unreadable).map((value) => finding(value, { allowed: "a CIDR" }));
  const named = blocks.flatMap(namedBy);
  if (!isInternet(named) || isDeclared()) return mistakes;
  const wide = cidrs.filter((value) => isInternet(namedBy({ value, cidrs: [value] })));
  // Many narrow ranges can be the Internet together.
  const shown = wide.length > 0 ? wide : cidrs.slice(0, 1);
  return [...mistakes, ...shown.map((value) => finding(value, { allowed: "ranges of known clients" }))];
}

/** TCP and UDP by name and by number. */
const portProtocols = new Set(["tcp", "udp", "6", "17"]);

function isAccepted({ protocol, from, to }: IngressRule, ports: readonly number[]): boolean {
  if (ports.length === 0) return false;
  const name = protocol.text() ?? String(protocol.number());
  if (!protocol.unknown && !portProtocols.has(name.toLowerCase())) return false;
  const [first, last] = [from.number(), to.number()];
  // What only a deployment can tell is undecided, which reading it has noted.
  if (protocol.unknown || from.unknown || to.unknown) return true;
  if (first === undefined || last === undefined || first > last) return false;
  for (let port = first; port <= last; port += 1) if (!ports.includes(port)) return false;
  return true;
}
