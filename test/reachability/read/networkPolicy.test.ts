import assert from "node:assert/strict";
import { everything } from "../../../reachability/model/selector.js";
import type { Policy } from "../../../reachability/model/policy.js";
import { parseCidr } from "../../../reachability/sets/addresses.js";
import { clusterOf, networkPolicy, notesOf, problemsOf } from "./reading.js";

function policyOf(spec: unknown): Policy {
  return clusterOf([networkPolicy(spec)]).policies[0]!;
}

const inShop = { kind: "named", name: "shop" } as const;
const anyPod = {
  namespaces: { kind: "labelled", labels: everything },
  labels: everything,
  networkSets: false,
};

describe("reachability/read: what a NetworkPolicy means", () => {
  it("is a policy of Calico's default tier at order 1000", () => {
    const { origin, ...policy } = policyOf({ podSelector: { matchLabels: { app: "web" } } });
    assert.deepEqual(policy, {
      kind: "NetworkPolicy",
      apiVersion: "networking.k8s.io/v1",
      namespace: "shop",
      name: "web",
      tier: "default",
      order: 1000,
      tieBreak: "web/shop/KubernetesNetworkPolicy",
      subject: {
        namespaces: inShop,
        labels: { op: "in", key: "app", values: ["web"] },
        networkSets: false,
      },
      ingress: [],
      egress: undefined,
    });
    assert.equal(origin.file, "shop.yaml");
  });

  it("breaks ties by the stored name before Calico 3.32", () => {
    const { policies } = clusterOf([networkPolicy({})], { calicoMinor: 31 });
    assert.equal(policies[0]!.tieBreak, "shop/knp.default.web");
  });

  it("is in the namespace default where none is written", () => {
    const metadata = { name: "web" };
    assert.equal(clusterOf([networkPolicy({}, metadata)]).policies[0]!.namespace, "default");
    assert.equal(
      clusterOf([networkPolicy({}, { ...metadata, namespace: "" })]).policies[0]!.namespace,
      "default",
    );
  });

  const directions: readonly (readonly [string, unknown, readonly ("ingress" | "egress")[]])[] = [
    ["no policyTypes and no rules", {}, ["ingress"]],
    ["no policyTypes and ingress rules", { ingress: [{}] }, ["ingress"]],
    ["no policyTypes and egress rules", { egress: [{}] }, ["ingress", "egress"]],
    // The API server counts rules, not the field: seen with Kubernetes 1.36.
    ["no policyTypes and an empty egress list", { egress: [] }, ["ingress"]],
    [
      "an empty list of policyTypes and egress rules",
      { policyTypes: [], egress: [{}] },
      ["ingress", "egress"],
    ],
    ["Ingress and egress rules", { policyTypes: ["Ingress"], egress: [{}] }, ["ingress"]],
    ["Egress without rules", { policyTypes: ["Egress"] }, ["egress"]],
    ["both without rules", { policyTypes: ["Egress", "Ingress"] }, ["ingress", "egress"]],
  ];
  for (const [title, spec, governed] of directions)
    it(`governs ${governed.join(" and ")} with ${title}`, () => {
      const policy = policyOf(spec);
      assert.equal(policy.ingress !== undefined, governed.includes("ingress"));
      assert.equal(policy.egress !== undefined, governed.includes("egress"));
    });

  it("denies all with no rules, and allows all with an empty one", () => {
    assert.deepEqual(policyOf({ ingress: [] }).ingress, []);
    assert.deepEqual(policyOf({ ingress: [{}] }).ingress, [
      { action: "allow", path: ["spec", "ingress", 0], source: undefined, traffic: undefined },
    ]);
    assert.deepEqual(policyOf({ ingress: [null] }).ingress, policyOf({ ingress: [{}] }).ingress);
  });

  it("notes rules of a direction that policyTypes leaves out, and an empty egress list that isolates nothing", () => {
    assert.deepEqual(notesOf(clusterOf([networkPolicy({ policyTypes: ["Ingress"], egress: [{}] })])), [
      "idle-rules",
    ]);
    assert.deepEqual(notesOf(clusterOf([networkPolicy({ egress: [] })])), ["egress-not-isolated"]);
    assert.deepEqual(notesOf(clusterOf([networkPolicy({ policyTypes: ["Egress"], egress: [] })])), []);
  });

  const peers: readonly (readonly [string, unknown, unknown])[] = [
    ["no list as everyone", undefined, undefined],
    ["an empty list as everyone", [], undefined],
    [
      "podSelector alone as pods of its own namespace",
      [{ podSelector: {} }],
      [{ selection: { namespaces: inShop, labels: everything, networkSets: false } }],
    ],
    ["an empty namespaceSelector as every pod", [{ namespaceSelector: {} }], [{ selection: anyPod }]],
    [
      "both selectors of an item as both",
      [{ namespaceSelector: { matchLabels: { team: "a" } }, podSelector: { matchLabels: { app: "b" } } }],
      [
        {
          selection: {
            namespaces: { kind: "labelled", labels: { op: "in", key: "team", values: ["a"] } },
            labels: { op: "in", key: "app", values: ["b"] },
            networkSets: false,
          },
        },
      ],
    ],
    [
      "a block without its exceptions",
      [{ ipBlock: { cidr: "10.0.0.0/8", except: ["10.1.0.0/16"] } }],
      [{ nets: [parseCidr("10.0.0.0/8")], notNets: [parseCidr("10.1.0.0/16")] }],
    ],
    [
      "a block alone",
      [{ ipBlock: { cidr: "2001:db8::/32" } }],
      [{ nets: [parseCidr("2001:db8::/32")], notNets: undefined }],
    ],
  ];
  for (const [title, list, expected] of peers)
    it(`takes ${title}, in both directions`, () => {
      const { ingress, egress } = policyOf({ ingress: [{ from: list }], egress: [{ to: list }] });
      const withPath = (key: string, direction: string) =>
        (expected as readonly object[] | undefined)?.map((entity, index) => ({
          path: ["spec", direction, 0, key, index],
          ...entity,
        }));
      assert.deepEqual(ingress![0]!.source, withPath("from", "ingress"));
      assert.deepEqual(egress![0]!.destination, withPath("to", "egress"));
      assert.equal(ingress![0]!.destination, undefined);
      assert.equal(egress![0]!.source, undefined);
    });

  const ports: readonly (readonly [string, unknown, unknown])[] = [
    ["no list as all traffic", undefined, undefined],
    ["an empty list as all traffic", [], undefined],
    ["an empty item as all of TCP", [{}], [{ protocol: 6 }]],
    ["a protocol alone as all of it", [{ protocol: "SCTP" }], [{ protocol: 132 }]],
    ["a port as TCP", [{ port: 80 }], [{ protocol: 6, destinationPorts: [{ port: 80, endPort: 80 }] }]],
    [
      "a range",
      [{ protocol: "UDP", port: 80, endPort: 90 }],
      [{ protocol: 17, destinationPorts: [{ port: 80, endPort: 90 }] }],
    ],
    ["a name", [{ port: "http" }], [{ protocol: 6, destinationPorts: [{ name: "http" }] }]],
  ];
  for (const [title, list, expected] of ports)
    it(`takes ${title}`, () => {
      assert.deepEqual(
        policyOf({ ingress: [{ ports: list }] }).ingress![0]!.traffic,
        (expected as readonly object[] | undefined)?.map((traffic, index) => ({
          path: ["spec", "ingress", 0, "ports", index],
          ...traffic,
        })),
      );
    });

  const key = "tier";
  const requirements: readonly (readonly [string, unknown, unknown])[] = [
    ["In", ["a", "b"], { op: "in", key, values: ["a", "b"] }],
    ["NotIn", ["a"], { op: "not", operand: { op: "in", key, values: ["a"] } }],
    ["Exists", undefined, { op: "has", key }],
    ["DoesNotExist", undefined, { op: "not", operand: { op: "has", key } }],
  ];
  for (const [operator, values, expected] of requirements)
    it(`reads ${operator}`, () => {
      const podSelector = { matchExpressions: [{ key, operator, values }] };
      assert.deepEqual(policyOf({ podSelector }).subject.labels, expected);
    });

  it("requires all that a selector names, a value of null as an empty text", () => {
    const podSelector = {
      matchLabels: { b: null, a: "1" },
      matchExpressions: [{ key: "c", operator: "Exists" }],
    };
    assert.deepEqual(policyOf({ podSelector }).subject.labels, {
      op: "and",
      operands: [
        { op: "in", key: "a", values: ["1"] },
        { op: "in", key: "b", values: [""] },
        { op: "has", key: "c" },
      ],
    });
  });

  it("masks bits after the prefix, as API servers before 1.36 do, and notes it", () => {
    const cluster = clusterOf([
      networkPolicy({ ingress: [{ from: [{ ipBlock: { cidr: "10.1.2.3/8" } }] }] }),
    ]);
    assert.deepEqual(cluster.policies[0]!.ingress![0]!.source![0]!.nets, [parseCidr("10.0.0.0/8")]);
    assert.deepEqual(notesOf(cluster), ["host-bits"]);
  });

  it("admits the status that old servers write, and no other field", () => {
    assert.deepEqual(problemsOf([{ ...networkPolicy({}), status: {} }]), []);
    assert.deepEqual(problemsOf([{ ...networkPolicy({}), Spec: {} }]), [
      'Spec: the unknown field "Spec"; apiVersion, kind, metadata, spec, status',
    ]);
  });
});
