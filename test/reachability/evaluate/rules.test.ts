import assert from "node:assert/strict";
import { between } from "../../../reachability/evaluate/connections.js";
import { Evaluation } from "../../../reachability/evaluate/evaluation.js";
import {
  allTraffic,
  icmpOf,
  protocolNumbers,
  toPorts,
  trafficOf,
  trafficOfFamily,
} from "../../../reachability/evaluate/traffic.js";
import { parseCidr } from "../../../reachability/sets/addresses.js";
import { intersect, subtract, unionAll, type IntervalSet } from "../../../reachability/sets/intervals.js";
import { clusterOf, deployment, namespace } from "../support/cluster.js";

const { TCP, UDP, SCTP, ICMP } = protocolNumbers;
const four = trafficOfFamily(4);
const transport = unionAll([TCP, UDP, SCTP].map(trafficOf));
const tcp = (...bounds: number[]) => toPorts(TCP, bounds);

/** web calls itself "http" on 8080, db on 9090; both have "http" in UDP on 53. */
const shop = [
  namespace("shop", { env: "prod" }),
  ...[
    ["web", 8080],
    ["db", 9090],
  ].map(([name, containerPort]) => {
    const containers = [
      { name: "main", ports: [{ name: "http", containerPort }] },
      { name: "other", ports: [{ name: "http", containerPort: 53, protocol: "UDP" }] },
    ];
    return deployment("shop", String(name), {}, { containers });
  }),
];

/** What web and db accept from an address outside, where a policy has this rule. */
function accepted(rule: object, sourcePort = 1): Record<"web" | "db", IntervalSet> {
  const policy = {
    apiVersion: "projectcalico.org/v3",
    kind: "GlobalNetworkPolicy",
    metadata: { name: "calico" },
    spec: { namespaceSelector: "env == 'prod'", ingress: [{ action: "Allow", ...rule }] },
  };
  const evaluation = new Evaluation(clusterOf([...shop, policy]), [parseCidr("192.0.2.0/24")!]);
  const { universe, endpoints } = evaluation;
  const from = universe.space.partsIn([parseCidr("192.0.2.0/24")!])[0]!;
  const start = [...evaluation.sourcePorts].reverse().find((port) => port <= sourcePort)!;
  const into = (name: string) => {
    const endpoint = endpoints.findIndex(({ workload }) => workload.name === name);
    const [element] = universe.elementsOf(universe.classOfEndpoint(endpoint));
    return between(evaluation, from, element!, start);
  };
  return { web: into("web"), db: into("db") };
}

const both = (traffic: IntervalSet) => ({ web: traffic, db: traffic });

