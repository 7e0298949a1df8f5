import assert from "node:assert/strict";
import { resourceTree } from "../../cli/reporters/resourceTree.js";
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

  it("of nothing is nothing", () => {
    assert.deepEqual(resourceTree([]), []);
  });
});
