import assert from "node:assert/strict";
import { planReport, type PlannedFlow } from "../../cli/plan/report.js";
import { inShop, inStack, type Change } from "../support/project.js";
import { declared } from "../support/recorded.js";

/** The shop's flows, as a report tells them. */
function flowsOf(...changes: readonly Change[]): readonly PlannedFlow[] {
  const report = planReport(declared({ changes }), { resources: [], outputs: {} });
  return report.namespaces.find(({ name }) => name === "shop")!.flows;
}

describe("planReport", () => {
  it("tells each flow's ends and ports, and the addresses of declared ranges and AWS services alone", () => {
    assert.deepEqual(flowsOf(), [
      { from: "shop/web", to: "billing/api", ports: ["http 8080"] },
      { from: "internet", to: "shop/web", ports: ["http 8080"] },
      { from: "shop/web", to: "shop/cart", ports: ["grpc 7070"] },
      { from: "shop/cart", to: "shop/redis", ports: ["redis 6379"] },
      { from: "shop/web", to: "payments", ports: ["443"], addresses: ["203.0.113.0/24"] },
      {
        from: "shop/cart",
        to: "aws:sqs",
        ports: ["443"],
        addresses: ["10.0.250.17/32", "10.0.252.17/32", "10.0.254.17/32"],
      },
      { from: "shop/cart", to: "kubernetes-api", ports: ["443"] },
    ]);
  });

  it("tells every port", () => {
    const flows = flowsOf(
      inShop("to: cart, ports: [grpc]", "to: cart"),
      inShop("ports: [443]", "ports: [443, { protocol: UDP, port: 5000, endPort: 5010 }]"),
    );
    assert.deepEqual(flows[2]!.ports, ["grpc 7070", "metrics 9090"]);
    assert.deepEqual(flows[4]!.ports, ["443", "UDP 5000-5010"]);
  });

  it("tells the addresses that a flow comes from", () => {
    const [, flow] = flowsOf(
      inShop("{ from: internet, to: web,", "{ from: { cidr: 192.0.2.0/24, name: offices }, to: web,"),
    );
    assert.deepEqual(flow, {
      from: "offices",
      to: "shop/web",
      ports: ["http 8080"],
      addresses: ["192.0.2.0/24"],
    });
  });

  it("tells the addresses that the stack gives a range, not those of the namespace's file", () => {
    const flows = flowsOf(inStack("cidrs: {}", "cidrs: { payments: [203.0.113.128/25, 203.0.113.0/26] }"));
    assert.deepEqual(flows[4]!.addresses, ["203.0.113.0/26", "203.0.113.128/25"]);
  });
});