describe("what a rule matches", () => {
  const cases: [says: string, rule: object, accepted: Record<"web" | "db", IntervalSet>][] = [
    ["all traffic, where it says nothing", {}, both(four)],
    ["a protocol", { protocol: "UDP" }, both(trafficOf(UDP))],
    ["all but a protocol", { notProtocol: "UDP" }, both(subtract(four, trafficOf(UDP)))],
    ["a protocol without ports", { protocol: 47 }, both(trafficOf(47))],
    ["ports", { protocol: "TCP", destination: { ports: [80, "90:99"] } }, both(tcp(80, 80, 90, 99))],
    [
      "a port by the name that each pod gives it",
      { protocol: "TCP", destination: { ports: ["http"] } },
      { web: tcp(8080, 8080), db: tcp(9090, 9090) },
    ],
    [
      "a port by name or number",
      { protocol: "TCP", destination: { ports: ["http", 80] } },
      { web: tcp(80, 80, 8080, 8080), db: tcp(80, 80, 9090, 9090) },
    ],
    ["no port by a name that no pod has", { protocol: "TCP", destination: { ports: ["grpc"] } }, both([])],
    ["all but some ports", { protocol: "TCP", destination: { notPorts: [80] } }, both(tcp(1, 79, 81, 65535))],
    [
      "all but a port by its name",
      { protocol: "TCP", destination: { notPorts: ["http"] } },
      { web: tcp(1, 8079, 8081, 65535), db: tcp(1, 9089, 9091, 65535) },
    ],
    [
      "some ports but that one",
      { protocol: "TCP", destination: { ports: ["8000:10000"], notPorts: ["http", 9000] } },
      { web: tcp(8000, 8079, 8081, 8999, 9001, 10000), db: tcp(8000, 8999, 9001, 9089, 9091, 10000) },
    ],
    [
      "a named port but that one: none",
      { protocol: "TCP", destination: { ports: ["http"], notPorts: ["http"] } },
      both([]),
    ],
    [
      "all but a port that only another pod has",
      { protocol: "TCP", destination: { ports: [8080, 9090], notPorts: ["http"] } },
      { web: tcp(9090, 9090), db: tcp(8080, 8080) },
    ],
    ["a type of ICMP", { protocol: "ICMP", icmp: { type: 8 } }, both(icmpOf(ICMP, 8))],
    ["a type and code of ICMP", { protocol: "ICMP", icmp: { type: 3, code: 4 } }, both(icmpOf(ICMP, 3, 4))],
    [
      "all but a type of ICMP",
      { protocol: "ICMP", notICMP: { type: 8 } },
      both(subtract(trafficOf(ICMP), icmpOf(ICMP, 8))),
    ],
    ["the other family's addresses: none", { ipVersion: 6 }, both([])],
    ["its own family's", { ipVersion: 4 }, both(four)],
    ["addresses", { source: { nets: ["192.0.2.0/24"] } }, both(four)],
    ["none of the addresses", { source: { notNets: ["192.0.2.0/24"] } }, both([])],
    ["addresses but those", { source: { nets: ["192.0.2.0/24"], notNets: ["192.0.3.0/24"] } }, both(four)],
    ["what a selector finds: no address", { source: { selector: "all()" } }, both([])],
    ["what a selector does not find", { source: { notSelector: "app == 'web'" } }, both(four)],
    ["of destinations some", { destination: { selector: "app == 'web'" } }, { web: four, db: [] }],
    ["of destinations all but some", { destination: { notSelector: "app == 'web'" } }, { web: [], db: four }],
  ];
  for (const [says, rule, expected] of cases) it(says, () => assert.deepEqual(accepted(rule), expected));

  it("the client's ports", () => {
    const rule = { protocol: "TCP", source: { ports: [53, "60:69"] } };
    for (const port of [53, 60, 69]) assert.deepEqual(accepted(rule, port), both(trafficOf(TCP)), `${port}`);
    for (const port of [1, 52, 54, 59, 70, 65535])
      assert.deepEqual(accepted(rule, port), both([]), `${port}`);
    const others = { protocol: "TCP", source: { notPorts: [53, "65535:65535"] } };
    for (const port of [53, 65535]) assert.deepEqual(accepted(others, port), both([]), `${port}`);
    for (const port of [1, 52, 54, 65534])
      assert.deepEqual(accepted(others, port), both(trafficOf(TCP)), `${port}`);
  });

  it("ports without a protocol are of every protocol that has ports", () => {
    // Only named ports of ClusterNetworkPolicies are without a protocol.
    const named = {
      apiVersion: "policy.networking.k8s.io/v1alpha2",
      kind: "ClusterNetworkPolicy",
      metadata: { name: "cluster" },
      spec: {
        tier: "Admin",
        priority: 1,
        subject: { namespaces: {} },
        ingress: [
          { action: "Deny", from: [{ namespaces: {} }], protocols: [{ destinationNamedPort: "http" }] },
        ],
      },
    };
    const evaluation = new Evaluation(clusterOf([...shop, named]));
    const [db, web] = [0, 1].map((endpoint) => {
      return evaluation.universe.elementsOf(evaluation.universe.classOfEndpoint(endpoint))[0]!;
    });
    const udp = toPorts(UDP, [53, 53]);
    assert.deepEqual(subtract(four, between(evaluation, web!, db!, 1)), unionAll([tcp(9090, 9090), udp]));
    assert.deepEqual(subtract(four, between(evaluation, db!, web!, 1)), unionAll([tcp(8080, 8080), udp]));
    assert.deepEqual(intersect(transport, allTraffic), transport);
  });
});
