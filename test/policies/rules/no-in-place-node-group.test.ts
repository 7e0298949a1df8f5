import assert from "node:assert/strict";
import { judge, secret, unknown, type TestResource } from "../support/judge.js";
import { autoScalingGroup, nodeGroup } from "../support/nodes.js";
import { Verdicts } from "../support/verdicts.js";

describe("no-in-place-node-group", () => {
  const verdicts = new Verdicts(
    "no-in-place-node-group",
    "nodes are in groups that are replaced as a whole, not edited or rolled in place",
    "Use aws.eks.NodeGroup with your own launch template and replaceOnChanges; with eks.Cluster set skipDefaultNodeGroup.",
  );
  const ofCluster = "no tags of a cluster: its nodes are in aws:eks/nodeGroup:NodeGroup";
  const said = async (resource: TestResource) => verdicts.among(await judge([resource]));

  it("accepts node groups, and auto-scaling groups of no cluster", async () =>
    assert.deepEqual(
      await judge([
        nodeGroup({ forceUpdateVersion: false }),
        autoScalingGroup({ tags: [{ key: "Name", value: "build" }] }),
      ]),
      [],
    ));

  it("refuses that instances are refreshed", async () => {
    const group = autoScalingGroup({ instanceRefresh: { strategy: "Rolling" } });
    assert.deepEqual(await said(group), [
      verdicts.refused(group, "instanceRefresh", 'a mapping of "strategy"', "nothing"),
    ]);
  });

  const tags: readonly (readonly [string, boolean])[] = [
    ["kubernetes.io/cluster/shop", true],
    ["k8s.io/cluster/shop", true],
    ["k8s.io/cluster-autoscaler/enabled", true],
    ["eks:cluster-name", true],
    ["eks:cluster-names", false],
    ["my-kubernetes.io/cluster/shop", false],
    ["Name", false],
  ];
  for (const [key, isRefused] of tags)
    it(`${isRefused ? "refuses" : "accepts"} an auto-scaling group with the tag ${key}`, async () => {
      const group = autoScalingGroup({ tags: [{ key: "Name" }, { key, value: "owned" }] });
      assert.deepEqual(
        await said(group),
        isRefused ? [verdicts.refused(group, "tags[1].key", JSON.stringify(key), ofCluster)] : [],
      );
    });

  it("does not show a secret, and is undecided where only a deployment can tell", async () => {
    const hidden = autoScalingGroup({ tags: [{ key: secret("eks:cluster-name") }] });
    assert.deepEqual(await said(hidden), [verdicts.refused(hidden, "tags[0].key", "a secret", ofCluster)]);
    const open = autoScalingGroup({ tags: [{ key: unknown }], instanceRefresh: unknown });
    assert.deepEqual(await said(open), [verdicts.undecided(open, "tags[0].key", "instanceRefresh")]);
  });

  const components = {
    "eks:index:ManagedNodeGroup":
      "a component that drops releaseVersion with its own launch template, lets metadata go two hops, and rolls nodes in place",
    "eks:index:NodeGroup":
      "a component of a self-managed group by CloudFormation, whose instances are rolled in place",
    "eks:index:NodeGroupV2":
      "a component of a self-managed auto-scaling group, whose instances are refreshed in place",
  };
  for (const [type, found] of Object.entries(components))
    it(`refuses ${type}`, async () => {
      const resource = { type, properties: {} };
      assert.deepEqual(await said(resource), [
        verdicts.refused(resource, "", found, "aws:eks/nodeGroup:NodeGroup"),
      ]);
    });

  const force = "Remove forceUpdateVersion: it takes pods away against their disruption budgets.";
  it("refuses a node group that is updated by force", async () => {
    const group = nodeGroup({ forceUpdateVersion: true });
    assert.deepEqual(await judge([group]), [
      verdicts.refused(group, "forceUpdateVersion", "true (a boolean)", "false, or nothing", force),
    ]);
    const open = nodeGroup({ forceUpdateVersion: unknown });
    assert.deepEqual(await judge([open]), [verdicts.undecided(open, "forceUpdateVersion")]);
  });

  const cluster = (properties: Record<string, unknown>) => ({ type: "eks:index:Cluster", properties });
  const accepted = [
    { skipDefaultNodeGroup: true },
    { fargate: true },
    { fargate: { selectors: [] } },
    { autoMode: { enabled: true } },
    { skipDefaultNodeGroup: unknown, fargate: true },
  ];
  for (const properties of accepted)
    it(`accepts a cluster with ${JSON.stringify(properties)}`, async () =>
      assert.deepEqual(await said(cluster(properties)), []));

  it("leaves a cluster that is told without its arguments to what it makes", async () =>
    assert.deepEqual(await judge([cluster({})]), []));

  for (const properties of [
    { version: "1.35" },
    { fargate: false },
    { autoMode: { enabled: false } },
    { autoMode: {} },
  ])
    it(`refuses a cluster with ${JSON.stringify(properties)}, which has a group of its own`, async () =>
      assert.deepEqual(await said(cluster(properties)), [
        verdicts.refused(cluster({}), "skipDefaultNodeGroup", "nothing", "true"),
      ]));

  it("says what a cluster has instead", async () =>
    assert.deepEqual(await said(cluster({ skipDefaultNodeGroup: false })), [
      verdicts.refused(cluster({}), "skipDefaultNodeGroup", "false (a boolean)", "true"),
    ]));

  it("is undecided about a cluster where only a deployment can tell", async () => {
    assert.deepEqual(await said(cluster({ skipDefaultNodeGroup: unknown })), [
      verdicts.undecided(cluster({}), "skipDefaultNodeGroup"),
    ]);
    assert.deepEqual(await said(cluster({ skipDefaultNodeGroup: false, fargate: unknown })), [
      verdicts.undecided(cluster({}), "fargate"),
    ]);
  });
});
