import assert from "node:assert/strict";
import { strangerName, strangerNamespace, withStrangers } from "../../../reachability/prove/strangers.js";
import { clusterOf, deployment, namespace } from "../support/cluster.js";

describe("a cluster with pods that nobody declared", () => {
  const cluster = clusterOf([namespace("shop", { env: "prod" }), deployment("shop", "web")]);

  it("has one in each of the namespaces, and one in a namespace of its own", () => {
    const { namespaces, workloads, ...rest } = withStrangers(cluster, ["shop", "bank", "bank"]);
    const { namespaces: before, workloads: declared, ...same } = cluster;
    assert.deepEqual(rest, same);
    assert.deepEqual(namespaces, [
      ...before,
      { name: "bank", labels: { "kubernetes.io/metadata.name": "bank" } },
      { name: strangerNamespace, labels: { "kubernetes.io/metadata.name": strangerNamespace } },
    ]);
    assert.deepEqual(workloads.slice(0, declared.length), declared);
    const strangers = workloads.slice(declared.length);
    assert.deepEqual(
      strangers.map(({ namespace: inside, name, kind }) => [inside, name, kind]),
      ["shop", "bank", strangerNamespace].map((inside) => [inside, strangerName, "Pod"]),
    );
    for (const { pods, origin } of strangers) {
      assert.deepEqual([origin.file, origin.path, origin.lineOf([])], [strangerName, [], undefined]);
      assert.deepEqual(pods, [
        {
          labels: {},
          serviceAccount: { name: "default", labels: {} },
          hostNetwork: false,
          ports: [],
          addresses: [],
          count: 1,
          origin,
        },
      ]);
    }
  });

  it("has names for them that no object can have", () => {
    for (const name of [strangerName, strangerNamespace]) assert.match(name, /^\(.+\)$/);
  });
});
