import assert from "node:assert/strict";
import type { Exposure } from "../../config/declaration.js";
import { inShop, inStack, load, refuses, type Change } from "../support/project.js";

const flow = (text: string) => inShop("flows:\n", `flows:\n  - { ${text} }\n`);
const office = "{ cidr: 192.168.7.0/24, name: office }";
const lyon = "{ cidr: 198.51.100.0/24, name: lyon }";
const http = { protocol: "TCP", port: 8080, endPort: 8080, name: "http" } as const;
const certificate = "arn:aws:acm:eu-central-1:111122223333:certificate/0f4c1d52";

function exposures(name: string, changes: readonly Change[]): readonly Exposure[] {
  const workload = load({ changes })
    .namespaces.flatMap(({ workloads }) => workloads)
    .find((each) => each.name === name);
  return workload?.rendered ? workload.exposures : [];
}

describe("exposures", () => {
  it("from the Internet are TLS on 443 with the named certificate", () => {
    assert.deepEqual(exposures("web", []), [
      {
        service: "web-from-internet",
        sources: ["0.0.0.0/0"],
        scheme: "internet-facing",
        ports: [{ name: "http", listener: 443, target: http, certificate }],
      },
    ]);
  });

  it("without a certificate are on the Service's port", () => {
    for (const plain of ["", ", tls: plain"]) {
      assert.deepEqual(exposures("web", [inShop(", tls: shop", plain)])[0]?.ports, [
        { name: "http", listener: 80, target: http, certificate: undefined },
      ]);
    }
  });

  it("are internal where every client is in a private range", () => {
    for (const cidr of ["192.168.7.0/24", "100.64.0.0/10", "172.31.0.0/16", "10.128.0.0/9"]) {
      const [exposure] = exposures("web", [
        inStack("10.244.0.0/16", "10.64.0.0/16"),
        inShop("from: internet, to: web", `from: { cidr: ${cidr}, name: office }, to: web`),
      ]);
      assert.deepEqual([exposure?.sources, exposure?.scheme], [[cidr], "internal"]);
    }
  });

  it("are over the Internet where one client of a range is, limited to the declared addresses", () => {
    const [exposure] = exposures("web", [
      inShop("from: internet, to: web", "from: { name: offices }, to: web"),
      inStack("cidrs: {}", "cidrs: { offices: [198.51.100.0/24, 192.168.7.0/24] }"),
    ]);
    assert.deepEqual(
      [exposure?.sources, exposure?.scheme],
      [["192.168.7.0/24", "198.51.100.0/24"], "internet-facing"],
    );
  });

  it("are one for each range, so that none admits what another's flow does", () => {
    const changes = [
      flow(`from: ${office}, to: cart`),
      flow(`from: ${lyon}, to: cart, ports: [grpc]`),
      flow("from: internet, to: cart, ports: [metrics]"),
    ];
    assert.deepEqual(
      exposures("cart", changes).map(({ service, sources, scheme, ports }) => [
        service,
        sources,
        scheme,
        ports.map(({ listener }) => listener),
      ]),
      [
        ["cart-from-internet", ["0.0.0.0/0"], "internet-facing", [9090]],
        ["cart-from-lyon", ["198.51.100.0/24"], "internet-facing", [7070]],
        ["cart-from-office", ["192.168.7.0/24"], "internal", [7070, 9090]],
      ],
    );
  });

  it("are one for a range of two flows", () => {
    const changes = [
      flow(`from: ${office}, to: cart, ports: [grpc]`),
      flow(`from: ${office}, to: cart, ports: [metrics]`),
    ];
    assert.deepEqual(
      exposures("cart", changes).map(({ service, ports }) => [service, ports.map(({ name }) => name)]),
      [["cart-from-office", ["metrics", "grpc"]]],
    );
  });

  it("may differ in protocol from range to range", () => {
    const changes = [
      inShop("metrics: 9090", "dns: { port: 53, protocol: UDP }"),
      flow(`from: ${office}, to: cart, ports: [grpc]`),
      flow(`from: ${lyon}, to: cart, ports: [dns]`),
    ];
    assert.deepEqual(
      exposures("cart", changes).map(({ ports }) => ports.map(({ target }) => target.protocol)),
      [["UDP"], ["TCP"]],
    );
  });

  it("may differ in certificate from range to range", () => {
    const changes = [
      inStack("    plain: none", `    other: ${certificate}0`),
      flow(`from: ${office}, to: web, ports: [http], tls: other`),
    ];
    assert.deepEqual(
      exposures("web", changes).map(({ ports }) => ports.map((port) => port.certificate)),
      [[`${certificate}0`], [certificate]],
    );
  });

  it("are none for a workload that only others in the cluster reach", () => {
    assert.deepEqual(exposures("cart", []), []);
  });

  it("are none for a workload that something else renders", () => {
    const changes = [
      inShop("from: internet, to: web, ports: [http], tls: shop", "from: internet, to: redis"),
      inShop('never:\n  - { from: "*", to: redis, except: [cart] }\n', ""),
    ];
    const redis = load({ changes })
      .namespaces.flatMap(({ workloads }) => workloads)
      .find(({ name }) => name === "redis");
    assert.ok(redis && !("exposures" in redis));
  });

  describe("their ports", () => {
    refuses([
      {
        title: "refuse a certificate for two",
        changes: [flow("from: internet, to: cart, tls: shop")],
        problems: [
          "namespaces/shop.yaml:15 flows[0].tls: found a certificate for 2 ports; allowed: one port, which the load balancer serves as 443",
          "namespaces/shop.yaml:15 flows[0]: found port 443 of the load balancer for a second purpose; allowed: each port of a load balancer once",
        ],
      },
      {
        title: "refuse a certificate for UDP",
        changes: [
          inShop("{ port: 8080, service: 80 }", "{ port: 8080, service: 80, protocol: UDP }"),
          inShop("    image: app\n    ports: { http", "    image: app\n    probes: {}\n    ports: { http"),
        ],
        problems: [
          "namespaces/shop.yaml:16 flows[0].tls: found a certificate for a UDP port; allowed: a TCP port",
        ],
      },
      {
        title: "refuse one listener for two",
        changes: [
          flow("from: internet, to: cart, ports: [grpc], tls: shop"),
          flow("from: internet, to: cart, ports: [metrics], tls: shop"),
        ],
        problems: [
          "namespaces/shop.yaml:16 flows[1]: found port 443 of the load balancer for a second purpose; allowed: each port of a load balancer once",
        ],
      },
      {
        title: "refuse two certificates of one range",
        changes: [
          inStack("    plain: none", `    other: ${certificate}0`),
          flow("from: internet, to: cart, ports: [grpc], tls: shop"),
          flow("from: internet, to: cart, ports: [metrics], tls: other"),
        ],
        problems: [
          "namespaces/shop.yaml:16 flows[1]: found port 443 of the load balancer for a second purpose; allowed: each port of a load balancer once",
        ],
      },
      {
        title: "refuse one listener with and without a certificate",
        changes: [
          flow("from: internet, to: cart, ports: [grpc], tls: shop"),
          flow("from: internet, to: cart, ports: [metrics]"),
          inShop("metrics: 9090", "metrics: { port: 9090, service: 443 }"),
        ],
        problems: [
          "namespaces/shop.yaml:16 flows[1]: found port 443 of the load balancer for a second purpose; allowed: each port of a load balancer once",
        ],
      },
      {
        title: "accept one listener with and without a certificate for two ranges",
        changes: [
          flow(`from: ${office}, to: cart, ports: [grpc], tls: shop`),
          flow("from: internet, to: cart, ports: [metrics]"),
          inShop("metrics: 9090", "metrics: { port: 9090, service: 443 }"),
        ],
        problems: [],
      },
      {
        title: "refuse SCTP",
        changes: [
          inShop("metrics: 9090", "signal: { port: 36412, protocol: SCTP }"),
          flow(`from: ${office}, to: cart, ports: [signal]`),
        ],
        problems: [
          "namespaces/shop.yaml:15 flows[0].ports: found an SCTP port; allowed: TCP or UDP, which load balancers carry",
        ],
      },
      {
        title: "accept SCTP inside the cluster",
        changes: [
          inShop("metrics: 9090", "signal: { port: 36412, protocol: SCTP }"),
          flow("from: web, to: cart, ports: [signal]"),
        ],
        problems: [],
      },
      {
        title: "refuse two protocols of one range",
        changes: [
          inShop("metrics: 9090", "dns: { port: 53, protocol: UDP }"),
          flow(`from: ${office}, to: cart`),
        ],
        problems: [
          "namespaces/shop.yaml:15 flows[0].ports: found TCP and UDP from office; allowed: one protocol for each range; the cloud controller mixes none",
        ],
      },
      {
        title: "refuse two protocols of one number",
        changes: [
          inShop("metrics: 9090", "dns: 53, dns-udp: { port: 53, protocol: UDP }"),
          flow(`from: ${office}, to: cart, ports: [53]`),
        ],
        problems: [
          "namespaces/shop.yaml:15 flows[0]: found port 53 of the load balancer for a second purpose; allowed: each port of a load balancer once",
        ],
      },
    ]);
  });

  describe("their Services", () => {
    const named = (length: number) =>
      flow(`from: { cidr: 192.168.7.0/24, name: ${"a".repeat(length)} }, to: cart, ports: [grpc]`);
    const job = (name: string) => inShop("  redis:\n", `  ${name}: { image: app }\n  redis:\n`);
    refuses([
      {
        title: "refuse a name of 64 characters",
        changes: [named(54)],
        problems: [
          `namespaces/shop.yaml:15 flows[0].from: found names that make a Service of 64 characters (cart-from-${"a".repeat(54)}); allowed: at most 63; shorten the range's name`,
        ],
      },
      { title: "accept a name of 63 characters", changes: [named(53)], problems: [] },
      {
        title: "refuse a workload of their name",
        changes: [job("web-from-internet")],
        problems: [
          "namespaces/shop.yaml:11 workloads.web-from-internet: found the name of a Service by which web is reached; allowed: another name than web-from-internet",
        ],
      },
      {
        title: "accept a workload that is called like the Service of no flow",
        changes: [job("cart-from-internet")],
        problems: [],
      },
      {
        title: "refuse two of one name",
        changes: [
          inShop("  redis:\n", "  web-from-a: { image: app, ports: { http: 80 } }\n  redis:\n"),
          flow("from: { cidr: 192.168.7.0/24, name: b }, to: web-from-a, ports: [http]"),
          flow("from: { cidr: 192.168.8.0/24, name: a-from-b }, to: web, ports: [http]"),
        ],
        problems: [
          "namespaces/shop.yaml:11 workloads.web-from-a: found a Service called web-from-a-from-b, as one of web is; allowed: another name for the workload or for the range",
        ],
      },
      {
        title: "refuse two ranges of one name",
        changes: [
          flow("from: { cidr: 192.168.8.0/24, name: office }, to: cart, ports: [metrics]"),
          flow(`from: ${office}, to: cart, ports: [grpc]`),
        ],
        problems: [
          "namespaces/shop.yaml:16 flows[1].from: found office with another CIDR than in flows[0]; allowed: one range under each name; its Service admits no other",
        ],
      },
      {
        title: "accept two ranges of one name for two workloads",
        changes: [
          flow("from: { cidr: 192.168.8.0/24, name: office }, to: web, ports: [http]"),
          flow(`from: ${office}, to: cart, ports: [grpc]`),
        ],
        problems: [],
      },
    ]);
  });
});
