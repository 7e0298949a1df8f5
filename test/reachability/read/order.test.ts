import assert from "node:assert/strict";
import fc from "fast-check";
import type { Cluster } from "../../../reachability/model/cluster.js";
import { readCluster } from "../../../reachability/read/readCluster.js";
import { controller, manifests, networkPolicy, ownedBy, pod, type Written } from "./reading.js";

const slice = (name: string, address: string): Written => ({
  apiVersion: "discovery.k8s.io/v1",
  kind: "EndpointSlice",
  metadata: { name, namespace: "shop", labels: { "kubernetes.io/service-name": "web" } },
  addressType: "IPv4",
  endpoints: [{ addresses: [address] }],
});
const service = (name: string): Written => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name, namespace: "shop" },
  spec: { ports: [{ port: 80 }] },
});

const objects: readonly unknown[] = [
  { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } },
  { apiVersion: "v1", kind: "Namespace", metadata: { name: "bank" } },
  { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } },
  { apiVersion: "v1", kind: "Secret", metadata: { name: "a" } },
  controller("Deployment", {}, { name: "a" }),
  controller("StatefulSet", { replicas: 2 }, { name: "a" }),
  controller("Job", {}, { name: undefined, generateName: "once-" }),
  controller("Job", { parallelism: 5 }, { name: undefined, generateName: "once-" }),
  pod({ name: "a-1", labels: { app: "x" }, ...ownedBy("Deployment", "a") }, {}, { podIP: "10.0.0.2" }),
  pod({ name: "a-2", labels: { app: "y" }, ...ownedBy("Deployment", "a") }, {}, { podIP: "10.0.0.9" }),
  pod({ name: "a-3", labels: { app: "x" }, ...ownedBy("Deployment", "a") }, {}, { podIP: "10.0.0.4" }),
  service("web"),
  service("api"),
  slice("web-1", "10.1.2.3"),
  slice("web-2", "10.1.2.1"),
  networkPolicy({ policyTypes: ["Ingress"], egress: [{}] }, { name: "b", namespace: "shop" }),
  networkPolicy({ policyTypes: ["Ingress"], egress: [{}] }, { name: "a", namespace: "shop" }),
  networkPolicy(
    { podSelector: { matchLabels: { "apps.kubernetes.io/pod-index": "0" } } },
    { name: "a", namespace: "else" },
  ),
  networkPolicy(
    { ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: "a" } } }] }] },
    { name: "c", namespace: "shop" },
  ),
  { apiVersion: "v1", kind: "Node", metadata: { name: "b" }, spec: { podCIDR: "10.2.0.0/24" } },
  { apiVersion: "v1", kind: "Node", metadata: { name: "a" }, spec: { podCIDR: "10.4.0.0/24" } },
  ...["front", "back"].map((name) => ({
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: { name, namespace: "shop" },
    spec: { defaultBackend: { service: { name: "web", port: { number: 80 } } } },
  })),
];

/** A cluster as a text, with the order of everything in it, places by their lines. */
function textOf(cluster: Cluster): string {
  return JSON.stringify(cluster, (key, value: unknown) => {
    if (typeof value === "bigint") return String(value);
    if (key === "origin" && value !== undefined)
      return (value as Cluster["workloads"][number]["origin"]).lineOf([]);
    return value === Infinity ? "Infinity" : value;
  });
}

describe("reachability/read: the order of objects", () => {
  const written = manifests(objects);
  const settings = { calicoMinor: 32, staged: false };
  let cluster: Cluster;
  beforeEach(() => {
    const read = readCluster(written, settings);
    assert.deepEqual(read.problems, []);
    ({ cluster } = read);
  });

  it("never matters to what is read", () => {
    const expected = textOf(cluster);
    fc.assert(
      fc.property(fc.shuffledSubarray(written, { minLength: written.length }), (shuffled) => {
        assert.equal(textOf(readCluster(shuffled, settings).cluster), expected);
      }),
    );
  });

  it("is by namespace and name in what is read", () => {
    const names = (list: readonly { readonly namespace?: string; readonly name: string }[]) =>
      list.map(({ namespace, name }) => `${namespace ?? ""}/${name}`);
    assert.deepEqual(names(cluster.namespaces), ["/bank", "/else", "/shop"]);
    assert.deepEqual(names(cluster.workloads), ["shop/a", "shop/a", "shop/once-*"]);
    assert.deepEqual(names(cluster.services), ["shop/api", "shop/web"]);
    assert.deepEqual(names(cluster.entryPoints), ["shop/back", "shop/front"]);
    assert.deepEqual(names(cluster.policies), ["else/a", "shop/a", "shop/b", "shop/c"]);
    assert.deepEqual(Object.keys(cluster.skipped), ["v1/ConfigMap", "v1/Secret"]);
  });
});
