import assert from "node:assert/strict";
import { objectTitle } from "../../../cli/drift/cluster/kubernetesObject.js";
import { readLive } from "../../../cli/drift/cluster/readLive.js";
import { fakeCluster, ok, refused } from "./fakeCluster.js";
import { object } from "./support.js";

const policy = (name: string) => object("networking.k8s.io/v1", "NetworkPolicy", name, { namespace: "shop" });
const global = (apiVersion: string, name: string) => object(apiVersion, "GlobalNetworkPolicy", name);

describe("reading a cluster", () => {
  it("reads every page of a list, and says of each item what it is", async () => {
    const pages: Readonly<Record<string, object>> = {
      "": { items: [{ metadata: { name: "a", namespace: "shop" } }], metadata: { continue: "more of it" } },
      "more of it": { items: [{ metadata: { name: "b", namespace: "shop" } }], metadata: {} },
    };
    const cluster = fakeCluster([], {
      override: ({ path }) =>
        path.startsWith("/apis/networking.k8s.io/v1/networkpolicies?")
          ? ok(pages[new URLSearchParams(path.split("?")[1]).get("continue") ?? ""])
          : undefined,
    });
    const { objects, unread } = await readLive(cluster);
    assert.deepEqual(
      objects.map(({ object: found, path }) => [objectTitle(found), found.apiVersion, path]),
      ["a", "b"].map((name) => [
        `NetworkPolicy shop/${name}`,
        "networking.k8s.io/v1",
        `/apis/networking.k8s.io/v1/namespaces/shop/networkpolicies/${name}`,
      ]),
    );
    assert.deepEqual(unread, []);
  });

  it("begins a list again whose pages expired", async () => {
    let expired = false;
    const cluster = fakeCluster([policy("a")], {
      override: ({ path }) => {
        if (expired || !path.includes("/networkpolicies?limit")) return undefined;
        expired = true;
        return refused(410, "The provided continue parameter is too old");
      },
    });
    const { objects, unread } = await readLive(cluster);
    assert.deepEqual([objects.length, unread], [1, []]);
  });

  it("names what it may not read", async () => {
    const cluster = fakeCluster([policy("a")], {
      override: ({ path }) =>
        path.startsWith("/api/v1/pods?") ? refused(403, "pods is forbidden\nand more") : undefined,
    });
    const { objects, unread } = await readLive(cluster);
    assert.equal(objects.length, 1);
    assert.deepEqual(unread, [{ what: "Pod of v1", reason: "HTTP 403: pods is forbidden" }]);
  });

  it("names a kind that is served in versions that nobody here understands", async () => {
    const cluster = fakeCluster([], { groups: { "policy.networking.k8s.io": ["v1"] } });
    const { unread } = await readLive(cluster);
    assert.deepEqual(unread, [
      {
        what: "AdminNetworkPolicy of policy.networking.k8s.io",
        reason: "served as v1, understood as v1alpha1",
      },
      {
        what: "BaselineAdminNetworkPolicy of policy.networking.k8s.io",
        reason: "served as v1, understood as v1alpha1",
      },
      {
        what: "ClusterNetworkPolicy of policy.networking.k8s.io",
        reason: "served as v1, understood as v1alpha2",
      },
    ]);
  });

  it("reads Calico's objects as they are stored where its API server does not answer", async () => {
    const stored = global("crd.projectcalico.org/v1", "default.open");
    const groups = { "projectcalico.org": ["v3"], "crd.projectcalico.org": ["v1"] };
    const down = fakeCluster([stored], {
      groups,
      override: ({ path }) =>
        path === "/apis/projectcalico.org/v3" ? refused(503, "the server is currently unable") : undefined,
    });
    const read = await readLive(down);
    assert.deepEqual(
      read.objects.map(({ object: found }) => objectTitle(found)),
      ["GlobalNetworkPolicy default.open"],
    );
    assert.deepEqual(read.unread, []);
    // Both forms are views of one object: it is not there twice.
    const up = await readLive(fakeCluster([stored, global("projectcalico.org/v3", "open")], { groups }));
    assert.deepEqual(
      up.objects.map(({ object: found }) => objectTitle(found)),
      ["GlobalNetworkPolicy open"],
    );
  });

  it("has no answer where the API server has none", async () => {
    const cluster = fakeCluster([], { override: () => refused(401, "Unauthorized") });
    await assert.rejects(readLive(cluster), /GET \/apis: HTTP 401: Unauthorized/);
  });
});
