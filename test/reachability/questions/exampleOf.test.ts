import assert from "node:assert/strict";
import { everything, type Selector } from "../../../reachability/model/selector.js";
import { exampleOf } from "../../../reachability/questions/exposure/exampleOf.js";
import { FreshNamespaces } from "../../../reachability/questions/exposure/freshNamespaces.js";
import type { EndpointSelection } from "../../../reachability/model/policy.js";
import { clusterOf, namespace } from "../support/cluster.js";

const is = (key: string, value: string): Selector => ({ op: "in", key, values: [value] });
const not = (operand: Selector): Selector => ({ op: "not", operand });
const anywhere = { kind: "anywhere" } as const;
const names = (name: string) => ({ "kubernetes.io/metadata.name": name, "projectcalico.org/name": name });

/** A pod that a selection would find, its maps as plain objects. */
function example(selection: Partial<EndpointSelection>) {
  const cluster = clusterOf([namespace("bank"), namespace("shop", { env: "prod" })]);
  const whole = { namespaces: anywhere, labels: everything, networkSets: false, ...selection };
  const found = exampleOf(whole, cluster, new FreshNamespaces(cluster));
  return (
    found && {
      ...found,
      namespaceLabels: { ...found.namespaceLabels },
      labels: { ...found.labels },
      serviceAccountLabels: { ...found.serviceAccountLabels },
    }
  );
}

describe("a pod that a selection would find", () => {
  it("is in a namespace of its own, where any will do, as the default account", () => {
    assert.deepEqual(example({ labels: is("app", "web") }), {
      namespace: "undeclared",
      namespaceLabels: names("undeclared"),
      labels: { app: "web" },
      serviceAccount: "default",
      serviceAccountLabels: { "projectcalico.org/name": "default" },
    });
  });

  it("is in the namespace of the name, with the labels that that has if it is there", () => {
    const named = (name: string) => example({ namespaces: { kind: "named", name } });
    assert.deepEqual(named("shop")?.namespaceLabels, { ...names("shop"), env: "prod" });
    assert.deepEqual(named("gone")?.namespaceLabels, names("gone"));
    assert.deepEqual([named("shop")?.namespace, named("gone")?.namespace], ["shop", "gone"]);
  });

  it("is in a namespace with the labels, or in the one that they name", () => {
    const labelled = (labels: Selector) => example({ namespaces: { kind: "labelled", labels } });
    assert.deepEqual(labelled(is("env", "test"))?.namespaceLabels, { ...names("undeclared"), env: "test" });
    for (const key of ["kubernetes.io/metadata.name", "projectcalico.org/name"]) {
      assert.deepEqual(labelled(is(key, "shop"))?.namespaceLabels, { ...names("shop"), env: "prod" });
      assert.deepEqual(labelled(is(key, "gone"))?.namespaceLabels, names("gone"));
    }
  });

  it("has the account that is named, with the labels that are asked of it", () => {
    const found = example({ serviceAccounts: { names: ["robot", "other"], labels: is("team", "a") } });
    assert.equal(found?.serviceAccount, "robot");
    assert.deepEqual(found.serviceAccountLabels, { "projectcalico.org/name": "robot", team: "a" });
  });

  it("is none outside of namespaces", () => {
    assert.equal(example({ namespaces: { kind: "outside" } }), undefined);
  });

  it("is none where no labels fulfil what is asked, of the pod, its namespace or its account", () => {
    const never: Selector = { op: "and", operands: [is("a", "x"), not(is("a", "x"))] };
    assert.equal(example({ labels: never }), undefined);
    assert.equal(example({ namespaces: { kind: "labelled", labels: never } }), undefined);
    assert.equal(example({ serviceAccounts: { labels: never } }), undefined);
    assert.equal(example({ labels: is("projectcalico.org/orchestrator", "other") }), undefined);
    const account = { names: ["robot"], labels: is("projectcalico.org/name", "other") };
    assert.equal(example({ serviceAccounts: account }), undefined);
  });
});

describe("namespaces that are not there", () => {
  const fresh = (...taken: string[]) => new FreshNamespaces(clusterOf(taken.map((name) => namespace(name))));

  it("have a name that none has", () => {
    assert.equal(fresh("shop").with({}).name, "undeclared");
    assert.equal(fresh("undeclared").with({}).name, "undeclared-2");
    assert.equal(fresh("undeclared", "undeclared-2", "undeclared-3").with({}).name, "undeclared-4");
  });

  it("are one for the same labels, in any order, and another for others", () => {
    const namespaces = fresh();
    const first = namespaces.with({ a: "1", b: "2" });
    assert.equal(namespaces.with({ b: "2", a: "1" }), first);
    const second = namespaces.with({ a: "1" });
    assert.deepEqual([first.name, second.name], ["undeclared", "undeclared-2"]);
    assert.deepEqual({ ...second.labels }, { ...names("undeclared-2"), a: "1" });
  });
});
