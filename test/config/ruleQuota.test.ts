import { existingProject, inShop, inStack, refuses } from "../support/project.js";

/** Numbers of ports, next to payments 443 that the base project opens. */
const ports = (count: number) => Array.from({ length: count }, (_, index) => index + 1000).join(", ");
const flow = (text: string) => inShop("flows:\n", `flows:\n  - { ${text} }\n`);
const tooMany = (count: number) =>
  `Pulumi.test.yaml:12 config.basalt:network: found ${count} pairs of range and port that flows open outside the VPC; allowed: at most 50, because AWS limits a security group's rules; join ranges or ports`;

describe("flows out of the VPC", () => {
  refuses([
    {
      title: "may open fifty pairs of range and port",
      changes: [flow(`from: web, to: internet, ports: [${ports(49)}]`)],
      problems: [],
    },
    {
      title: "open no more than fifty",
      changes: [flow(`from: web, to: internet, ports: [${ports(50)}]`)],
      problems: [tooMany(51)],
    },
    {
      title: "count each range of a name",
      changes: [
        inStack("cidrs: {}", "cidrs: { payments: [198.51.100.0/24, 203.0.113.0/24] }"),
        inShop("name: payments }, ports: [443]", `name: payments }, ports: [${ports(26)}]`),
      ],
      problems: [tooMany(52)],
    },
    {
      title: "count a pair once, whoever opens it and under whatever name",
      changes: [
        flow(`from: web, to: internet, ports: [${ports(49)}]`),
        flow(`from: cart, to: internet, ports: [${ports(49)}]`),
        flow("from: cart, to: { cidr: 203.0.113.0/24, name: bank }, ports: [443]"),
      ],
      problems: [],
    },
    {
      title: "count a range of ports once",
      changes: [flow(`from: web, to: internet, ports: [${ports(48)}, { port: 5000, endPort: 5999 }]`)],
      problems: [],
    },
    {
      title: "count protocols",
      changes: [flow(`from: web, to: internet, ports: [${ports(49)}, { port: 1000, protocol: UDP }]`)],
      problems: [tooMany(51)],
    },
    {
      title: "may be any number on a cluster that exists already",
      base: existingProject,
      changes: [flow(`from: web, to: internet, ports: [${ports(60)}]`)],
      problems: [],
    },
  ]);
});
