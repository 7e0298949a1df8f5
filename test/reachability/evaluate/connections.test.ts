import assert from "node:assert/strict";
import {
  addressConnectionsOf,
  addressRows,
  between,
  classConnections,
  type ClassConnection,
} from "../../../reachability/evaluate/connections.js";
import { Evaluation } from "../../../reachability/evaluate/evaluation.js";
import { at } from "../../../reachability/evaluate/piecewise.js";
import { icmpOf, protocolNumbers, toPorts, trafficOfFamily } from "../../../reachability/evaluate/traffic.js";
import { formatRange, parseCidr } from "../../../reachability/sets/addresses.js";
import {
  emptySet,
  intersect,
  membersOf,
  subtract,
  union,
  type IntervalSet,
} from "../../../reachability/sets/intervals.js";
import { app, clusterOf, deployment, namespace, networkPolicy } from "../support/cluster.js";

const { TCP, ICMP, ICMPv6 } = protocolNumbers;

/** Every pair of classes, place by place: the long way. */
function pairsOf(evaluation: Evaluation): ClassConnection[] {
  const { universe, sourcePorts } = evaluation;
  const classes = [...universe.classes.keys()];
  return classes.flatMap((from) =>
    classes.flatMap((to) => {
      let allow: IntervalSet = emptySet;
      let never: IntervalSet = emptySet;
      for (const source of membersOf(universe.elementsOf(from)))
        for (const target of membersOf(universe.elementsOf(to)))
          for (const sourcePort of sourcePorts) {
            const family = universe.familyOf(source);
            if (universe.familyOf(target) !== family) continue;
            const through = between(evaluation, source, target, sourcePort);
            allow = union(allow, through);
            never = union(never, subtract(trafficOfFamily(family), through));
          }
      return allow.length === 0 ? [] : [{ from, to, allow, certain: subtract(allow, never) }];
    }),
  );
}

const name = (index: number) => `app-${String(index).padStart(3, "0")}`;

/** Pods, each told from the others; of every four, one is open, one to its left, one to its right, and one to few. */
function crowd(count: number): object[] {
  const apps = Array.from({ length: count }, (_, index) => deployment("shop", name(index)));
  const policies = apps.map((_, index) => {
    const peers = [app(name(index - 1)), app(name((index * 7) % count)), app(name((index + 1) % count))];
    const ports = [{ port: 1000 + (index % 3) }];
    const rules = [{}, { ingress: [{ from: peers, ports }] }, { egress: [{ to: peers }] }][index % 4];
    const open = index % 4 === 0;
    return networkPolicy("shop", name(index), {
      podSelector: { matchLabels: { app: name(index) } },
      policyTypes: index % 4 === 1 ? ["Ingress"] : index % 4 === 2 ? ["Egress"] : ["Ingress", "Egress"],
      ...(open
        ? { ingress: [{}], egress: [{}] }
        : (rules ?? { ingress: [{ from: peers }], egress: [{ to: peers }] })),
    });
  });
  return [namespace("shop"), ...apps, ...policies];
}

/** A policy of Calico about one workload. */
function calico(selector: string, spec: object): object {
  return {
    apiVersion: "projectcalico.org/v3",
    kind: "NetworkPolicy",
    metadata: { namespace: "shop", name: "calico" },
    spec: { selector, ...spec },
  };
}

const pod = (label: string, addresses: readonly string[]): object => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { namespace: "shop", name: label, labels: { app: label } },
  spec: { containers: [{ name: "main" }] },
  status: { podIPs: addresses.map((ip) => ({ ip })) },
});

const dual = { pods: [parseCidr("10.0.0.0/16")!, parseCidr("fd00::/64")!] };

const clusters: Readonly<Record<string, () => Evaluation>> = {
  "few pods": () => new Evaluation(clusterOf(crowd(12))),
  "more pods than are looked at one by one": () => new Evaluation(clusterOf(crowd(150))),
  "more pods than that, of both families": () => new Evaluation(clusterOf(crowd(70), dual)),
  "pods that may be at addresses of which some are let in": () =>
    new Evaluation(
      clusterOf([
        ...crowd(9),
        calico("app == 'app-001'", {
          ingress: [{ action: "Allow", protocol: "TCP", source: { nets: ["10.0.0.0/17"] } }],
        }),
      ]),
    ),
  "clients of which some ports are let in": () =>
    new Evaluation(
      clusterOf([
        ...crowd(70),
        calico("app == 'app-001'", {
          ingress: [{ action: "Allow", protocol: "TCP", source: { ports: ["100:200", 300] } }],
        }),
      ]),
    ),
  "clients of both families, of which one is let in, with ICMP": () =>
    new Evaluation(
      clusterOf(
        [
          ...crowd(9),
          calico("app == 'app-001'", {
            ingress: [
              { action: "Allow", ipVersion: 4, protocol: "ICMP" },
              { action: "Allow", ipVersion: 6, protocol: "ICMPv6" },
              { action: "Allow", ipVersion: 6, protocol: "TCP", destination: { ports: [80] } },
              { action: "Allow", protocol: "TCP", destination: { ports: [81] } },
            ],
          }),
        ],
        dual,
      ),
    ),
  "no pods": () => new Evaluation(clusterOf([namespace("shop")])),
};

