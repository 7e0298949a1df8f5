import assert from "node:assert/strict";
import { Evaluation } from "../../../reachability/evaluate/evaluation.js";
import type { Endpoint } from "../../../reachability/evaluate/endpoints.js";
import {
  allTraffic,
  protocolNumbers,
  toPorts,
  trafficOfFamily,
} from "../../../reachability/evaluate/traffic.js";
import type { ExpectedEnd, ExpectedFlow } from "../../../reachability/prove/expectation.js";
import { differences, type ProofEnd } from "../../../reachability/prove/prove.js";
import type { ReadSettings } from "../../../reachability/read/settings.js";
import { formatRange, parseCidr } from "../../../reachability/sets/addresses.js";
import type { IntervalSet } from "../../../reachability/sets/intervals.js";
import { app, clusterOf, defaultDeny, deployment, namespace, networkPolicy } from "../support/cluster.js";

const port = (first: number, last = first) => toPorts(protocolNumbers.TCP, [first, last]);
const pods = (name: string): ExpectedEnd => ({ kind: "pods", namespace: "shop", labels: { app: name } });
const at = (...cidrs: string[]): ExpectedEnd => ({
  kind: "addresses",
  ranges: cidrs.map((cidr) => parseCidr(cidr)!),
});

function flow(from: ExpectedEnd, to: ExpectedEnd, traffic: IntervalSet, required = true): ExpectedFlow {
  return { text: "a flow", from, to, traffic, required };
}

/** Two workloads of many pods, and default deny. */
const shop = [namespace("shop"), deployment("shop", "db"), deployment("shop", "web")];
const closedShop = [...shop, defaultDeny("shop")];

const egress = (name: string, ...rules: object[]) =>
  networkPolicy("shop", `${name}-egress`, { ...app(name), policyTypes: ["Egress"], egress: rules });
const ingress = (name: string, ...rules: object[]) =>
  networkPolicy("shop", `${name}-ingress`, { ...app(name), policyTypes: ["Ingress"], ingress: rules });

const ports = (...numbers: number[]) => numbers.map((number) => ({ port: number }));
const toDb = (...numbers: number[]) => egress("web", { to: [app("db")], ports: ports(...numbers) });
const fromWeb = (...numbers: number[]) => ingress("db", { from: [app("web")], ports: ports(...numbers) });

function proof(
  objects: readonly object[],
  flows: readonly ExpectedFlow[],
  closed: (endpoint: Endpoint) => boolean = () => true,
  settings: Partial<ReadSettings> = {},
) {
  const evaluation = new Evaluation(
    clusterOf(objects, settings),
    flows
      .flatMap(({ from, to }) => [from, to])
      .flatMap((end) => (end.kind === "addresses" ? end.ranges : [])),
  );
  const shown = (end: ProofEnd) =>
    end.kind === "addresses" ? formatRange(end.range) : evaluation.endpoints[end.endpoint]!.workload.name;
  return [...differences(evaluation, { flows, never: [], closed })].map((each) =>
    each.kind === "nobody" ? each : { ...each, from: shown(each.from), to: shown(each.to) },
  );
}

