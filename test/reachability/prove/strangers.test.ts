import assert from "node:assert/strict";
import { withStrangers } from "../../../reachability/prove/strangers.js";
import { clusterOf, deployment, namespace, networkPolicy } from "../support/cluster.js";

describe("a cluster with pods that nobody declared", () => {
  const objects = [namespace("shop", { env: "prod" }), deployment("shop", "web")];
  const strangersOf = (more: readonly object[], namespaces: readonly string[] = ["shop"]) => {
    const cluster = clusterOf([...objects, ...more]);
    const { workloads } = withStrangers(cluster, namespaces);
    return workloads
      .slice(cluster.workloads.length)
      .map(({ namespace: inside, name }) => `${inside} ${name}`)
      .sort();
  };

  it("has one in each of the namespaces, and one in a namespace that is not there", () => {
    assert.deepEqual(strangersOf([], ["shop", "bank", "bank"]), [
      "bank (any other pod)",
      "shop (any other pod)",
      "undeclared (any other pod)",
    ]);
  });

  it("changes nothing of what is there", () => {
    const cluster = clusterOf(objects);
    const { namespaces, workloads, ...rest } = withStrangers(cluster, ["shop"]);
    const { namespaces: before, workloads: declared, ...same } = cluster;
    assert.deepEqual(rest, same);
    assert.deepEqual(namespaces.slice(0, before.length), before);
    assert.deepEqual(workloads.slice(0, declared.length), declared);
  });

  it("gives them the labels that every endpoint has", () => {
    const stranger = withStrangers(clusterOf(objects), ["shop"]).workloads.find(
      ({ namespace: inside, name }) => inside === "shop" && name !== "web",
    );
    assert.deepEqual(stranger?.pods[0]?.labels, {
      "projectcalico.org/namespace": "shop",
      "projectcalico.org/orchestrator": "k8s",
      "projectcalico.org/serviceaccount": "default",
    });
  });

  const rule = (peer: object) => networkPolicy("shop", "p", { podSelector: {}, ingress: [{ from: [peer] }] });
  const cases: readonly (readonly [string, object, readonly string[]])[] = [
    [
      "whom a policy is for",
      networkPolicy("shop", "p", { podSelector: { matchLabels: { debug: "true" } } }),
      ["shop (any other pod with debug=true)"],
    ],
    [
      "whom a policy is not for",
      networkPolicy("shop", "p", {
        podSelector: { matchExpressions: [{ key: "debug", operator: "DoesNotExist" }] },
      }),
      ["shop (any other pod with debug=)"],
    ],
    [
      "each value of a list",
      rule({ podSelector: { matchExpressions: [{ key: "app", operator: "In", values: ["a", "b"] }] } }),
      ["shop (any other pod with app=a)", "shop (any other pod with app=b)"],
    ],
    [
      "a namespace by its name",
      rule({ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "ops" } } }),
      ["ops (any other pod)"],
    ],
    [
      "a namespace by its labels",
      rule({ namespaceSelector: { matchLabels: { team: "ops" } } }),
      ["undeclared-2 (any other pod)"],
    ],
    [
      "a label in any namespace",
      rule({ namespaceSelector: {}, podSelector: { matchLabels: { debug: "true" } } }),
      ["shop (any other pod with debug=true)", "undeclared (any other pod with debug=true)"],
    ],
  ];
  for (const [title, policy, more] of cases)
    it(`has one for ${title}`, () => {
      assert.deepEqual(
        strangersOf([policy]),
        ["shop (any other pod)", "undeclared (any other pod)", ...more].sort(),
      );
    });

  it("has one for a service account by its labels, and one that has them not", () => {
    const policy = {
      apiVersion: "projectcalico.org/v3",
      kind: "NetworkPolicy",
      metadata: { namespace: "shop", name: "p" },
      spec: { serviceAccountSelector: "role == 'admin'", ingress: [{ action: "Allow" }] },
    };
    assert.deepEqual(strangersOf([policy]), [
      "shop (any other pod with role=admin, service account stranger)",
      "shop (any other pod with service account stranger)",
      "shop (any other pod)",
      "undeclared (any other pod)",
    ]);
  });
});
