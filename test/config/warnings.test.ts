import assert from "node:assert/strict";
import { queue, withAgent, withRole } from "../support/features.js";
import { existingProject, inBilling, inShop, inStack, load, type Variant } from "../support/project.js";

const usual = [
  "shop: cart may reach the Kubernetes API but mounts no token; set kubernetesToken if it needs one",
];
const existing = "guardrails: namespaces that nobody declared stay open; set lastResortDeny to close them";
const plain = "shop: web is reached from the Internet on 80 without TLS of the load balancer";
const staged = "shop: staged; its policies say what they would deny and deny nothing";

const group = (line: string) =>
  inStack("size: { min: 1, max: 2 }", `size: { min: 1, max: 2 }\n      ${line}`);
const shop = (line: string) => inStack("shop: { cidrs: {},", `shop: { ${line}, cidrs: {},`);

describe("warnings", () => {
  const rows: readonly (Variant & { readonly title: string; readonly warnings: readonly string[] })[] = [
    { title: "are few for a good declaration", warnings: usual },
    {
      title: "tell of a token that is missing only where it is",
      changes: [inShop("    env: { LEVEL", "    kubernetesToken: true\n    env: { LEVEL")],
      warnings: [],
    },
    {
      title: "tell of a single NAT gateway",
      changes: [inStack("    zones:", "    natGateways: single\n    zones:")],
      warnings: ["network: one NAT gateway serves all zones; the Internet is lost with its zone", ...usual],
    },
    {
      title: "tell of Session Manager",
      changes: [group("ssm: true")],
      warnings: [
        "node group general: Session Manager is on; what is changed by hand is lost with the node",
        ...usual,
      ],
    },
    {
      title: "tell of spot capacity",
      changes: [group("capacity: spot")],
      warnings: [
        "node group general: spot capacity; AWS takes nodes back with two minutes' notice",
        ...usual,
      ],
    },
    {
      title: "tell of what an existing cluster leaves open",
      base: existingProject,
      warnings: [existing, ...usual, plain],
    },
    {
      title: "tell of DNS pods without a policy",
      base: existingProject,
      changes: [inStack("    dnsUpstreams: [172.18.0.1/32]\n", "")],
      warnings: [
        "cluster: the DNS pods get no policy of their own; declare kubernetesApi and dnsUpstreams to close them",
        existing,
        ...usual,
        plain,
      ],
    },
    {
      title: "tell of a staged namespace",
      changes: [shop("enforcement: staged")],
      warnings: [staged, "shop: staged; nothing enforces its never assertions", ...usual],
    },
    {
      title: "tell of a staged namespace that asserts nothing",
      changes: [
        shop("enforcement: staged"),
        inShop('never:\n  - { from: "*", to: redis, except: [cart] }\n', ""),
      ],
      warnings: [staged, ...usual],
    },
    {
      title: "tell of an existing namespace",
      changes: [shop("existing: true")],
      warnings: [
        "shop: an existing namespace; its pod security level, its quota and policies that it has already are not touched",
        ...usual,
      ],
    },
    {
      title: "tell of another pod security level, with its reason",
      changes: [
        inBilling(
          "workloads:\n",
          "podSecurity: { level: baseline, reason: listens on port 80 }\nworkloads:\n",
        ),
      ],
      warnings: ["billing: pod security baseline: listens on port 80", ...usual],
    },
    {
      title: "tell of a workload that nothing reaches",
      changes: [inShop("  redis:\n", "  idle: { image: app, ports: { http: 80 } }\n  redis:\n")],
      warnings: [...usual, "shop: idle serves ports, and no flow reaches it"],
    },
    {
      title: "tell of a load balancer without TLS",
      changes: [inShop(", tls: shop", "")],
      warnings: [...usual, plain],
    },
    {
      title: "tell of permissions on everything, also of one service, and of other accounts' resources",
      changes: [
        withAgent,
        withRole(
          `{ actions: [sqs:List*, sqs:Send*], resources: ["*"] }, { actions: [s3:Get*], resources: ["arn:aws:s3:::*"] }, { actions: [sqs:SendMessage], resources: ["${queue}", "arn:aws:sqs:eu-central-1:222233334444:orders", "arn:aws:s3:::orders/*"] }`,
        ),
      ],
      warnings: [
        ...usual,
        "shop: cart may sqs:List*, sqs:Send*, s3:Get* on every resource of AWS",
        "shop: cart may reach account 222233334444, which is not the cluster's",
      ],
    },
    {
      title: "are silent about permissions on what is named",
      changes: [withAgent, withRole()],
      warnings: usual,
    },
    {
      title: "tell of a single replica that others need",
      changes: [inShop("  cart:\n", "  cart:\n    replicas: 1\n")],
      warnings: ["shop: cart has one replica; a replaced node interrupts it", ...usual],
    },
  ];

  for (const { title, warnings, ...variant } of rows) {
    it(title, () => {
      const shown = load(variant).warnings.map(({ subject, text }) => `${subject}: ${text}`);
      assert.deepEqual(shown, warnings);
    });
  }
});
