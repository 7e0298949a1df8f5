import { inShop, inStack, refuses } from "../support/project.js";

describe("what differs for a namespace", () => {
  const workloads = (override: string) => inStack("workloads: {}", `workloads: { ${override} }`);
  refuses([
    {
      title: "refuses a namespace that no file declares",
      changes: [inStack("    shop: { cidrs", "    shopp: { cidrs")],
      problems: [
        "Pulumi.test.yaml:56 config.basalt:namespaces.shopp: found a namespace that no file declares; allowed: a declared namespace (billing, shop)",
      ],
    },
    {
      title: "refuses a workload that no file declares",
      changes: [workloads("cartt: { replicas: 1 }")],
      problems: [
        "Pulumi.test.yaml:56 config.basalt:namespaces.shop.workloads.cartt: found a workload that the file does not declare; allowed: a rendered workload of shop (cart, web)",
      ],
    },
    {
      title: "refuses a workload that something else renders",
      changes: [workloads("redis: { replicas: 1 }")],
      problems: [
        "Pulumi.test.yaml:56 config.basalt:namespaces.shop.workloads.redis: found a workload that Basalt does not render; allowed: a rendered workload of shop (cart, web)",
      ],
    },
    {
      title: "refuses a workload named like an inherited property",
      changes: [workloads("constructor: { replicas: 1 }")],
      problems: [
        "Pulumi.test.yaml:56 config.basalt:namespaces.shop.workloads.constructor: found a workload that the file does not declare; allowed: a rendered workload of shop (cart, web)",
      ],
    },
    {
      title: "refuses a range that no flow names",
      changes: [inStack("cidrs: {}", "cidrs: { payment: [198.51.100.0/24] }")],
      problems: [
        "Pulumi.test.yaml:56 config.basalt:namespaces.shop.cidrs.payment: found a range that no flow names; allowed: a range of shop (payments)",
      ],
    },
    {
      title: "refuses a range without a CIDR",
      changes: [inStack("cidrs: {}", "cidrs: { payments: [] }")],
      problems: [
        "Pulumi.test.yaml:56 config.basalt:namespaces.shop.cidrs.payments: found a list of 0; allowed: at least one CIDR",
      ],
    },
    {
      title: "refuses ranges that no flow may name, where they stand",
      changes: [
        inStack(
          "cidrs: {}",
          'cidrs: { payments: [198.51.100.0/24, 10.244.1.0/24, "0.0.0.0/0", 169.254.169.254/32] }',
        ),
      ],
      problems: [
        "Pulumi.test.yaml:56 config.basalt:namespaces.shop.cidrs.payments: found a /0; allowed: ranges that are together no wider than a /8; everything is called internet",
        "Pulumi.test.yaml:56 config.basalt:namespaces.shop.cidrs.payments[1]: found 10.244.1.0/24, which overlaps the pods' range 10.244.0.0/16; allowed: addresses outside the cluster; pods are named as workloads, the API server as kubernetes-api, AWS services as { aws }",
        "Pulumi.test.yaml:56 config.basalt:namespaces.shop.cidrs.payments[2]: found 0.0.0.0/0, wider than a /8; allowed: internet, which leaves the cluster's own ranges out",
        "Pulumi.test.yaml:56 config.basalt:namespaces.shop.cidrs.payments[3]: found 169.254.169.254/32, which covers link-local addresses such as instance metadata; allowed: a range outside 169.254.0.0/16",
      ],
    },
    {
      title: "refuses ranges that are together wider than a /8",
      changes: [inStack("cidrs: {}", "cidrs: { payments: [11.0.0.0/8, 192.0.2.7/32] }")],
      problems: [
        "Pulumi.test.yaml:56 config.basalt:namespaces.shop.cidrs.payments: found 16777217 addresses; allowed: ranges that are together no wider than a /8; everything is called internet",
      ],
    },
    {
      title: "accepts ranges that are together a /8",
      changes: [inStack("cidrs: {}", "cidrs: { payments: [11.0.0.0/9, 12.0.0.0/9] }")],
      problems: [],
    },
    {
      title: "refuses replicas of a DaemonSet",
      changes: [workloads("cart: { replicas: 1 }"), inShop("  cart:\n", "  cart:\n    kind: DaemonSet\n")],
      problems: [
        "Pulumi.test.yaml:56 config.basalt:namespaces.shop.workloads.cart.replicas: found replicas for a DaemonSet; allowed: replicas only for Deployment and StatefulSet",
      ],
    },
    {
      title: "refuses fewer replicas than none",
      changes: [workloads("web: { replicas: -1 }")],
      problems: [
        "Pulumi.test.yaml:56 config.basalt:namespaces.shop.workloads.web.replicas: found -1 (a number); allowed: a whole number of replicas from 0 to 10000",
      ],
    },
    {
      title: "refuses a number as a variable's value",
      changes: [workloads("cart: { env: { LEVEL: 5 } }")],
      problems: [
        "Pulumi.test.yaml:56 config.basalt:namespaces.shop.workloads.cart.env.LEVEL: found 5 (a number); allowed: text; quote numbers and true/false",
      ],
    },
    {
      title: "refuses to change what a workload is",
      changes: [workloads("cart: { image: app }")],
      problems: [
        "Pulumi.test.yaml:56 config.basalt:namespaces.shop.workloads.cart.image: found an unknown key; allowed: only replicas, requests, limits, env, volumes, aws",
      ],
    },
    {
      title: "refuses requests over the limits",
      changes: [workloads('cart: { requests: { cpu: "1", memory: 1Gi } }')],
      problems: [
        "Pulumi.test.yaml:56 config.basalt:namespaces.shop.workloads.cart.requests.memory: found 1Gi; allowed: at most the limit, 128Mi",
      ],
    },
  ]);
});
