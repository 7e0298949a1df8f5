import assert from "node:assert/strict";
import { parseCidr, type AddressRange } from "../../../reachability/sets/addresses.js";
import { clusterOf, controller, networkPolicy, notesOf, pod, problemsOf, type Written } from "./reading.js";

const namespace = (name: string, labels?: unknown): Written => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name, labels },
});
const node = (name: string, spec: Written, ...addresses: Written[]): Written => ({
  apiVersion: "v1",
  kind: "Node",
  metadata: { name },
  spec,
  status: { addresses },
});
const byTeam = networkPolicy({
  ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: "a" } } }] }],
});
const byName = networkPolicy({
  ingress: [{ from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "a" } } }] }],
});
const ranges = (...cidrs: string[]): AddressRange[] => cidrs.map((cidr) => parseCidr(cidr)!);

describe("reachability/read: namespaces", () => {
  it("carry their names as labels, whatever they say themselves", () => {
    const { namespaces } = clusterOf([
      namespace("shop", { team: "a", "kubernetes.io/metadata.name": "other" }),
    ]);
    assert.deepEqual(
      namespaces.map(({ name, labels }) => [name, { ...labels }]),
      [["shop", { team: "a", "kubernetes.io/metadata.name": "shop", "projectcalico.org/name": "shop" }]],
    );
  });

  it("are those that objects are in, too: only their names are known", () => {
    const { namespaces } = clusterOf([pod({ namespace: "b" }), namespace("c"), networkPolicy({})]);
    assert.deepEqual(
      namespaces.map(({ name, origin, labels }) => [
        name,
        origin === undefined,
        labels["kubernetes.io/metadata.name"],
      ]),
      [
        ["b", true, "b"],
        ["c", false, "c"],
        ["shop", true, "shop"],
      ],
    );
  });

  const notes: readonly (readonly [string, readonly unknown[], readonly string[]])[] = [
    ["nothing selects by namespaces' labels", [pod(), networkPolicy({})], []],
    ["a selector asks for names only", [pod(), byName], []],
    ["a selector asks for other labels", [pod(), byTeam], ["unknown-namespace"]],
    ["a selector asks for other labels and all are defined", [pod(), byTeam, namespace("shop")], []],
  ];
  for (const [title, values, expected] of notes)
    it(`are ${expected.length > 0 ? "" : "not "}noted as unknown where ${title}`, () => {
      assert.deepEqual(notesOf(clusterOf(values)), expected);
    });

  it("are refused twice, and with labels that cannot be", () => {
    assert.equal(problemsOf([namespace("a"), namespace("a")]).length, 1);
    assert.equal(problemsOf([namespace("a", { team: 1 })]).length, 1);
  });
});

describe("reachability/read: address ranges", () => {
  it("are Calico's default and all private ones where nobody says anything", () => {
    assert.deepEqual(clusterOf([]).addresses, {
      pods: ranges("192.168.0.0/16"),
      podsAssumed: true,
      nodes: ranges("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"),
      nodesAssumed: true,
    });
  });

  it("are what Nodes say", () => {
    const values = [
      node(
        "b",
        { podCIDR: "10.1.1.0/24", podCIDRs: ["10.1.1.0/24", "fd00::/64"] },
        { type: "InternalIP", address: "10.0.0.2" },
      ),
      node(
        "a",
        { podCIDR: "10.1.0.0/24" },
        { type: "InternalIP", address: "10.0.0.9" },
        { type: "Hostname", address: "a" },
        { type: "ExternalIP", address: "203.0.113.1" },
      ),
    ];
    assert.deepEqual(clusterOf(values).addresses, {
      pods: ranges("10.1.0.0/23", "fd00::/64"),
      podsAssumed: false,
      nodes: ranges("10.0.0.2/32", "10.0.0.9/32", "203.0.113.1/32"),
      nodesAssumed: false,
    });
  });

  it("are what the settings say before what Nodes say, each for itself", () => {
    const value = node("a", { podCIDR: "10.1.0.0/24" }, { type: "InternalIP", address: "10.0.0.9" });
    const { addresses } = clusterOf([value], { pods: ranges("10.2.0.0/16") });
    assert.deepEqual(addresses.pods, ranges("10.2.0.0/16"));
    assert.deepEqual(addresses.nodes, ranges("10.0.0.9/32"));
    assert.deepEqual(
      clusterOf([value], { nodes: ranges("10.3.0.0/16") }).addresses.nodes,
      ranges("10.3.0.0/16"),
    );
  });

  it("are what Calico's pools say", () => {
    const pool = {
      apiVersion: "projectcalico.org/v3",
      kind: "IPPool",
      metadata: { name: "a" },
      spec: { cidr: "10.4.0.0/16" },
    };
    assert.deepEqual(clusterOf([pool]).addresses.pods, ranges("10.4.0.0/16"));
  });

  it("are refused where they are none", () => {
    assert.equal(problemsOf([node("a", { podCIDR: "10.1.0.0" })]).length, 1);
    assert.equal(problemsOf([node("a", {}, { type: "InternalIP", address: "a" })]).length, 1);
  });
});

describe("reachability/read: policies of all kinds together", () => {
  const calico = (kind: string, spec: Written, name = "deny"): Written => ({
    apiVersion: "projectcalico.org/v3",
    kind,
    metadata: { name },
    spec,
  });
  const deny = { selector: "all()", ingress: [{ action: "Deny" }] };

  it("come in the order of evaluation, with the tiers that are used", () => {
    const { policies, tiers } = clusterOf([
      networkPolicy({}),
      calico("GlobalNetworkPolicy", { ...deny, order: 10 }, "early"),
      calico("GlobalNetworkPolicy", deny, "late"),
      calico("Tier", { order: 5 }, "first"),
      calico("GlobalNetworkPolicy", { ...deny, tier: "first" }, "first.deny"),
    ]);
    assert.deepEqual(
      policies.map(({ name }) => name),
      ["first.deny", "early", "web", "late"],
    );
    assert.deepEqual(
      tiers.map(({ name }) => name),
      ["first", "default"],
    );
  });

  it("are without the staged ones, and with them where asked", () => {
    const staged = {
      apiVersion: "projectcalico.org/v3",
      kind: "StagedKubernetesNetworkPolicy",
      metadata: { name: "web", namespace: "shop" },
      spec: { podSelector: {}, policyTypes: ["Egress"] },
    };
    const values = [networkPolicy({}), staged];
    const directions = (asked: boolean) =>
      clusterOf(values, { staged: asked }).policies.map(({ ingress, egress }) => [
        ingress !== undefined,
        egress !== undefined,
      ]);
    assert.deepEqual(directions(false), [[true, false]]);
    assert.deepEqual(directions(true), [[false, true]]);
  });

  it("tell pods apart by the labels of staged ones only where asked", () => {
    const key = "apps.kubernetes.io/pod-index";
    const staged = calico("StagedGlobalNetworkPolicy", { selector: `${key} == '0'` });
    const kinds = (asked: boolean) =>
      clusterOf([controller("StatefulSet", { replicas: 2 }), staged], { staged: asked }).workloads[0]!.pods
        .length;
    assert.deepEqual([kinds(false), kinds(true)], [1, 2]);
  });

  it("are refused in a tier that nothing defines", () => {
    assert.equal(
      problemsOf([calico("GlobalNetworkPolicy", { ...deny, tier: "none" }, "none.deny")]).length,
      1,
    );
  });
});
