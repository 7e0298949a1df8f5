import assert from "node:assert/strict";
import type { Declaration } from "../../../config/declaration.js";
import type { KubernetesObject } from "../../../cli/drift/cluster/kubernetesObject.js";
import { objectTitle } from "../../../cli/drift/cluster/kubernetesObject.js";
import { leftAlone } from "../../../cli/drift/leftAlone.js";
import { liveFindings } from "../../../cli/drift/liveFindings.js";
import { networkDrift } from "../../../cli/drift/network/networkDrift.js";
import { existingProject, load } from "../../support/project.js";
import { compare } from "./comparison.js";
import { object } from "./support.js";

const workload = (name: string, namespace = "shop", labels: object = { app: name }) =>
  object("apps/v1", "Deployment", name, {
    namespace,
    spec: { template: { metadata: { labels }, spec: { containers: [] } } },
  });
const closed = object("networking.k8s.io/v1", "NetworkPolicy", "default-deny", {
  namespace: "shop",
  spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
});
const declared = [object("v1", "Namespace", "shop"), closed, workload("web"), workload("redis")];
const calico = (kind: string, name: string, spec: object, rest: object = {}) =>
  object("projectcalico.org/v3", kind, name, { spec, ...rest });
const system = [
  object("v1", "Namespace", "kube-system", { labels: { "kubernetes.io/metadata.name": "kube-system" } }),
  object("v1", "Namespace", "calico-system"),
  calico("Tier", "calico-system", { order: 100, defaultAction: "Deny" }),
  workload("coredns", "kube-system", { "k8s-app": "kube-dns" }),
  workload("goldmane", "calico-system", { "k8s-app": "goldmane" }),
];
const nodeLocal = (rest: object) =>
  calico("GlobalNetworkPolicy", "calico-system.node-local-dns", {
    tier: "calico-system",
    order: 10,
    selector: "projectcalico.org/namespace in {'calico-system'}",
    types: ["Egress"],
    ...rest,
  });
const all = [{ action: "Allow" }];

/** What was found, what of it is none, and what the network does. */
async function looked(live: readonly KubernetesObject[], declaration: Declaration = load()) {
  const comparison = await compare(declared, [...declared, ...live], { declaration });
  const findings = liveFindings(comparison);
  const { network, effects, harmless } = networkDrift(comparison, findings);
  assert.equal(network.unknown, undefined);
  const { widened, connections, within } = network.difference!;
  return {
    told: findings
      .filter((each) => !harmless.has(each))
      .map((each) => `${objectTitle(each.object)} ${effects.get(each) ?? "?"}`),
    left: leftAlone(comparison, [...harmless]).filter(({ reason }) => /trusted|does nothing/.test(reason)),
    network: widened ? "opens" : connections.length + within.length > 0 ? "closes" : "same",
  };
}

describe("what an object of the platform does that is not as it is known", () => {
  it("is told where it opens something to what is declared", async () => {
    const open = nodeLocal({ selector: "all()", types: ["Ingress", "Egress"], ingress: all, egress: all });
    assert.deepEqual(await looked([...system, open]), {
      told: ["GlobalNetworkPolicy calico-system.node-local-dns opens"],
      left: [],
      network: "opens",
    });
  });

  it("is left with the reason where it opens nothing, and what it closes is no drift", async () => {
    const dns = nodeLocal({
      egress: [{ action: "Allow", protocol: "UDP", destination: { nets: ["172.20.0.10/32"], ports: [53] } }],
    });
    const deny = calico("NetworkPolicy", "calico-system.default-deny", {}, { namespace: "calico-system" });
    const other = { ...deny, spec: { tier: "calico-system", selector: "!all()", types: ["Ingress"] } };
    assert.deepEqual(await looked([...system, dns, other]), {
      told: [],
      left: [
        {
          reason:
            "Calico's operator guards its own pods with these, and writes them anew when they change; trusted, not as it is known here, because it opens nothing",
          objects: [
            "GlobalNetworkPolicy calico-system.node-local-dns",
            "NetworkPolicy calico-system/calico-system.default-deny",
          ],
        },
      ],
      network: "same",
    });
  });

  it("is nothing to who can talk to whom where it only runs something else", async () => {
    const evil = object("apps/v1", "Deployment", "whisker", {
      namespace: "calico-system",
      spec: {
        template: {
          metadata: { labels: { "k8s-app": "whisker" } },
          spec: { containers: [{ name: "c", image: "evil.example.com/x" }] },
        },
      },
    });
    assert.deepEqual(await looked([...system, evil]), {
      told: ["Deployment calico-system/whisker none"],
      left: [],
      network: "same",
    });
  });

  it("is told where two of them open together what neither does alone", async () => {
    const live = system.map((each) =>
      each.metadata.name === "kube-system"
        ? { ...each, metadata: { ...each.metadata, labels: { ...each.metadata.labels, role: "x" } } }
        : each,
    );
    const from = nodeLocal({
      selector: "all()",
      types: ["Ingress"],
      ingress: [{ action: "Allow", source: { namespaceSelector: "role == 'x'" } }, { action: "Pass" }],
    });
    const { told, network } = await looked([...live, from]);
    assert.deepEqual(
      [told, network],
      [["Namespace kube-system none", "GlobalNetworkPolicy calico-system.node-local-dns none"], "opens"],
    );
    assert.deepEqual((await looked(live)).told, []);
    assert.deepEqual((await looked([...system, from])).told, []);
  });
});

describe("what somebody made for a cluster of theirs", () => {
  const declaration = load({ base: existingProject });
  const fromSet = calico("GlobalNetworkPolicy", "combo", {
    order: -1,
    selector: "all()",
    types: ["Ingress"],
    ingress: [{ action: "Allow", source: { selector: "evil == '1'" } }],
  });
  const set = calico(
    "GlobalNetworkSet",
    "combo-set",
    { nets: ["203.0.113.0/24"] },
    { labels: { evil: "1" } },
  );
  const idle = calico("GlobalNetworkPolicy", "idle", {
    selector: "nobody == 'x'",
    types: ["Ingress"],
    ingress: all,
  });

  it("is no drift where it does nothing to what is declared", async () => {
    const { told, left, network } = await looked([fromSet, idle], declaration);
    assert.deepEqual([told, network], [[], "same"]);
    assert.deepEqual(
      left.flatMap(({ objects }) => objects),
      ["GlobalNetworkPolicy combo", "GlobalNetworkPolicy idle"],
    );
  });

  it("is told of each that opens something with another, and of no more", async () => {
    const { told, left, network } = await looked([fromSet, set, idle], declaration);
    assert.deepEqual(
      [told, network],
      [["GlobalNetworkPolicy combo none", "GlobalNetworkSet combo-set none"], "opens"],
    );
    assert.deepEqual(
      left.flatMap(({ objects }) => objects),
      ["GlobalNetworkPolicy idle"],
    );
  });

  it("is understood where it stands in a tier of theirs", async () => {
    const theirs = [
      object("v1", "Namespace", "theirs"),
      calico("Tier", "theirs", { order: 50, defaultAction: "Pass" }),
      calico(
        "NetworkPolicy",
        "theirs.open",
        { tier: "theirs", selector: "all()", types: ["Ingress"], ingress: all },
        { namespace: "theirs" },
      ),
    ];
    const { told, network } = await looked(theirs, declaration);
    assert.deepEqual([told, network], [[], "same"]);
  });
});