describe("where the network and what is expected differ", () => {
  const toDbFlow = flow(pods("web"), pods("db"), port(80));

  it("is nowhere, where exactly the flows get through", () => {
    assert.deepEqual(proof([...closedShop, toDb(80), fromWeb(80)], [toDbFlow]), []);
    assert.deepEqual(proof(closedShop, []), []);
  });

  it("is what gets through and no flow declares", () => {
    assert.deepEqual(proof([...closedShop, toDb(80, 81), fromWeb(80, 81)], [toDbFlow]), [
      { kind: "undeclared", from: "web", to: "db", traffic: port(81) },
    ]);
  });

  it("is not what gets through between pods of which nothing is said", () => {
    const objects = [...closedShop, toDb(80, 81), fromWeb(80, 81)];
    const only = (name: string) => (endpoint: Endpoint) => endpoint.workload.name === name;
    const undeclared = [{ kind: "undeclared", from: "web", to: "db", traffic: port(81) }];
    assert.deepEqual(proof(objects, [toDbFlow], only("web")), undeclared);
    assert.deepEqual(proof(objects, [toDbFlow], only("db")), undeclared);
    assert.deepEqual(proof(objects, [toDbFlow], only("other")), []);
  });

  it("is what a flow requires and does not get through, in part or at all", () => {
    const wide = flow(pods("web"), pods("db"), port(80, 82));
    assert.deepEqual(proof([...closedShop, toDb(80), fromWeb(80)], [wide]), [
      { kind: "blocked", from: "web", to: "db", traffic: port(81, 82), flow: wide },
    ]);
    assert.deepEqual(proof(closedShop, [toDbFlow]), [
      { kind: "blocked", from: "web", to: "db", traffic: port(80), flow: toDbFlow },
    ]);
  });

  it("is not what a flow that nobody requires does not get through", () => {
    assert.deepEqual(proof(closedShop, [flow(pods("web"), pods("db"), port(80), false)]), []);
  });

  it("names the flow that is blocked, and no other of the same pods", () => {
    const other = flow(pods("web"), pods("db"), port(90));
    const optional = flow(pods("web"), pods("db"), port(91), false);
    assert.deepEqual(proof([...closedShop, toDb(80), fromWeb(80)], [toDbFlow, other, optional]), [
      { kind: "blocked", from: "web", to: "db", traffic: port(90), flow: other },
    ]);
  });

  it("is a required flow that has nobody at an end", () => {
    const gone = flow(pods("web"), pods("gone"), port(80));
    const without = flow(pods("gone"), at("192.0.2.0/24"), port(80));
    const optional = flow(pods("gone"), pods("web"), port(80), false);
    assert.deepEqual(proof(closedShop, [gone, without, optional]), [
      { kind: "nobody", flow: gone },
      { kind: "nobody", flow: without },
    ]);
  });

  it("is what one end opens alone", () => {
    const open = { kind: "one-sided", from: "web", to: "db", traffic: port(81) };
    assert.deepEqual(proof([...closedShop, toDb(80, 81), fromWeb(80)], [toDbFlow]), [
      { ...open, direction: "egress" },
    ]);
    assert.deepEqual(proof([...closedShop, toDb(80), fromWeb(80, 81)], [toDbFlow]), [
      { ...open, direction: "ingress" },
    ]);
    assert.deepEqual(
      proof(
        [...closedShop, toDb(80), fromWeb(80, 81)],
        [toDbFlow],
        ({ workload }) => workload.name === "web",
      ),
      [],
    );
  });

  it("is told once for two places of a pod that are open alike", () => {
    const half = { ipBlock: { cidr: "10.0.0.0/17" } };
    const objects = [
      ...closedShop,
      ingress("db", { from: [app("web")], ports: ports(81) }),
      egress("db", { to: [half], ports: ports(82) }),
    ];
    const open = proof(objects, []).filter(({ kind }) => kind === "one-sided");
    assert.deepEqual(open, [
      { kind: "one-sided", direction: "ingress", from: "web", to: "db", traffic: port(81) },
      { kind: "one-sided", direction: "egress", from: "db", to: "db", traffic: port(82) },
      { kind: "one-sided", direction: "egress", from: "db", to: "web", traffic: port(82) },
    ]);
  });

  it("is between the pods of one workload too, but not of one pod with itself", () => {
    const objects = [...closedShop, egress("db", { to: [app("db")] }), ingress("db", { from: [app("db")] })];
    assert.deepEqual(proof(objects, []), [
      { kind: "undeclared", from: "db", to: "db", traffic: trafficOfFamily(4) },
    ]);
    const single = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { namespace: "shop", name: "db", labels: { app: "db" } },
      spec: { containers: [{ name: "main" }] },
    };
    const alone = objects.filter((object) => object !== shop[1]);
    assert.deepEqual(proof([...alone, single], []), []);
    const half = objects.slice(0, -1).filter((object) => object !== shop[1]);
    assert.deepEqual(proof([...half, single], []), []);
  });

  it("is with addresses what no flow declares, range by range", () => {
    const objects = [
      ...closedShop,
      ingress("web", { from: [{ ipBlock: { cidr: "192.0.2.0/24" } }], ports: ports(80, 81) }),
    ];
    const fromHalf = flow(at("192.0.2.0/25"), pods("web"), port(80));
    assert.deepEqual(proof(objects, [fromHalf]), [
      { kind: "undeclared", from: "192.0.2.0-192.0.2.127", to: "web", traffic: port(81) },
      { kind: "undeclared", from: "192.0.2.128-192.0.2.255", to: "web", traffic: port(80, 81) },
    ]);
    assert.deepEqual(
      proof(objects, [fromHalf], () => false),
      [],
    );
  });

  it("is with addresses what a flow requires and is blocked, for some pod or address", () => {
    const out = flow(pods("web"), at("192.0.2.0/24"), port(443));
    const half = egress("web", { to: [{ ipBlock: { cidr: "192.0.2.0/25" } }], ports: ports(443) });
    assert.deepEqual(proof([...closedShop, half], [out]), [
      { kind: "blocked", from: "web", to: "192.0.2.128-192.0.2.255", traffic: port(443), flow: out },
    ]);
  });

  it("is of several flows of one pod what none of them declares", () => {
    const objects = [
      ...closedShop,
      egress("web", { to: [{ ipBlock: { cidr: "192.0.2.0/24" } }], ports: ports(443, 444, 445) }),
    ];
    const flows = [
      flow(pods("web"), at("192.0.2.0/24"), port(443)),
      flow(pods("web"), at("192.0.2.0/24", "198.51.100.0/24"), port(444), false),
    ];
    assert.deepEqual(proof(objects, flows), [
      { kind: "undeclared", from: "web", to: "192.0.2.0-192.0.2.255", traffic: port(445) },
    ]);
  });

  it("is of every pod, where a flow is", () => {
    const everywhere = flow({ kind: "every-pod" }, { kind: "every-pod" }, port(80));
    const open = networkPolicy("shop", "open", {
      podSelector: {},
      policyTypes: ["Ingress", "Egress"],
      ingress: [{ from: [{ podSelector: {} }], ports: ports(80) }],
      egress: [{ to: [{ podSelector: {} }], ports: ports(80) }],
    });
    assert.deepEqual(proof([...shop, open], [everywhere]), []);
    assert.deepEqual(
      proof(closedShop, [everywhere]).map((each) => each.kind === "blocked" && `${each.from} ${each.to}`),
      ["db db", "db web", "web db", "web web"],
    );
  });

  it("is with pods on their host's network what depends on the node they run on", () => {
    const agent = deployment("shop", "agent", {}, { hostNetwork: true });
    const half = ingress("web", { from: [{ ipBlock: { cidr: "172.16.0.0/24" } }], ports: ports(80) });
    const probe = flow(pods("agent"), pods("web"), port(80));
    const hosts = flow(pods("agent"), pods("agent"), allTraffic);
    assert.deepEqual(
      proof([...closedShop, agent, half], [probe, hosts]).filter(({ kind }) => kind === "blocked"),
      [{ kind: "blocked", from: "agent", to: "web", traffic: port(80), flow: probe }],
    );
    const tunnel = ingress("db", {
      from: ["172.16.0.0/24", "10.0.0.0/16"].map((cidr) => ({ ipBlock: { cidr } })),
      ports: ports(80),
    });
    const sure = flow(pods("agent"), pods("db"), port(80));
    assert.deepEqual(
      proof([...closedShop, agent, tunnel], [sure, hosts]).filter(({ kind }) => kind === "blocked"),
      [],
    );
  });

  it("adds up what several flows of the same pods declare", () => {
    const flows = [toDbFlow, flow(pods("web"), pods("db"), port(81))];
    assert.deepEqual(proof([...closedShop, toDb(80, 81), fromWeb(80, 81)], flows), []);
    assert.deepEqual(proof([...closedShop, toDb(80, 81, 82), fromWeb(80, 81, 82)], flows), [
      { kind: "undeclared", from: "web", to: "db", traffic: port(82) },
    ]);
  });

  it("names of neighbouring addresses the flow of each", () => {
    const first = flow(pods("web"), at("192.0.2.0/25"), port(443));
    const second = flow(pods("web"), at("192.0.2.128/25"), port(443));
    assert.deepEqual(proof(closedShop, [first, second]), [
      { kind: "blocked", from: "web", to: "192.0.2.0-192.0.2.127", traffic: port(443), flow: first },
      { kind: "blocked", from: "web", to: "192.0.2.128-192.0.2.255", traffic: port(443), flow: second },
    ]);
    const optional = flow(pods("web"), at("192.0.2.128/25"), port(443), false);
    assert.deepEqual(proof(closedShop, [first, optional]), [
      { kind: "blocked", from: "web", to: "192.0.2.0-192.0.2.127", traffic: port(443), flow: first },
    ]);
    const both = flow(pods("web"), at("192.0.2.128/25"), port(444));
    assert.deepEqual(proof(closedShop, [first, both, second]), [
      { kind: "blocked", from: "web", to: "192.0.2.0-192.0.2.127", traffic: port(443), flow: first },
      { kind: "blocked", from: "web", to: "192.0.2.128-192.0.2.255", traffic: port(444), flow: both },
      { kind: "blocked", from: "web", to: "192.0.2.128-192.0.2.255", traffic: port(443), flow: second },
    ]);
  });

  it("says nothing of addresses among themselves", () => {
    assert.deepEqual(proof(closedShop, [flow(at("192.0.2.0/24"), at("198.51.100.0/24"), port(443))]), []);
  });

  it("is of single pods what gets from one to the other", () => {
    const single = (name: string) => ({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { namespace: "shop", name, labels: { app: name } },
      spec: { containers: [{ name: "main" }] },
    });
    const objects = [namespace("shop"), single("db"), single("web"), defaultDeny("shop")];
    assert.deepEqual(proof([...objects, toDb(81), fromWeb(81)], []), [
      { kind: "undeclared", from: "web", to: "db", traffic: port(81) },
    ]);
    assert.deepEqual(proof([...objects, toDb(81)], []), [
      { kind: "one-sided", direction: "egress", from: "web", to: "db", traffic: port(81) },
    ]);
  });

  it("is of both families, each by itself", () => {
    const settings = { pods: ["10.0.0.0/16", "fd00::/64"].map((cidr) => parseCidr(cidr)!) };
    const everyone = () => true;
    assert.deepEqual(proof([...closedShop, toDb(80), fromWeb(80)], [toDbFlow], everyone, settings), []);
    const four = ingress("db", { from: [{ ipBlock: { cidr: "10.0.0.0/16" } }], ports: ports(80) });
    assert.deepEqual(
      proof([...closedShop, toDb(80), four], [toDbFlow], everyone, settings).filter(
        ({ kind }) => kind === "blocked",
      ),
      [{ kind: "blocked", from: "web", to: "db", traffic: port(80), flow: toDbFlow }],
    );
  });
});
