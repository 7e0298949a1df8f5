import assert from "node:assert/strict";
import { Evaluation } from "../../../reachability/evaluate/evaluation.js";
import { hostConnections, hostOpenings, partsOfHost } from "../../../reachability/evaluate/hostNetwork.js";
import {
  allTraffic,
  protocolNumbers,
  toPorts,
  trafficOfFamily,
} from "../../../reachability/evaluate/traffic.js";
import type { ReadSettings } from "../../../reachability/read/settings.js";
import { formatRange, parseCidr } from "../../../reachability/sets/addresses.js";
import { union } from "../../../reachability/sets/intervals.js";
import { clusterOf, deployment, namespace, networkPolicy } from "../support/cluster.js";

const agent = deployment("shop", "agent", {}, { hostNetwork: true });
const proxy = deployment("shop", "proxy", {}, { hostNetwork: true });
const web = deployment("shop", "web");

/** A policy about the pods of web. */
function policy(spec: object): object {
  return networkPolicy("shop", "web", { podSelector: { matchLabels: { app: "web" } }, ...spec });
}

const port = (number: number) => toPorts(protocolNumbers.TCP, [number, number]);
const from = (cidr: string, number: number) => ({ from: [{ ipBlock: { cidr } }], ports: [{ port: number }] });

function connectionsOf(objects: readonly object[], settings: Partial<ReadSettings> = {}) {
  const evaluation = new Evaluation(clusterOf([namespace("shop"), ...objects], settings));
  const name = (endpoint: number) => evaluation.endpoints[endpoint]!.workload.name;
  return [...hostConnections(evaluation)].map((each) => ({
    ...each,
    from: name(each.from),
    to: name(each.to),
  }));
}

const usual = trafficOfFamily(4);
const certain = true;

