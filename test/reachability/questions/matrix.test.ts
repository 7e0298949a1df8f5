import assert from "node:assert/strict";
import { Evaluation } from "../../../reachability/evaluate/evaluation.js";
import { matrixOf, type Connection, type Matrix } from "../../../reachability/questions/matrix.js";
import type { ReadSettings } from "../../../reachability/read/settings.js";
import { app, clusterOf, defaultDeny, deployment, namespace, networkPolicy } from "../support/cluster.js";

const matrix = (objects: readonly object[], settings: Partial<ReadSettings> = {}): Matrix =>
  matrixOf(new Evaluation(clusterOf(objects, settings)));

const pod = (name: string, role = name) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { namespace: "shop", name, labels: { app: name, role } },
  spec: { containers: [{ name: "main" }] },
});
const shop = [namespace("shop"), deployment("shop", "db"), deployment("shop", "web")];
const [db, web] = [
  { from: "shop/db", fromKind: "Deployment" },
  { from: "shop/web", fromKind: "Deployment" },
] as const;
const to = ({ from, fromKind }: Pick<Connection, "from" | "fromKind">) => ({ to: from, toKind: fromKind });
const every = { allow: { TCP: [[1, 65535]], UDP: [[1, 65535]], SCTP: [[1, 65535]] } } as const;
const eighty = { allow: { TCP: [[80, 80]] } } as const;
const outside = (range: string) => ({ from: range, fromKind: "External" });
const others = ["0.0.0.0-9.255.255.255", "10.1.0.0-255.255.255.255"].map(outside);

const rule = (peer: object, direction: "from" | "to") => ({ [direction]: [peer], ports: [{ port: 80 }] });
const ingress = (name: string, peer: object) =>
  networkPolicy("shop", `${name}-ingress`, {
    ...app(name),
    policyTypes: ["Ingress"],
    ingress: [rule(peer, "from")],
  });
const egress = (name: string, peer: object) =>
  networkPolicy("shop", `${name}-egress`, {
    ...app(name),
    policyTypes: ["Egress"],
    egress: [rule(peer, "to")],
  });