describe("connections between classes of pods", () => {
  for (const [title, evaluationOf] of Object.entries(clusters)) {
    it(`are those that every pair of places has: ${title}`, function () {
      this.timeout(0);
      const evaluation = evaluationOf();
      const expected = pairsOf(evaluation);
      assert.deepEqual([...classConnections(evaluation)], expected);
      assert.deepEqual([...classConnections(evaluation)], expected, "the second time");
    });
  }

  it("are not certain where only one family has them, but for the ICMP of that family", () => {
    const evaluation = new Evaluation(
      clusterOf(
        [
          pod("web", ["10.0.0.5", "fd00::5"]),
          pod("db", ["10.0.0.6", "fd00::6"]),
          networkPolicy("shop", "web", { podSelector: { matchLabels: { app: "web" } }, ingress: [] }),
          calico("app == 'db'", {
            ingress: [
              { action: "Allow", ipVersion: 4, protocol: "TCP", destination: { ports: [80] } },
              { action: "Allow", ipVersion: 4, protocol: "ICMP" },
              { action: "Allow", ipVersion: 6, protocol: "ICMPv6", icmp: { type: 128 } },
            ],
          }),
        ],
        dual,
      ),
    );
    const [db, web] = evaluation.universe.classes.keys();
    const connection = [...classConnections(evaluation)].find(({ from, to }) => from === web && to === db)!;
    const icmp = union(icmpOf(ICMP), icmpOf(ICMPv6, 128));
    assert.deepEqual(connection.allow, union(icmp, toPorts(TCP, [80, 80])));
    assert.deepEqual(connection.certain, icmp);
  });
});

describe("what can be sent from one place to another", () => {
  const objects = [
    pod("web", ["10.0.0.5", "fd00::5"]),
    networkPolicy("shop", "web", {
      podSelector: {},
      policyTypes: ["Ingress", "Egress"],
      ingress: [{ from: [{ ipBlock: { cidr: "192.0.2.0/24" } }], ports: [{ port: 80 }] }],
      egress: [{ to: [{ ipBlock: { cidr: "2001:db8::/32" } }], ports: [{ port: 443 }] }],
    }),
  ];
  let evaluation: Evaluation;
  beforeEach(() => {
    evaluation = new Evaluation(clusterOf(objects, dual));
  });

  it("is what both ends' policies allow, of one family", () => {
    const { universe } = evaluation;
    const [four, six] = membersOf(universe.pods);
    const part = (cidr: string) => universe.space.partsIn([parseCidr(cidr)!])[0]!;
    const cases: [from: number, to: number, traffic: IntervalSet][] = [
      [part("192.0.2.0/24"), four!, toPorts(TCP, [80, 80])],
      [part("198.51.100.0/24"), four!, []],
      [part("192.0.2.0/24"), six!, []],
      [six!, part("2001:db8::/32"), toPorts(TCP, [443, 443])],
      [four!, part("2001:db8::/32"), []],
      [four!, part("192.0.2.0/24"), []],
      [part("192.0.2.0/24"), part("198.51.100.0/24"), trafficOfFamily(4)],
      [part("2001:db8::/32"), part("fd00::/64"), trafficOfFamily(6)],
      [part("192.0.2.0/24"), part("2001:db8::/32"), []],
    ];
    for (const [from, to, traffic] of cases)
      assert.deepEqual(between(evaluation, from, to, 1), traffic, `${from} to ${to}`);
  });

  it("is listed by address, in ranges of one family", () => {
    const shown = (direction: "ingress" | "egress") =>
      [...addressConnectionsOf(evaluation, 0, direction)].map(({ range, allow, endpointClass, ...rest }) => {
        assert.deepEqual([endpointClass, rest.direction], [0, direction]);
        return [formatRange(range), allow];
      });
    assert.deepEqual(shown("ingress"), [["192.0.2.0-192.0.2.255", toPorts(TCP, [80, 80])]]);
    assert.deepEqual(shown("egress"), [
      ["2001:db8::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", toPorts(TCP, [443, 443])],
    ]);
  });
});

describe("what pods and addresses can exchange", () => {
  it("is certain where it does not depend on the pod's address or the client's port", () => {
    const evaluation = new Evaluation(
      clusterOf([
        deployment("shop", "web"),
        calico("app == 'web'", {
          ingress: [
            { action: "Allow", protocol: "TCP", destination: { ports: [80] } },
            { action: "Allow", protocol: "TCP", source: { ports: [53] }, destination: { ports: [81] } },
            { action: "Allow", protocol: "TCP", destination: { ports: [82], nets: ["10.0.0.0/17"] } },
          ],
        }),
      ]),
    );
    const { allow, certain } = addressRows(evaluation, 0, "ingress");
    const outside = evaluation.universe.space.partsIn([parseCidr("192.0.2.0/24")!])[0]!;
    assert.deepEqual(at(allow, outside), toPorts(TCP, [80, 82]));
    assert.deepEqual(at(certain, outside), toPorts(TCP, [80, 80]));
  });

  it("is of each family what a pod has there", () => {
    const evaluation = new Evaluation(
      clusterOf([pod("web", ["10.0.0.5", "fd00::5"]), pod("old", ["10.0.0.6"])], dual),
    );
    const parts = [4, 6].map((family) => evaluation.universe.space.partsOf(family as 4 | 6)[0]!);
    const endpointOf = (label: string) =>
      evaluation.endpoints.findIndex(({ workload }) => workload.name === label);
    const classOf = (label: string) => evaluation.universe.classOfEndpoint(endpointOf(label));
    for (const direction of ["ingress", "egress"] as const) {
      const [web, old] = ["web", "old"].map((label) => addressRows(evaluation, classOf(label), direction));
      assert.deepEqual(
        parts.map((part) => at(web!.allow, part)),
        [trafficOfFamily(4), trafficOfFamily(6)],
      );
      assert.deepEqual(
        parts.map((part) => at(web!.certain, part)),
        [trafficOfFamily(4), trafficOfFamily(6)],
      );
      assert.deepEqual(
        parts.map((part) => at(old!.allow, part)),
        [trafficOfFamily(4), []],
      );
      assert.deepEqual(intersect(at(old!.certain, parts[1]!), trafficOfFamily(6)), []);
    }
  });
});