describe("pods on their host's network", () => {
  it("reach one another, and pods without policies, and are reached by these", () => {
    assert.deepEqual(connectionsOf([agent, proxy, web]), [
      { from: "agent", to: "agent", allow: allTraffic, certain },
      { from: "agent", to: "proxy", allow: allTraffic, certain },
      { from: "agent", to: "web", allow: usual, certain },
      { from: "web", to: "agent", allow: usual, certain },
      { from: "proxy", to: "agent", allow: allTraffic, certain },
      { from: "proxy", to: "proxy", allow: allTraffic, certain },
      { from: "proxy", to: "web", allow: usual, certain },
      { from: "web", to: "proxy", allow: usual, certain },
    ]);
  });

  const itself = { from: "agent", to: "agent", allow: allTraffic, certain };
  const out = { from: "web", to: "agent", allow: usual, certain };

  it("are let in by what lets every node in, by its own address and its tunnel's", () => {
    const ingress = [from("172.16.0.0/24", 80), from("10.0.0.0/16", 80)];
    assert.deepEqual(connectionsOf([agent, web, policy({ ingress })]), [
      itself,
      { from: "agent", to: "web", allow: port(80), certain },
      out,
    ]);
  });

  // SEMANTICS.md: "from another node under VXLAN, as that node's tunnel address inside the pod CIDR".
  it("are let in, not for certain, by what lets in the pods' range alone, or a part of the nodes", () => {
    for (const cidr of ["10.0.0.0/16", "10.0.7.0/24", "172.16.0.0/24", "172.16.0.128/25"])
      assert.deepEqual(
        connectionsOf([agent, web, policy({ ingress: [from(cidr, 80)] })]),
        [itself, { from: "agent", to: "web", allow: port(80), certain: false }, out],
        cidr,
      );
  });

  it("are let in on some ports for certain and on others not: what is allowed is then not certain", () => {
    const ingress = [from("172.16.0.0/24", 80), from("10.0.0.0/16", 80), from("10.0.0.0/16", 81)];
    assert.deepEqual(connectionsOf([agent, web, policy({ ingress })])[1], {
      from: "agent",
      to: "web",
      allow: union(port(80), port(81)),
      certain: false,
    });
  });

  it("are not let in by other addresses, nor by any selector", () => {
    const rules = [from("192.0.2.0/24", 80), { from: [{ podSelector: {} }, { namespaceSelector: {} }] }];
    for (const rule of rules)
      assert.deepEqual(connectionsOf([agent, web, policy({ ingress: [rule] })]), [itself, out]);
  });

  it("are reached by the nodes' addresses, not by the pods' range", () => {
    const egress = (cidr: string) =>
      policy({ policyTypes: ["Egress"], egress: [{ to: [{ ipBlock: { cidr } }], ports: [{ port: 80 }] }] });
    const into = { from: "agent", to: "web", allow: usual, certain };
    assert.deepEqual(connectionsOf([agent, web, egress("172.16.0.0/24")]), [
      itself,
      into,
      { from: "web", to: "agent", allow: port(80), certain },
    ]);
    assert.deepEqual(connectionsOf([agent, web, egress("172.16.0.0/25")])[2]!.certain, false);
    assert.deepEqual(connectionsOf([agent, web, egress("10.0.0.0/16")]), [itself, into]);
  });

  it("are where their address is known", () => {
    const pod = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { namespace: "shop", name: "agent" },
      spec: { hostNetwork: true, containers: [{ name: "main" }] },
      status: { podIP: "172.16.0.9" },
    };
    const ingress = [from("172.16.0.9/32", 80), from("172.16.0.10/32", 81), from("10.0.0.0/16", 80)];
    assert.deepEqual(connectionsOf([pod, web, policy({ ingress })])[1], {
      from: "agent",
      to: "web",
      allow: port(80),
      certain,
    });
  });

  it("are of both families where nodes are, each with its own ICMP", () => {
    const settings = {
      pods: ["10.0.0.0/16", "fd00::/64"].map((text) => parseCidr(text)!),
      nodes: ["172.16.0.0/24", "fd01::/64"].map((text) => parseCidr(text)!),
    };
    assert.deepEqual(connectionsOf([agent, web], settings)[1], {
      from: "agent",
      to: "web",
      allow: allTraffic,
      certain,
    });
    const ingress = [from("172.16.0.0/24", 80), from("10.0.0.0/16", 80), from("fd01::/64", 81)];
    assert.deepEqual(connectionsOf([agent, web, policy({ ingress })], settings)[1], {
      from: "agent",
      to: "web",
      allow: union(port(80), port(81)),
      certain: false,
    });
  });

  it("are seen as clients inside the pods' range too", () => {
    const evaluation = new Evaluation(clusterOf([namespace("shop"), agent]));
    const { space } = evaluation.universe;
    const shown = (asClient: boolean) => {
      const parts = partsOfHost(evaluation, 0, asClient);
      return Array.from({ length: parts.length / 2 }, (_, index) =>
        formatRange(space.rangeOf(parts[2 * index]!, parts[2 * index + 1]!)),
      );
    };
    assert.deepEqual(shown(false), ["172.16.0.0-172.16.0.255"]);
    assert.deepEqual(shown(true), ["10.0.0.0-10.0.255.255", "172.16.0.0-172.16.0.255"]);
  });

  it("exchange everything with addresses outside, of the families that nodes have", () => {
    const settings = {
      pods: ["10.0.0.0/16", "fd00::/64"].map((text) => parseCidr(text)!),
      nodes: ["172.16.0.0/24"].map((text) => parseCidr(text)!),
    };
    const evaluation = new Evaluation(clusterOf([namespace("shop"), agent, web], settings));
    assert.deepEqual(
      [...hostOpenings(evaluation)].map(({ endpoint, range, allow }) => [
        evaluation.endpoints[endpoint]!.workload.name,
        formatRange(range),
        allow,
      ]),
      [
        ["agent", "0.0.0.0-9.255.255.255", usual],
        ["agent", "10.1.0.0-255.255.255.255", usual],
      ],
    );
  });
});
