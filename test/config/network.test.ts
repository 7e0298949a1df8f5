import { inStack, refuses } from "../support/project.js";

const zones = "zones: [eu-central-1a, eu-central-1b, eu-central-1c]";
const gateway = "tgw-0123456789abcdef0";

describe("the network", () => {
  refuses([
    {
      title: "refuses Services inside the VPC",
      changes: [inStack("172.20.0.0/16", "10.0.64.0/20")],
      problems: [
        "Pulumi.test.yaml:14 config.basalt:network.serviceCidr: found 10.0.64.0/20, which overlaps network.vpcCidr 10.0.0.0/16; allowed: ranges of pods, Services and nodes that share no address",
      ],
    },
    {
      title: "refuses pods inside the VPC",
      changes: [inStack("10.244.0.0/16", "10.0.128.0/20")],
      problems: [
        "Pulumi.test.yaml:23 config.basalt:calico.podCidr: found 10.0.128.0/20, which overlaps network.vpcCidr 10.0.0.0/16; allowed: ranges of pods, Services and nodes that share no address",
      ],
    },
    {
      title: "refuses pods among the Services",
      changes: [inStack("10.244.0.0/16", "172.20.0.0/16")],
      problems: [
        "Pulumi.test.yaml:23 config.basalt:calico.podCidr: found 172.20.0.0/16, which overlaps network.serviceCidr 172.20.0.0/16; allowed: ranges of pods, Services and nodes that share no address",
      ],
    },
    {
      title: "refuses a VPC inside the pods' range",
      changes: [inStack("10.0.0.0/16", "10.244.16.0/20")],
      problems: [
        "Pulumi.test.yaml:23 config.basalt:calico.podCidr: found 10.244.0.0/16, which overlaps network.vpcCidr 10.244.16.0/20; allowed: ranges of pods, Services and nodes that share no address",
      ],
    },
    {
      title: "refuses a VPC that is too large",
      changes: [inStack("10.0.0.0/16", "10.0.0.0/15")],
      problems: ["Pulumi.test.yaml:13 config.basalt:network.vpcCidr: found a /15; allowed: a /16 to /20"],
    },
    {
      title: "refuses a VPC that is too small",
      changes: [inStack("10.0.0.0/16", "10.0.0.0/21")],
      problems: ["Pulumi.test.yaml:13 config.basalt:network.vpcCidr: found a /21; allowed: a /16 to /20"],
    },
    {
      title: "refuses Services outside the private ranges",
      changes: [inStack("172.20.0.0/16", "100.64.0.0/16")],
      problems: [
        "Pulumi.test.yaml:14 config.basalt:network.serviceCidr: found 100.64.0.0/16; allowed: a /12 to /24 inside 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16",
      ],
    },
    {
      title: "refuses a Service range that is too large",
      changes: [
        inStack("172.20.0.0/16", "10.0.0.0/11"),
        inStack("10.0.0.0/16", "192.168.0.0/16"),
        inStack("10.244.0.0/16", "10.224.0.0/12"),
      ],
      problems: [
        "Pulumi.test.yaml:14 config.basalt:network.serviceCidr: found 10.0.0.0/11; allowed: a /12 to /24 inside 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16",
      ],
    },
    {
      title: "refuses a Service range that is too small",
      changes: [inStack("172.20.0.0/16", "172.20.0.0/25")],
      problems: [
        "Pulumi.test.yaml:14 config.basalt:network.serviceCidr: found 172.20.0.0/25; allowed: a /12 to /24 inside 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16",
      ],
    },
    {
      title: "refuses a pod range that is too large",
      changes: [inStack("10.244.0.0/16", "100.64.0.0/11")],
      problems: ["Pulumi.test.yaml:23 config.basalt:calico.podCidr: found a /11; allowed: a /12 to /20"],
    },
    {
      title: "refuses a pod range that is too small",
      changes: [inStack("10.244.0.0/16", "10.244.0.0/21")],
      problems: ["Pulumi.test.yaml:23 config.basalt:calico.podCidr: found a /21; allowed: a /12 to /20"],
    },
    ...["11.0.0.0/16", "172.32.0.0/16", "192.169.0.0/16", "100.128.0.0/16", "169.254.0.0/16"].flatMap(
      (range) => [
        {
          title: `refuses a VPC in ${range}, which is not private`,
          changes: [inStack("10.0.0.0/16", range)],
          problems: [
            `Pulumi.test.yaml:13 config.basalt:network.vpcCidr: found ${range}; allowed: a range inside 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10`,
          ],
        },
        {
          title: `refuses pods in ${range}, which is not private`,
          changes: [inStack("10.244.0.0/16", range)],
          problems: [
            `Pulumi.test.yaml:23 config.basalt:calico.podCidr: found ${range}; allowed: a range inside 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10`,
          ],
        },
      ],
    ),
    ...["10.255.0.0/16", "172.30.0.0/16", "192.168.0.0/16", "100.127.0.0/16"].flatMap((range) => [
      { title: `accepts a VPC in ${range}`, changes: [inStack("10.0.0.0/16", range)], problems: [] },
      { title: `accepts pods in ${range}`, changes: [inStack("10.244.0.0/16", range)], problems: [] },
    ]),
    {
      title: "accepts the widest ranges of pods and of Services",
      changes: [inStack("10.244.0.0/16", "100.64.0.0/12"), inStack("172.20.0.0/16", "172.16.0.0/12")],
      problems: [],
    },
    {
      title: "refuses a range with host bits",
      changes: [inStack("10.0.0.0/16", "10.0.0.1/16")],
      problems: [
        'Pulumi.test.yaml:13 config.basalt:network.vpcCidr: found "10.0.0.1/16"; allowed: a canonical IPv4 CIDR (host bits zero), perhaps 10.0.0.0/16',
      ],
    },
    {
      title: "refuses an IPv6 range",
      changes: [inStack("10.0.0.0/16", '"fd00::/64"')],
      problems: [
        'Pulumi.test.yaml:13 config.basalt:network.vpcCidr: found "fd00::/64"; allowed: a canonical IPv4 CIDR such as "10.0.0.0/16" (host bits zero)',
      ],
    },
    {
      title: "refuses two zones",
      changes: [inStack(zones, "zones: [eu-central-1a, eu-central-1b]")],
      problems: [
        "Pulumi.test.yaml:15 config.basalt:network.zones: found a list of 2; allowed: three availability zones",
      ],
    },
    {
      title: "refuses the same zone twice",
      changes: [inStack(zones, "zones: [eu-central-1a, eu-central-1b, eu-central-1a]")],
      problems: [
        'Pulumi.test.yaml:15 config.basalt:network.zones[2]: found "eu-central-1a" again; allowed: three different zones',
      ],
    },
    {
      title: "refuses a zone of another region",
      changes: [inStack(zones, "zones: [eu-central-1a, eu-central-1b, eu-west-1c]")],
      problems: [
        'Pulumi.test.yaml:15 config.basalt:network.zones[2]: found "eu-west-1c"; allowed: a zone of eu-central-1',
      ],
    },
    {
      title: "accepts a transit gateway",
      changes: [inStack(zones, `${zones}\n    transitGateway: { id: ${gateway}, cidrs: [198.51.100.0/24] }`)],
      problems: [],
    },
    {
      title: "refuses a transit gateway by name",
      changes: [inStack(zones, `${zones}\n    transitGateway: { id: hub, cidrs: [198.51.100.0/24] }`)],
      problems: [
        'Pulumi.test.yaml:16 config.basalt:network.transitGateway.id: found "hub"; allowed: the id of a transit gateway, tgw-...',
      ],
    },
    {
      title: "refuses a transit gateway that leads nowhere",
      changes: [
        inStack(
          zones,
          `${zones}\n    transitGateway: { id: ${gateway}, cidrs: [] }\n    natGateways: single`,
        ),
      ],
      problems: [
        "Pulumi.test.yaml:16 config.basalt:network.transitGateway.cidrs: found a list of 0; allowed: at least one CIDR",
      ],
    },
    {
      title: "refuses a transit gateway for everything",
      changes: [inStack(zones, `${zones}\n    transitGateway: { id: ${gateway}, cidrs: [0.0.0.0/0] }`)],
      problems: [
        "Pulumi.test.yaml:16 config.basalt:network.transitGateway.cidrs: found a /0; allowed: the ranges of the networks behind it, together no wider than a /8",
      ],
    },
    {
      title: "refuses a transit gateway for the VPC, the pods or link-local addresses",
      changes: [
        inStack(
          zones,
          `${zones}\n    transitGateway: { id: ${gateway}, cidrs: [10.0.64.0/18, 10.244.1.0/24, 169.254.169.254/32] }`,
        ),
      ],
      problems: [
        "Pulumi.test.yaml:16 config.basalt:network.transitGateway.cidrs[0]: found 10.0.64.0/18, which overlaps the VPC 10.0.0.0/16; allowed: the ranges of the networks behind it, outside the cluster's own",
        "Pulumi.test.yaml:16 config.basalt:network.transitGateway.cidrs[1]: found 10.244.1.0/24, which overlaps the pods' range 10.244.0.0/16; allowed: the ranges of the networks behind it, outside the cluster's own",
        "Pulumi.test.yaml:16 config.basalt:network.transitGateway.cidrs[2]: found 169.254.169.254/32, which covers link-local addresses such as instance metadata; allowed: the ranges of the networks behind it, outside the cluster's own",
      ],
    },
    {
      title: "refuses a transit gateway without its ranges",
      changes: [inStack(zones, `${zones}\n    transitGateway: ${gateway}`)],
      problems: [
        'Pulumi.test.yaml:16 config.basalt:network.transitGateway: found "tgw-0123456789abcdef0"; allowed: a transit gateway: a mapping with id, cidrs',
      ],
    },
    {
      title: "refuses two NAT gateways",
      changes: [inStack(zones, `${zones}\n    natGateways: two`)],
      problems: [
        'Pulumi.test.yaml:16 config.basalt:network.natGateways: found "two"; allowed: one of one-per-zone, single',
      ],
    },
  ]);
});