describe("the matrix of who can talk to whom", () => {
  it("has nothing where nothing gets through", () => {
    assert.deepEqual(matrix([...shop, defaultDeny("shop")]), { version: 1, connections: [], within: [] });
    assert.deepEqual(matrix([]), { version: 1, connections: [], within: [] });
  });

  it("has everything without policies: workloads, addresses outside, and pods of one workload, by their names", () => {
    const { connections, within } = matrix(shop);
    assert.deepEqual(connections, [
      ...others.flatMap((range) => [db, web].map((end) => ({ ...range, ...to(end), ...every }))),
      ...others.map((range) => ({ ...db, ...to(range), ...every })),
      { ...db, ...to(web), ...every },
      ...others.map((range) => ({ ...web, ...to(range), ...every })),
      { ...web, ...to(db), ...every },
    ]);
    assert.deepEqual(within, [
      { workload: "shop/db", kind: "Deployment", ...every },
      { workload: "shop/web", kind: "Deployment", ...every },
    ]);
  });

  it("has what both ends allow, in each direction by itself", () => {
    const objects = [...shop, defaultDeny("shop"), egress("web", app("db")), ingress("db", app("web"))];
    assert.deepEqual(matrix(objects), {
      version: 1,
      connections: [{ ...web, ...to(db), ...eighty }],
      within: [],
    });
  });

  it("does not tell that a single pod reaches itself", () => {
    const { connections, within } = matrix([namespace("shop"), pod("web"), defaultDeny("shop")]);
    assert.deepEqual([connections, within], [[], []]);
    assert.deepEqual(matrix([namespace("shop"), pod("web")]).within, []);
  });

  it("says what is not certain, and not of what is", () => {
    const half = { ipBlock: { cidr: "10.0.0.0/17" } };
    const objects = [...shop, defaultDeny("shop"), egress("web", half), ingress("db", app("web"))];
    assert.deepEqual(matrix(objects).connections, [{ ...web, ...to(db), ...eighty, uncertain: true }]);
  });

  it("has ranges of addresses outside, of each family by themselves", () => {
    const both = { ipBlock: { cidr: "192.0.2.0/24" } };
    assert.deepEqual(
      matrix([...shop, defaultDeny("shop"), egress("web", both), ingress("db", both)]).connections,
      [
        { ...outside("192.0.2.0-192.0.2.255"), ...to(db), ...eighty },
        { ...web, ...to(outside("192.0.2.0-192.0.2.255")), ...eighty },
      ],
    );
  });

  it("tells pods of one workload apart that policies tell apart", () => {
    const owner = { apiVersion: "apps/v1", kind: "Rollout", name: "web", uid: "1", controller: true };
    const owned = (name: string) => {
      const made = pod(name);
      return { ...made, metadata: { ...made.metadata, ownerReferences: [owner] } };
    };
    const objects = [
      namespace("shop"),
      owned("a"),
      owned("b"),
      networkPolicy("shop", "a", { podSelector: { matchLabels: { role: "a" } }, ingress: [] }),
      networkPolicy("shop", "out", {
        podSelector: {},
        policyTypes: ["Egress"],
        egress: [rule({ podSelector: {} }, "to")],
      }),
    ];
    const ends = ["a", "b"].map((role) => ({ from: `shop/web{role=${role}}`, fromKind: "Rollout" }));
    const { connections, within } = matrix(objects);
    assert.deepEqual(
      connections.filter(({ fromKind }) => fromKind !== "External"),
      [{ ...ends[0], ...to(ends[1]!), ...eighty }],
    );
    assert.deepEqual(within, []);
  });

  it("has pods on their host's network with all that they exchange, with addresses outside too", () => {
    const agent = { from: "shop/agent", fromKind: "Deployment" };
    const objects = [
      namespace("shop"),
      deployment("shop", "agent", {}, { hostNetwork: true }),
      deployment("shop", "web"),
      defaultDeny("shop"),
      ingress("web", { ipBlock: { cidr: "172.16.0.0/24" } }),
    ];
    const { connections, within } = matrix(objects);
    assert.deepEqual(connections, [
      ...others.map((range) => ({ ...range, ...to(agent), ...every })),
      { ...outside("172.16.0.0-172.16.0.255"), ...to(web), ...eighty },
      ...others.map((range) => ({ ...agent, ...to(range), ...every })),
      { ...agent, ...to(web), ...eighty, uncertain: true },
    ]);
    assert.deepEqual(within, [{ workload: "shop/agent", kind: "Deployment", ...every }]);
  });

  it("has pods of one workload in order, those on their host's network among them", () => {
    const objects = [
      namespace("shop"),
      deployment("shop", "agent", {}, { hostNetwork: true }),
      deployment("shop", "web"),
      deployment("shop", "zoo", {}, { hostNetwork: true }),
    ];
    assert.deepEqual(
      matrix(objects).within.map(({ workload }) => workload),
      ["shop/agent", "shop/web", "shop/zoo"],
    );
  });

  it("is in order by the names of both ends, then by their kinds", () => {
    const stateful = { ...deployment("shop", "web"), kind: "StatefulSet" };
    const { connections, within } = matrix([
      ...shop,
      stateful,
      egress("web", app("db")),
      egress("db", app("web")),
    ]);
    assert.deepEqual(
      connections
        .filter(({ fromKind, toKind }) => fromKind !== "External" && toKind !== "External")
        .map((each) => `${each.fromKind} ${each.from} to ${each.toKind} ${each.to}`),
      [
        "Deployment shop/db to Deployment shop/web",
        "Deployment shop/db to StatefulSet shop/web",
        "Deployment shop/web to Deployment shop/db",
        "StatefulSet shop/web to Deployment shop/db",
      ],
    );
    assert.deepEqual(within, []);
  });
});
