import { noOpenSecurityGroup } from "../../../policies/rules/no-open-security-group.js";
import { secret, unknown } from "../support/judge.js";
import { judges, type Case } from "../support/table.js";
import { verdictsOf } from "../support/workloads.js";

describe("no-open-security-group", () => {
  // Another rule asks the same resources for port 22.
  const withoutSsh = { "no-node-ssh": { level: "disabled" } } as const;
  const { refused, undecided } = (() => {
    const verdicts = verdictsOf(noOpenSecurityGroup);
    return {
      refused: (resource: Case[1], path: string, found: string, allowed = "ranges of known clients") =>
        verdicts.refused(resource, path, found, allowed),
      undecided: (resource: Case[1], ...paths: string[]) => verdicts.undecided(resource, ...paths),
    };
  })();
  const tcp443 = { fromPort: 443, toPort: 443 };
  const rule = (properties: object) => ({
    type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    properties: { ipProtocol: "tcp", ...tcp443, ...properties },
  });
  const classic = (properties: object) => ({
    type: "aws:ec2/securityGroupRule:SecurityGroupRule",
    properties: { type: "ingress", protocol: "tcp", ...tcp443, ...properties },
  });
  const group = (...ingress: object[]) => ({
    type: "aws:ec2/securityGroup:SecurityGroup",
    properties: { ingress: ingress.map((each) => ({ protocol: "tcp", ...tcp443, ...each })) },
  });
  const list = (...cidrs: unknown[]) => ({
    type: "aws:ec2/managedPrefixList:ManagedPrefixList",
    properties: { entries: cidrs.map((cidr) => ({ cidr })) },
  });
  const entry = (cidr: unknown) => ({
    type: "aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry",
    properties: { cidr },
  });
  const open = (ports: number[]) => ({ "no-open-security-group": { ports } });
  const world = '"0.0.0.0/0"';
  const bad = rule({ cidrIpv4: "0.0.0.0/0" });
  const badOn = (properties: object) => rule({ cidrIpv4: "0.0.0.0/0", ...properties });

  const refuse = (title: string, resource: Case[1], path: string, found: string): Case => [
    `refuses ${title}`,
    resource,
    [refused(resource, path, found)],
  ];
  const both = group({ cidrBlocks: ["10.0.0.0/8", "0.0.0.0/0"], ipv6CidrBlocks: ["::/0"] });
  const many = group({ cidrBlocks: ["52.0.0.0/8", "54.0.0.0/16"] });
  const wrong = rule({ cidrIpv4: "everyone" });
  const hidden = rule({ cidrIpv4: secret("0.0.0.0/0") });
  const unknownRange = rule({ cidrIpv4: unknown });
  const unknownRanges = group({ cidrBlocks: unknown });
  const unknownPort = badOn({ fromPort: unknown });
  const unknownType = classic({ type: unknown, cidrBlocks: ["0.0.0.0/0"] });

  judges(
    [
      ["accepts a range of clients", rule({ cidrIpv4: "203.0.113.0/24", cidrIpv6: "2001:db8::/32" }), []],
      ["accepts private ranges", rule({ cidrIpv4: "10.0.0.0/8" }), []],
      ["accepts a /8", rule({ cidrIpv4: "52.0.0.0/8" }), []],
      ["accepts a /16 of IPv6", rule({ cidrIpv6: "2600::/16" }), []],
      ["accepts another security group", rule({ referencedSecurityGroupId: "sg-0123456789abcdef0" }), []],
      ["accepts a prefix list", rule({ prefixListId: "pl-0123456789abcdef0" }), []],
      refuse("the Internet", bad, "cidrIpv4", world),
      refuse("half of it", rule({ cidrIpv4: "128.0.0.0/1" }), "cidrIpv4", '"128.0.0.0/1"'),
      refuse("a /7", rule({ cidrIpv4: "52.0.0.0/7" }), "cidrIpv4", '"52.0.0.0/7"'),
      refuse("a /15 of IPv6", rule({ cidrIpv6: "2600::/15" }), "cidrIpv6", '"2600::/15"'),
      refuse("the Internet of IPv6", rule({ cidrIpv6: "::/0" }), "cidrIpv6", '"::/0"'),
      refuse(
        "the Internet in a rule of the older kind",
        classic({ cidrBlocks: ["0.0.0.0/0"] }),
        "cidrBlocks[0]",
        world,
      ),
      ["accepts it as a target", classic({ type: "egress", cidrBlocks: ["0.0.0.0/0"] }), []],
      [
        "refuses the Internet in rules of a group",
        both,
        [
          refused(both, "ingress[0].cidrBlocks[1]", world),
          refused(both, "ingress[0].ipv6CidrBlocks[0]", '"::/0"'),
        ],
      ],
      refuse("ranges that are too many together", many, "ingress[0].cidrBlocks[0]", '"52.0.0.0/8"'),
      ["accepts a group without rules", group(), []],
      [
        "says nothing of egress in a group",
        {
          type: "aws:ec2/securityGroup:SecurityGroup",
          properties: { egress: [{ cidrBlocks: ["0.0.0.0/0"] }] },
        },
        [],
      ],
      refuse(
        "the Internet in a VPC's default group",
        {
          ...group({ cidrBlocks: ["0.0.0.0/0"] }),
          type: "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
        },
        "ingress[0].cidrBlocks[0]",
        world,
      ),
      ["accepts a prefix list of ranges", list("10.0.0.0/8", "203.0.113.0/24"), []],
      refuse("the Internet in a prefix list", list("10.0.0.0/8", "0.0.0.0/0"), "entries[1].cidr", world),
      refuse("the Internet as an entry of one", entry("0.0.0.0/1"), "cidr", '"0.0.0.0/1"'),
      ["accepts another entry of one", entry("203.0.113.0/24"), []],
      ["refuses what is no range", wrong, [refused(wrong, "cidrIpv4", '"everyone"', "a CIDR")]],
      ["does not show a secret", hidden, [refused(hidden, "cidrIpv4", "a secret")]],
      [
        "is undecided where only a deployment can tell the range",
        unknownRange,
        [undecided(unknownRange, "cidrIpv4")],
      ],
      [
        "is undecided where only a deployment can tell the ranges",
        unknownRanges,
        [undecided(unknownRanges, "ingress[0].cidrBlocks")],
      ],
      ["needs no port to decide", unknownPort, [refused(unknownPort, "cidrIpv4", world)]],
      [
        "is undecided where only a deployment can tell the direction",
        unknownType,
        [undecided(unknownType, "type")],
      ],
      ["accepts the Internet on a declared port", bad, [], open([80, 443])],
      ["accepts it by UDP", badOn({ ipProtocol: "UDP" }), [], open([443])],
      ["accepts it by the number of a protocol", badOn({ ipProtocol: "6" }), [], open([443])],
      ["accepts two declared ports in a row", badOn({ fromPort: 443, toPort: 444 }), [], open([443, 444])],
      [
        "is undecided where only a deployment can tell whether the port is declared",
        unknownPort,
        [undecided(unknownPort, "fromPort")],
        open([443]),
      ],
      ...(
        [
          ["another port", { toPort: 444 }],
          ["a port before", { fromPort: 442 }],
          ["every protocol", { ipProtocol: "-1" }],
          ["another protocol", { ipProtocol: "icmp" }],
          ["no ports", { fromPort: undefined, toPort: undefined }],
          ["ports the wrong way round", { fromPort: 444 }],
        ] as const
      ).map(([title, properties]): Case => {
        const resource = rule(
          JSON.parse(JSON.stringify({ cidrIpv4: "0.0.0.0/0", ...tcp443, ...properties })) as object,
        );
        if (title === "no ports") delete (resource.properties as Record<string, unknown>)["fromPort"];
        return [
          `refuses ${title} beside the declared one`,
          resource,
          [refused(resource, "cidrIpv4", world)],
          open([443]),
        ];
      }),
      [
        "says nothing of other resources",
        { type: "aws:ec2/vpc:Vpc", properties: { cidrBlock: "0.0.0.0/0" } },
        [],
      ],
    ],
    withoutSsh,
  );
});
