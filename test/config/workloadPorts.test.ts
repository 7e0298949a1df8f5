import { inShop, refuses } from "../support/project.js";

const cart = (lines: string) =>
  inShop("{ grpc: 7070, metrics: 9090 }", `{ grpc: 7070, metrics: 9090 }\n    ${lines}`);
const ports = (list: string) => inShop("{ grpc: 7070, metrics: 9090 }", `{ ${list} }`);

describe("a workload", () => {
  describe("its ports", () => {
    refuses([
      {
        title: "refuses port 0",
        changes: [ports("grpc: 0")],
        problems: [
          "namespaces/shop.yaml:8 workloads.cart.ports.grpc: found 0 (a number); allowed: a port number from 1 to 65535",
        ],
      },
      {
        title: "refuses port 65536",
        changes: [ports("grpc: 65536")],
        problems: [
          "namespaces/shop.yaml:8 workloads.cart.ports.grpc: found 65536 (a number); allowed: a port number from 1 to 65535",
        ],
      },
      { title: "accepts port 1 and port 65535", changes: [ports("grpc: 1, metrics: 65535")], problems: [] },
      {
        title: "refuses a port in words",
        changes: [ports('grpc: "7070"')],
        problems: [
          'namespaces/shop.yaml:8 workloads.cart.ports.grpc: found "7070"; allowed: a port number from 1 to 65535, or { port, service, protocol }',
        ],
      },
      {
        title: "refuses a Service port outside the range",
        changes: [ports("grpc: { port: 7070, service: 65536 }")],
        problems: [
          "namespaces/shop.yaml:8 workloads.cart.ports.grpc.service: found 65536 (a number); allowed: a port number from 1 to 65535",
        ],
      },
      {
        title: "refuses a protocol nobody knows",
        changes: [ports("grpc: { port: 7070, protocol: ICMP }")],
        problems: [
          'namespaces/shop.yaml:8 workloads.cart.ports.grpc.protocol: found "ICMP"; allowed: one of TCP, UDP, SCTP',
        ],
      },
      {
        title: "refuses a name of sixteen characters",
        changes: [ports("grpc: 7070, abcdefghijklmnop: 1")],
        problems: [
          'namespaces/shop.yaml:8 workloads.cart.ports.abcdefghijklmnop: found the name "abcdefghijklmnop"; allowed: lower-case letters, digits and hyphens, starting with a letter, at most 15 characters',
        ],
      },
      {
        title: "refuses a number as a name",
        changes: [ports("grpc: 7070, 9090: 9090")],
        problems: [
          "namespaces/shop.yaml:8: found 9090 (a number) as a key; allowed: text as a key (quote it)",
        ],
      },
      {
        title: "refuses a port under two names",
        changes: [ports("grpc: 7070, metrics: 7070")],
        problems: [
          "namespaces/shop.yaml:8 workloads.cart.ports.metrics: found port 7070, which grpc has; allowed: each port under one name",
        ],
      },
      {
        title: "refuses a Service port under two names",
        changes: [ports("grpc: 7070, metrics: { port: 9090, service: 7070 }")],
        problems: [
          "namespaces/shop.yaml:8 workloads.cart.ports.metrics: found Service port 7070, which grpc has; allowed: each port under one name",
        ],
      },
      {
        title: "accepts one number for two protocols",
        changes: [ports("grpc: 7070, metrics: { port: 7070, protocol: UDP }")],
        problems: [],
      },
      {
        title: "refuses more ports than a workload has",
        changes: [
          ports(
            `grpc: 1, ${Array.from({ length: 100 }, (_, index) => `p${index}: ${index + 2}`).join(", ")}`,
          ),
        ],
        problems: [
          'namespaces/shop.yaml:8 workloads.cart.ports: found a mapping of "grpc", "p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8", "p9", "p10", "p11"…; allowed: at most 100 ports',
        ],
      },
    ]);
  });

  describe("its probes", () => {
    refuses([
      {
        title: "refuses a port that it does not have",
        changes: [cart("probes: { readiness: { tcp: http } }")],
        problems: [
          'namespaces/shop.yaml:9 workloads.cart.probes.readiness: found port "http"; allowed: a TCP port of this workload (grpc, metrics)',
        ],
      },
      {
        title: "refuses a UDP port",
        changes: [
          ports("grpc: 7070, dns: { port: 53, protocol: UDP } }\n    probes: { startup: { grpc: dns }"),
        ],
        problems: [
          'namespaces/shop.yaml:9 workloads.cart.probes.startup: found port "dns"; allowed: a TCP port of this workload (grpc)',
        ],
      },
      {
        title: "refuses a path without a slash",
        changes: [cart("probes: { liveness: { http: health, port: grpc } }")],
        problems: [
          'namespaces/shop.yaml:9 workloads.cart.probes.liveness.http: found "health"; allowed: a path that starts with /',
        ],
      },
      {
        title: "refuses an empty command",
        changes: [cart("probes: { liveness: { exec: [] } }")],
        problems: [
          "namespaces/shop.yaml:9 workloads.cart.probes.liveness.exec: found a list of 0; allowed: a command",
        ],
      },
      {
        title: "refuses two ways at once",
        changes: [cart("probes: { liveness: { tcp: grpc, grpc: grpc } }")],
        problems: [
          "namespaces/shop.yaml:9 workloads.cart.probes.liveness.grpc: found an unknown key; allowed: only tcp",
        ],
      },
      {
        title: "refuses a probe nobody knows",
        changes: [cart("probes: { alive: { tcp: grpc } }")],
        problems: [
          "namespaces/shop.yaml:9 workloads.cart.probes.alive: found an unknown key; allowed: only readiness, liveness, startup",
        ],
      },
      {
        title: "accepts a command without a port",
        changes: [cart("probes: { readiness: { exec: [check] } }")],
        problems: [],
      },
    ]);
  });
});
