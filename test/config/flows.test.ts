import { inShop, refuses } from "../support/project.js";

const flow = (text: string) => inShop("flows:\n", `flows:\n  - { ${text} }\n`);

describe("a flow", () => {
  describe("its peers", () => {
    refuses([
      {
        title: "refuses a workload that does not exist",
        changes: [flow("from: web, to: cache")],
        problems: [
          'namespaces/shop.yaml:15 flows[0].to: found "cache", but shop has no such workload; allowed: a workload of shop (cart, redis, web)',
        ],
      },
      {
        title: "refuses a sender that does not exist",
        changes: [flow("from: wep, to: cart")],
        problems: [
          'namespaces/shop.yaml:15 flows[0].from: found "wep", but shop has no such workload; allowed: a workload of shop (cart, redis, web)',
        ],
      },
      {
        title: "refuses a namespace that no file declares",
        changes: [flow("from: web, to: accounts/api")],
        problems: [
          'namespaces/shop.yaml:15 flows[0].to: found "accounts/api", but no file declares namespace accounts; allowed: a declared namespace (billing, shop)',
        ],
      },
      {
        title: "refuses a workload that another namespace does not have",
        changes: [flow("from: web, to: billing/db")],
        problems: [
          'namespaces/shop.yaml:15 flows[0].to: found "billing/db", but billing has no such workload; allowed: a workload of billing (api)',
        ],
      },
      {
        title: "refuses workloads named like inherited properties",
        changes: [flow("from: constructor, to: constructor/constructor")],
        problems: [
          'namespaces/shop.yaml:15 flows[0].from: found "constructor", but shop has no such workload; allowed: a workload of shop (cart, redis, web)',
          'namespaces/shop.yaml:15 flows[0].to: found "constructor/constructor", but no file declares namespace constructor; allowed: a declared namespace (billing, shop)',
        ],
      },
      {
        title: "refuses a flow between others",
        changes: [flow("from: billing/api, to: { cidr: 198.51.100.0/24, name: bank }, ports: [443]")],
        problems: [
          "namespaces/shop.yaml:15 flows[0]: found a flow between others; allowed: a flow that a workload of shop opens or accepts",
        ],
      },
      {
        title: "refuses a flow from the Internet to the Internet",
        changes: [flow("from: internet, to: internet, ports: [443]")],
        problems: [
          "namespaces/shop.yaml:15 flows[0]: found a flow between others; allowed: a flow that a workload of shop opens or accepts",
        ],
      },
      {
        title: "refuses the Kubernetes API as a sender",
        changes: [flow("from: kubernetes-api, to: cart")],
        problems: [
          'namespaces/shop.yaml:15 flows[0].from: found "kubernetes-api", but shop has no such workload; allowed: a workload of shop (cart, redis, web)',
        ],
      },
      {
        title: "refuses what is not a name",
        changes: [flow('from: "*", to: cart')],
        problems: [
          'namespaces/shop.yaml:15 flows[0].from: found "*"; allowed: a workload, or namespace/workload',
        ],
      },
      {
        title: "refuses a missing receiver",
        changes: [flow("from: web")],
        problems: [
          "namespaces/shop.yaml:15 flows[0].to: found nothing; allowed: a workload, namespace/workload, internet, kubernetes-api, { cidr, name } or { aws: service }",
        ],
      },
      {
        title: "refuses an unknown key",
        changes: [flow("from: web, to: redis, port: 6379")],
        problems: [
          "namespaces/shop.yaml:15 flows[0].port: found an unknown key; allowed: only from, to, ports, tls",
        ],
      },
      {
        title: "refuses the same flow twice",
        changes: [flow("from: web, to: cart, ports: [7070]")],
        problems: [
          "namespaces/shop.yaml:17 flows[2]: found the same flow as flows[0]; allowed: each flow once",
        ],
      },
      {
        title: "accepts the same peers on another port",
        changes: [flow("from: web, to: cart, ports: [metrics]")],
        problems: [],
      },
    ]);
  });

  describe("its ports", () => {
    refuses([
      {
        title: "refuses a name that the workload does not have",
        changes: [flow("from: web, to: redis, ports: [http]")],
        problems: [
          'namespaces/shop.yaml:15 flows[0].ports[0]: found "http"; allowed: a port of redis (redis 6379); omit "ports" to allow every declared port',
        ],
      },
      {
        title: "refuses a number that the workload does not have",
        changes: [flow("from: web, to: redis, ports: [6380]")],
        problems: [
          'namespaces/shop.yaml:15 flows[0].ports[0]: found 6380; allowed: a port of redis (redis 6379); omit "ports" to allow every declared port',
        ],
      },
      {
        title: "refuses the Service's port where the pod's is meant",
        changes: [flow("from: cart, to: web, ports: [80]")],
        problems: [
          'namespaces/shop.yaml:15 flows[0].ports[0]: found 80; allowed: a port of web (http 8080); omit "ports" to allow every declared port',
        ],
      },
      {
        title: "refuses another protocol than the workload's",
        changes: [flow("from: web, to: redis, ports: [{ port: 6379, protocol: UDP }]")],
        problems: [
          'namespaces/shop.yaml:15 flows[0].ports[0]: found UDP 6379; allowed: a port of redis (redis 6379); omit "ports" to allow every declared port',
        ],
      },
      {
        title: "refuses a range of a workload's ports",
        changes: [flow("from: web, to: redis, ports: [{ port: 6379, endPort: 6380 }]")],
        problems: [
          'namespaces/shop.yaml:15 flows[0].ports[0]: found TCP 6379-6380; allowed: a port of redis (redis 6379); omit "ports" to allow every declared port',
        ],
      },
      {
        title: "refuses a workload without ports",
        changes: [flow("from: web, to: idle"), inShop("  redis:\n", "  idle: { image: app }\n  redis:\n")],
        problems: [
          "namespaces/shop.yaml:16 flows[0].to: found idle, which declares no ports; allowed: a workload with ports",
        ],
      },
      {
        title: "refuses port 0",
        changes: [flow("from: web, to: redis, ports: [0]")],
        problems: [
          "namespaces/shop.yaml:15 flows[0].ports[0]: found 0 (a number); allowed: a port number from 1 to 65535",
        ],
      },
      {
        title: "refuses port 65536",
        changes: [flow("from: web, to: redis, ports: [redis, 65536]")],
        problems: [
          "namespaces/shop.yaml:15 flows[0].ports[1]: found 65536 (a number); allowed: a port number from 1 to 65535",
        ],
      },
      {
        title: "refuses half a port",
        changes: [flow("from: web, to: redis, ports: [1.5]")],
        problems: [
          "namespaces/shop.yaml:15 flows[0].ports[0]: found 1.5 (a number); allowed: a port's name, a port number from 1 to 65535, or { port, endPort, protocol }",
        ],
      },
      {
        title: "refuses an empty list",
        changes: [flow("from: web, to: redis, ports: []")],
        problems: [
          'namespaces/shop.yaml:15 flows[0].ports: found a list of 0; allowed: at least one port; omit "ports" to allow every declared port',
        ],
      },
      {
        title: "refuses ports that are not a list",
        changes: [flow("from: web, to: redis, ports: 6379")],
        problems: ["namespaces/shop.yaml:15 flows[0].ports: found 6379 (a number); allowed: a list of ports"],
      },
      {
        title: "refuses names outside the cluster",
        changes: [flow("from: web, to: internet, ports: [https]")],
        problems: [
          'namespaces/shop.yaml:15 flows[0].ports[0]: found "https"; allowed: a number; port names belong to workloads',
        ],
      },
      {
        title: "refuses every port outside the cluster",
        changes: [flow("from: web, to: internet")],
        problems: [
          "namespaces/shop.yaml:15 flows[0].ports: found nothing; allowed: the port numbers to open; nothing outside the cluster declares any",
        ],
      },
      {
        title: "refuses a range that ends before it starts",
        changes: [flow("from: web, to: internet, ports: [{ port: 443, endPort: 442 }]")],
        problems: [
          "namespaces/shop.yaml:15 flows[0].ports[0].endPort: found 442, less than port; allowed: at least 443",
        ],
      },
      {
        title: "refuses a range beyond 65535",
        changes: [flow("from: web, to: internet, ports: [{ port: 443, endPort: 65536 }]")],
        problems: [
          "namespaces/shop.yaml:15 flows[0].ports[0].endPort: found 65536 (a number); allowed: a port number from 1 to 65535",
        ],
      },
      {
        title: "refuses a protocol nobody knows",
        changes: [flow("from: web, to: internet, ports: [{ port: 443, protocol: QUIC }]")],
        problems: [
          'namespaces/shop.yaml:15 flows[0].ports[0].protocol: found "QUIC"; allowed: one of TCP, UDP, SCTP',
        ],
      },
      {
        title: "refuses ports of the Kubernetes API",
        changes: [flow("from: web, to: kubernetes-api, ports: [443]")],
        problems: [
          "namespaces/shop.yaml:15 flows[0].ports: found ports; allowed: no ports: kubernetes-api has one of its own",
        ],
      },
      {
        title: "refuses ports of an AWS service",
        changes: [flow("from: web, to: { aws: sqs }, ports: [443]")],
        problems: [
          "namespaces/shop.yaml:15 flows[0].ports: found ports; allowed: no ports: aws:sqs has one of its own",
        ],
      },
    ]);
  });
});
