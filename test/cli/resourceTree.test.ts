import assert from "node:assert/strict";
import { resourceTree } from "../../cli/reporters/resourceTree.js";
import type { PlanReport } from "../../cli/plan/report.js";
import { sample } from "../support/fixture.js";
import { command } from "../support/io.js";
import { resource, type ResourceShape } from "../support/resource.js";

const stack = resource({ type: "pulumi:pulumi:Stack", name: "s", custom: false });
const component = (name: string, type = "basalt:workload:Workload", parent = stack.urn) =>
  resource({ type, name, parent, custom: false });
const child = (parent: string, type: string, name = parent, more: Partial<ResourceShape> = {}) =>
  resource({ type, name, parent: `basalt:workload:Workload::${parent}`, ...more });

const service = "kubernetes:core/v1:Service";
const row = { type: "Workload", depth: 1, resources: 2, kinds: ["Role", "Service"] };
const role = "kubernetes:rbac.authorization.k8s.io/v1:Role";

describe("resourceTree", () => {
  it("merges siblings that make the same, in any order of their children", () => {
    const tree = resourceTree([
      stack,
      component("a"),
      child("a", service),
      child("a", role),
      component("b"),
      child("b", role),
      child("b", service),
    ]);
    assert.deepEqual(tree, [
      { depth: 0, names: ["s"], type: "Stack", resources: 4, kinds: [] },
      { ...row, names: ["a", "b"] },
    ]);
  });

  it("keeps apart what differs in type, number or kind of what it makes", () => {
    const tree = resourceTree([
      stack,
      component("a"),
      child("a", service, "a1"),
      component("b"),
      child("b", service, "b1"),
      child("b", service, "b2"),
      component("c", "basalt:policy:Namespace"),
    ]);
    assert.deepEqual(
      tree.slice(1).map(({ names, kinds, resources }) => ({ names, kinds, resources })),
      [
        { names: ["a"], kinds: ["Service"], resources: 1 },
        { names: ["b"], kinds: ["Service ×2"], resources: 2 },
        { names: ["c"], kinds: [], resources: 0 },
      ],
    );
  });

  it("counts what providers make at all levels below, and names kinds as their providers do", () => {
    const inner = resource({
      type: "basalt:x:Inner",
      name: "i",
      parent: component("a").urn,
      custom: false,
    });
    const tree = resourceTree([
      stack,
      component("a"),
      child("a", "pulumi:providers:aws"),
      child("a", "aws:ec2/vpc:Vpc"),
      child("a", "eks:index:Cluster", "cluster", { custom: false, remote: true }),
      inner,
      resource({ type: "aws:iam/role:Role", name: "r", parent: inner.urn }),
    ]);
    assert.deepEqual(tree.slice(1), [
      {
        depth: 1,
        names: ["a"],
        type: "Workload",
        resources: 3,
        kinds: ["aws provider", "ec2.Vpc", "eks.Cluster"],
      },
      { depth: 2, names: ["i"], type: "Inner", resources: 1, kinds: ["iam.Role"] },
    ]);
  });

  /** Names of the stack's components, top to bottom; each makes one Service, and waits for others' as told. */
  function order(waits: Readonly<Record<string, readonly string[]>>): string[] {
    const parts = Object.entries(waits).flatMap(([name, others]) => {
      const dependsOn = others.map((other) => `${service}::${other}`);
      return [component(name, `basalt:x:${name}`), resource({ ...one(name), options: { dependsOn } })];
    });
    return resourceTree([stack, ...parts]).flatMap(({ depth, names }) => (depth === 1 ? names : []));
  }
  const one = (name: string) => ({ type: service, name, parent: `basalt:x:${name}::${name}` });

  it("puts a component below the siblings that anything inside it waits for, others by name", () => {
    assert.deepEqual(order({ c: [], b: [], a: [] }), ["a", "b", "c"]);
    assert.deepEqual(order({ a: ["c"], b: [], c: ["b"] }), ["b", "c", "a"]);
    assert.deepEqual(order({ a: ["b", "c"], b: ["d"], c: [], d: [] }), ["c", "d", "b", "a"]);
  });

  it("shows every one of siblings that wait for parts of each other", () => {
    assert.deepEqual(order({ a: ["b"], b: ["a"], c: [] }).sort(), ["a", "b", "c"]);
  });

  it("orders by what waits, not by how much comes before: a network's last part may come after a cluster's key", () => {
    const inside = (parent: string, name: string, dependsOn: readonly string[]) =>
      resource({ ...one(name), parent: `basalt:x:${parent}::${parent}`, options: { dependsOn } });
    const at = (name: string) => `${service}::${name}`;
    const tree = resourceTree([
      stack,
      component("cluster", "basalt:x:cluster"),
      inside("cluster", "key", []),
      inside("cluster", "log", []),
      inside("cluster", "control-plane", [at("subnet"), at("key")]),
      component("network", "basalt:x:network"),
      inside("network", "vpc", []),
      inside("network", "subnet", [at("vpc")]),
      inside("network", "gateway", [at("subnet")]),
      inside("network", "route", [at("gateway")]),
    ]);
    assert.deepEqual(
      tree.map(({ names }) => names[0]),
      ["s", "network", "cluster"],
    );
  });

  it("counts a provider that a component brings as one it waits for", () => {
    const provider = resource({
      type: "pulumi:providers:kubernetes",
      name: "p",
      parent: "basalt:x:z::z",
    });
    const tree = resourceTree([
      stack,
      component("a", "basalt:x:a"),
      resource({ ...one("a"), options: { provider: provider.urn } }),
      component("z", "basalt:x:z"),
      provider,
    ]);
    assert.deepEqual(
      tree.map(({ names }) => names[0]),
      ["s", "z", "a"],
    );
  });

  it("shows the sample in the order in which it is deployed", async () => {
    const { out } = await command(["plan", "--json"], sample);
    const { resources } = JSON.parse(out) as PlanReport;
    const names = resourceTree(resources).flatMap((row) => (row.depth <= 2 ? row.names[0]! : []));
    const shown = (name: string) => names.indexOf(name);
    for (const [above, below] of [
      ["platform", "applications"],
      ["applications", "guardrails"],
      ["network", "cluster"],
      ["cluster", "general"],
      ["cluster", "calico"],
      ["general", "dns"],
    ] as const) {
      assert.ok(
        shown(above) !== -1 && shown(above) < shown(below),
        `${above} above ${below} in ${names.join()}`,
      );
    }
  });

  it("has no rows where there are no resources", () => {
    assert.deepEqual(resourceTree([]), []);
  });
});
