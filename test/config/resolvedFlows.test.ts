import assert from "node:assert/strict";
import { peerName, portName, type Flow } from "../../flows/flow.js";
import { existingProject, inShop, inStack, load, type Variant } from "../support/project.js";

const flow = (text: string) => inShop("flows:\n", `flows:\n  - { ${text} }\n`);

function shown({ from, to, ports }: Flow): string {
  return `${peerName(from)} -> ${peerName(to)} [${ports.map(portName).join(", ")}]`;
}

function flowTo(name: string, variant?: Variant): Flow {
  const found = load(variant).flows.find(({ to }) => peerName(to) === name);
  assert.ok(found);
  return found;
}

describe("resolved flows", () => {
  it("stand in the order of files and lines, each once, whichever side declares it", () => {
    assert.deepEqual(load().flows.map(shown), [
      "shop/web -> billing/api [http 8080]",
      "internet -> shop/web [http 8080]",
      "shop/web -> shop/cart [grpc 7070]",
      "shop/cart -> shop/redis [redis 6379]",
      "shop/web -> payments [443]",
      "shop/cart -> aws:sqs [443]",
      "shop/cart -> kubernetes-api [443]",
    ]);
  });

  it("between namespaces belong to both", () => {
    const both = load().namespaces.map(({ name, flows }) => [
      name,
      flows.filter(({ to }) => peerName(to) === "billing/api").length,
    ]);
    assert.deepEqual(both, [
      ["billing", 1],
      ["shop", 1],
    ]);
  });

  it("without ports open every declared port, sorted", () => {
    assert.deepEqual(
      flowTo("shop/cart", {
        changes: [inShop("  - { from: web, to: cart, ports: [grpc] }", "  - { from: web, to: cart }")],
      }).ports,
      [
        { name: "grpc", protocol: "TCP", port: 7070, endPort: 7070 },
        { name: "metrics", protocol: "TCP", port: 9090, endPort: 9090 },
      ],
    );
  });

  it("with a number open that port for each protocol that the workload serves on it", () => {
    const changes = [
      inShop("metrics: 9090", "metrics: { port: 7070, protocol: UDP }"),
      inShop("to: cart, ports: [grpc]", "to: cart, ports: [7070]"),
    ];
    assert.deepEqual(flowTo("shop/cart", { changes }).ports.map(portName), ["grpc 7070", "metrics UDP 7070"]);
  });

  it("keep ranges of ports, sorted by number and each once", () => {
    const changes = [
      flow(
        "from: web, to: internet, ports: [9000, { port: 8000, endPort: 8010 }, 443, { port: 53, protocol: UDP }, 9000]",
      ),
    ];
    assert.deepEqual(flowTo("internet", { changes }).ports.map(portName), [
      "443",
      "8000-8010",
      "9000",
      "UDP 53",
    ]);
  });

  it("on a port and on a range that starts with it are two", () => {
    const changes = [
      flow("from: web, to: internet, ports: [443]"),
      flow("from: web, to: internet, ports: [{ port: 443, endPort: 445 }]"),
    ];
    assert.deepEqual(load({ changes }).flows.map(shown).slice(1, 3), [
      "shop/web -> internet [443-445]",
      "shop/web -> internet [443]",
    ]);
  });

  it("from the Internet leave the cluster's own ranges out", () => {
    assert.deepEqual(flowTo("shop/web").from, {
      kind: "addresses",
      name: "internet",
      cidrs: ["0.0.0.0/0"],
      except: ["10.0.0.0/16", "10.244.0.0/16", "172.20.0.0/16"],
    });
  });

  it("to the Internet leave all private ranges out, and none inside another", () => {
    assert.deepEqual(flowTo("internet", { changes: [flow("from: web, to: internet, ports: [443]")] }).to, {
      kind: "addresses",
      name: "internet",
      cidrs: ["0.0.0.0/0"],
      except: ["10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"],
    });
  });

  it("to the Internet leave out what the cluster has outside the private ranges", () => {
    const changes = [
      inStack("[172.18.0.0/16]", "[198.51.100.0/24]"),
      flow("from: web, to: internet, ports: [443]"),
    ];
    const { to } = flowTo("internet", { base: existingProject, changes });
    assert.ok(to.kind === "addresses" && to.except.includes("198.51.100.0/24"));
  });

  it("to an AWS service name its endpoints, one a zone", () => {
    const { to } = flowTo("aws:sqs");
    assert.deepEqual(to.kind === "addresses" && to.cidrs, [
      "10.0.250.17/32",
      "10.0.252.17/32",
      "10.0.254.17/32",
    ]);
  });

  it("to an AWS service name the declared addresses of an existing cluster", () => {
    const { to } = flowTo("aws:sqs", { base: existingProject });
    assert.deepEqual(to.kind === "addresses" && to.cidrs, ["198.51.100.7/32"]);
  });

  it("to the Kubernetes API name only the control plane's subnets", () => {
    const { to, ports } = flowTo("kubernetes-api");
    assert.deepEqual(to.kind === "addresses" && to.cidrs, [
      "10.0.240.0/28",
      "10.0.240.16/28",
      "10.0.240.32/28",
    ]);
    assert.deepEqual(ports, [{ protocol: "TCP", port: 443, endPort: 443 }]);
  });

  it("to the Kubernetes API of an existing cluster name its address and port", () => {
    const { to, ports } = flowTo("kubernetes-api", { base: existingProject });
    assert.deepEqual(to.kind === "addresses" && to.cidrs, ["172.18.0.2/32"]);
    assert.deepEqual(ports.map(portName), ["6443"]);
  });

  it("to a named range take the stack's CIDRs instead, sorted and each once", () => {
    const changes = [
      inStack("cidrs: {}", "cidrs: { payments: [203.0.113.128/25, 198.51.100.0/24, 203.0.113.128/25] }"),
    ];
    const { to } = flowTo("payments", { changes });
    assert.deepEqual(to.kind === "addresses" && to.cidrs, ["198.51.100.0/24", "203.0.113.128/25"]);
  });
});
