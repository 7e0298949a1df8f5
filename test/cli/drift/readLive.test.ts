import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { liveKinds } from "../../../cli/drift/cluster/liveKinds.js";
import { objectTitle } from "../../../cli/drift/cluster/kubernetesObject.js";
import { readLive } from "../../../cli/drift/cluster/readLive.js";
import { fakeCluster, ok, plural, refused } from "./fakeCluster.js";
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

  const lists: readonly (readonly [title: string, body: unknown, reason: string])[] = [
    ["a page of a proxy", "<html>log in</html>", "it answered no list"],
    ["something that is no list", { kind: "Status", status: "Success" }, "it answered no list"],
    ["a list of nothing at all", { items: null }, "it answered no list"],
  ];
  for (const [title, body, reason] of lists)
    it(`does not take ${title} for an empty list`, async () => {
      const cluster = fakeCluster([policy("a")], {
        override: ({ path }) => (path.startsWith("/api/v1/pods?") ? ok(body) : undefined),
      });
      const { unread } = await readLive(cluster);
      assert.deepEqual(unread, [{ what: "Pod of v1", reason: `GET /api/v1/pods: ${reason}` }]);
    });

  it("does not take a page for the whole list where more is said to be there", async () => {
    const answers: readonly (readonly [metadata: object, reason: string])[] = [
      [{ remainingItemCount: 5 }, "5 more are there, and no way to them was told"],
      [{ continue: "", remainingItemCount: 1 }, "1 more are there, and no way to them was told"],
      [{ continue: "for ever" }, "its pages do not end"],
    ];
    for (const [metadata, reason] of answers) {
      const cluster = fakeCluster([], {
        override: ({ path }) => (path.startsWith("/api/v1/pods?") ? ok({ items: [], metadata }) : undefined),
      });
      assert.deepEqual((await readLive(cluster)).unread, [{ what: "Pod of v1", reason }]);
    }
  });

  it("does not take for unserved what a page of a proxy does not name", async () => {
    const page = ok("<html>log in</html>");
    const of = (asked: string) =>
      fakeCluster([], { override: ({ path }) => (path === asked ? page : undefined) });
    await assert.rejects(readLive(of("/apis")), /GET \/apis: it answered no list of groups/);
    const { unread } = await readLive(of("/apis/networking.k8s.io/v1"));
    assert.deepEqual(
      unread,
      ["NetworkPolicy", "Ingress"].map((kind) => ({
        what: `${kind} of networking.k8s.io`,
        reason: "GET /apis/networking.k8s.io/v1: it answered no list of resources",
      })),
    );
  });

  describe("of Calico's tiers", () => {
    const tiers = ["default", "secret"].map((name) => object("projectcalico.org/v3", "Tier", name));
    const shown = global("projectcalico.org/v3", "default.shown");
    const stored = ["default.shown", "secret.hidden"].map((name) => global("crd.projectcalico.org/v1", name));
    const selector = /[?&]labelSelector=([^&]+)/;
    /** As Calico's own API server: a list is cut to the tiers that the reader may see, a tier by name is refused. */
    const cutting = (groups: Readonly<Record<string, readonly string[]>>, more = stored.slice(0, 0)) =>
      fakeCluster([...tiers, shown, ...more], {
        groups,
        override: ({ path }) =>
          decodeURIComponent(selector.exec(path)?.[1] ?? "").includes("secret")
            ? refused(403, 'cannot list globalnetworkpolicies in tier "secret"')
            : undefined,
      });

    it("names the policies that the reader is shown a part of", async () => {
      const { unread } = await readLive(cutting({ "projectcalico.org": ["v3"] }));
      assert.deepEqual(
        unread,
        ["NetworkPolicy", "GlobalNetworkPolicy", "StagedNetworkPolicy", "StagedGlobalNetworkPolicy"].map(
          (kind) => ({
            what: `${kind} of projectcalico.org`,
            reason: 'HTTP 403: cannot list globalnetworkpolicies in tier "secret"',
          }),
        ),
      );
    });

    it("reads them as they are stored instead, where the reader may", async () => {
      const groups = { "projectcalico.org": ["v3"], "crd.projectcalico.org": ["v1"] };
      const { objects, unread } = await readLive(cutting(groups, stored));
      assert.deepEqual(unread, []);
      assert.deepEqual(
        objects
          .filter(({ kind }) => kind.kind === "GlobalNetworkPolicy")
          .map((each) => each.object.metadata.name),
        ["default.shown", "secret.hidden"],
      );
    });

    it("asks one question more for each kind of policy, whatever the number of tiers", async () => {
      const cluster = fakeCluster([...tiers, shown]);
      assert.deepEqual((await readLive(cluster)).unread, []);
      const asked = cluster.calls.flatMap(({ path }) => selector.exec(path)?.[1] ?? []);
      assert.deepEqual(
        asked.map(decodeURIComponent),
        Array.from({ length: 4 }, () => "projectcalico.org/tier in (default,secret)"),
      );
    });

    it("knows nothing of policies whose tiers it may not read", async () => {
      const cluster = fakeCluster([...tiers, shown], {
        override: ({ path }) => (path.includes("/tiers?") ? refused(403, "may not") : undefined),
      });
      const { unread } = await readLive(cluster);
      assert.deepEqual(
        unread.map(({ what, reason }) => `${what}: ${reason}`),
        [
          "Tier of projectcalico.org: HTTP 403: may not",
          ...["NetworkPolicy", "GlobalNetworkPolicy", "StagedNetworkPolicy", "StagedGlobalNetworkPolicy"].map(
            (kind) => `${kind} of projectcalico.org: which tiers there are could not be read`,
          ),
        ],
      );
    });
  });

  it("reads what the documented role of a reader may list, and nothing else", () => {
    const text = readFileSync(join(__dirname, "../../../docs/drift-json.md"), "utf8");
    const [block = ""] = /^ {4}apiVersion: rbac[^]*?\n(?=\n|$)/m.exec(text) ?? [];
    const { rules } = parse(block) as { rules: { apiGroups: string[]; resources: string[] }[] };
    const allowed = rules.flatMap(({ apiGroups, resources }) =>
      resources.map((each) => `${apiGroups[0]!}/${each}`),
    );
    const read = liveKinds.flatMap((kind) => {
      const name = plural(kind.kind);
      return [`${kind.group}/${name}`, ...(kind.tiered ? [`${kind.group}/tier.${name}`] : [])];
    });
    assert.deepEqual(allowed.sort(), read.sort());
  });

  it("has no answer where the API server has none", async () => {
    const cluster = fakeCluster([], { override: () => refused(401, "Unauthorized") });
    await assert.rejects(readLive(cluster), /GET \/apis: HTTP 401: Unauthorized/);
  });
});
