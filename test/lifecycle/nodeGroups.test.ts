import assert from "node:assert/strict";
import { finishZone, leave, predecessors } from "../../lifecycle/nodeGroups.js";
import { startCluster, type Cluster } from "./support/cluster.js";

describe("node groups", function () {
  this.timeout(30_000);
  let cluster: Cluster;
  let lines: string[];
  const work = (timeoutSeconds = 20) => ({
    place: cluster.place,
    subject: "general-a",
    timeoutSeconds,
    say: (line: string) => void lines.push(line),
  });
  const resized = () =>
    cluster.cli.calls
      .filter(([, operation]) => operation === "update-nodegroup-config")
      .map(
        (words) =>
          `${words[words.indexOf("--nodegroup-name") + 1]} ${words[words.indexOf("--scaling-config") + 1]}`,
      );
  const cordoned = () =>
    cluster.kubernetes
      .nodes()
      .filter(({ spec }) => spec?.unschedulable === true)
      .map(({ metadata }) => metadata.labels?.["eks.amazonaws.com/nodegroup"]);
  const says = (group: string, status: string) => {
    const override = cluster.cli.override;
    cluster.cli.override = (words) =>
      words[1] === "describe-nodegroup" && words.includes(group)
        ? {
            code: 0,
            out: JSON.stringify({
              nodegroup: {
                nodegroupName: group,
                status,
                createdAt: 1,
                scalingConfig: { minSize: 1, maxSize: 4, desiredSize: 1 },
              },
            }),
          }
        : override(words);
  };

  beforeEach(async () => {
    lines = [];
    cluster = await startCluster();
    await cluster.addGroup({ name: "old", zone: "a" });
    await cluster.addPod("web", "old");
  });
  afterEach(() => cluster.stop());

  describe("finishZone", () => {
    const finish = (timeoutSeconds?: number) =>
      finishZone({ ...work(timeoutSeconds), current: "new", superseded: ["old"] });

    it("raises the new group to the old one's live size, then drains the old one", async () => {
      await cluster.addGroup({ name: "new", zone: "a" });
      await cluster.account.nodes.nodeGroupChanged({
        name: "old",
        clusterName: "base",
        zone: "a",
        desiredSize: 1,
        labels: {},
        taints: [],
      });
      const [old] = cluster.account.of("aws:eks/nodeGroup:NodeGroup");
      old!.outputs = { ...old!.outputs, scalingConfig: { minSize: 1, maxSize: 4, desiredSize: 3 } };
      await finish();
      assert.deepEqual(resized(), ["new minSize=1,maxSize=4,desiredSize=3"]);
      assert.deepEqual(cordoned(), ["old"]);
      assert.deepEqual(await cluster.pods(), {});
      assert.deepEqual(
        [lines[0], lines.at(-1)],
        [
          "general-a: raising the new group to 3 nodes, as many as the old one has now",
          "general-a: drained, no pod is left on 1 node",
        ],
      );
    });

    it("raises it to its maximum where that is lower, and says so", async () => {
      await cluster.addGroup({ name: "new", zone: "a", max: 2 });
      const [old] = cluster.account.of("aws:eks/nodeGroup:NodeGroup");
      old!.outputs = { ...old!.outputs, scalingConfig: { minSize: 1, maxSize: 4, desiredSize: 3 } };
      await finish();
      assert.deepEqual(resized(), ["new minSize=1,maxSize=2,desiredSize=2"]);
      assert.equal(lines[0], "general-a: had 3 nodes; its new maximum is 2, so it gets that");
    });

    it("only cordons where no pod is left, and does nothing where the old group is gone", async () => {
      await cluster.addGroup({ name: "new", zone: "a" });
      await cluster.kubernetes.request("DELETE", "/api/v1/namespaces/shop/pods/web?gracePeriodSeconds=0");
      await finish();
      await finishZone({ ...work(), current: "new", superseded: ["older"] });
      assert.deepEqual([lines, resized(), cordoned()], [[], [], ["old"]]);
    });

    for (const status of ["CREATING", "CREATE_FAILED", "DELETING", "DELETE_FAILED"]) {
      it(`drains nothing while the new group is ${status}`, async () => {
        says("new", status);
        await assert.rejects(finish(), {
          message: `general-a: found its new group new ${status}; allowed: an active one. Nothing was drained`,
        });
        assert.deepEqual(cordoned(), []);
      });
    }

    it("drains nothing while the new group is gone", async () => {
      await assert.rejects(finish(), { message: /found its new group new gone; allowed: an active one/ });
      assert.deepEqual(cordoned(), []);
    });

    it("drains nothing while new nodes do not become ready", async () => {
      says("new", "ACTIVE");
      await assert.rejects(finish(4), {
        message:
          "general-a: 0 of 1 new node ready after 4 s. Nothing was drained; the old nodes serve on. Find out why nodes of new do not join, then run pulumi up again: it goes on here",
      });
      assert.deepEqual([cordoned(), lines], [[], ["general-a: 0 of 1 new node ready"]]);
    });

    it("fails with the pods and their budget when they do not leave in time", async () => {
      await cluster.addGroup({ name: "new", zone: "a" });
      await cluster.protect(1);
      await assert.rejects(finish(3), {
        message:
          /^general-a: 1 pod left on 1 old node after 3 s: shop\/web \(The disruption budget web needs 1 healthy pods and has 1 currently\)\. No node was deleted; the old ones stay cordoned\. /,
      });
      assert.deepEqual(await cluster.pods(), { web: "old" });
    });

    it("still raises the new group when the API server cannot be reached, and leaves the rest to EKS", async () => {
      await cluster.addGroup({ name: "new", zone: "a" });
      const [old] = cluster.account.of("aws:eks/nodeGroup:NodeGroup");
      old!.outputs = { ...old!.outputs, scalingConfig: { minSize: 1, maxSize: 4, desiredSize: 2 } };
      await cluster.kubernetes.pause();
      await finish();
      assert.deepEqual(resized(), ["new minSize=1,maxSize=4,desiredSize=2"]);
      assert.match(
        lines.at(-1)!,
        /^general-a: the API server cannot be reached \(.+\); EKS will drain the old nodes when it deletes them$/,
      );
    });

    it("leaves it to EKS when the server goes away during the drain", async () => {
      await cluster.addGroup({ name: "new", zone: "a" });
      await cluster.protect(1);
      const { say, ...rest } = work(4);
      await finishZone({
        ...rest,
        current: "new",
        superseded: ["old"],
        say(line) {
          say(line);
          if (line.includes("draining")) void cluster.kubernetes.pause();
        },
      });
      assert.match(
        lines.at(-1)!,
        /cannot be reached \(it stopped answering during the drain\); EKS will drain/,
      );
    });
  });

  describe("leave", () => {
    const go = (timeoutSeconds?: number) => leave({ ...work(timeoutSeconds), name: "old" });

    it("drains a group that goes for good, when other nodes are there", async () => {
      await cluster.addGroup({ name: "other", zone: "b", declared: "other" });
      await go();
      assert.deepEqual(cordoned(), ["old"]);
      assert.deepEqual(await cluster.pods(), {});
    });

    it("drains nothing where no other node could take the pods, and says so", async () => {
      await go();
      assert.deepEqual(lines, ["general-a: no other node could take its pods; nothing is drained"]);
      assert.deepEqual([cordoned(), await cluster.pods()], [[], { web: "old" }]);
    });

    it("reports what is left, and does not fail", async () => {
      await cluster.addGroup({ name: "other", zone: "b", declared: "other" });
      await cluster.protect(1);
      await go(3);
      assert.match(
        lines.at(-1)!,
        /^general-a: left after 3 s: shop\/web \(The disruption budget .*\); EKS will drain the nodes when it deletes them$/,
      );
    });

    it("reports that nobody answers, and does not fail", async () => {
      await cluster.kubernetes.pause();
      await go();
      assert.match(lines.at(-1)!, /^general-a: cannot be drained \(.+\); EKS will drain the nodes/);
    });

    it("reports that AWS refuses, and does not fail", async () => {
      cluster.cli.override = () => ({ code: 254, err: "\nAn error occurred (AccessDenied): no\n" });
      await go();
      assert.match(lines.at(-1)!, /^general-a: cannot be drained \(aws eks describe-cluster: .*AccessDenied/);
    });

    it("says nothing where the cluster is gone", async () => {
      await leave({ ...work(), place: { ...cluster.place, name: "gone" }, name: "old" });
      assert.deepEqual(lines, []);
    });
  });

  describe("predecessors", () => {
    it("are the older groups of the same declared group and zone", async () => {
      await cluster.addGroup({ name: "older", zone: "a" });
      await cluster.addGroup({ name: "elsewhere", zone: "b" });
      await cluster.addGroup({ name: "another", zone: "a", declared: "another" });
      await cluster.addGroup({ name: "new", zone: "a" });
      await cluster.addGroup({ name: "newer", zone: "a" });
      assert.deepEqual((await predecessors(cluster.place, "new")).sort(), ["old", "older"]);
      assert.deepEqual(await predecessors(cluster.place, "elsewhere"), []);
      assert.deepEqual(await predecessors(cluster.place, "gone"), []);
    });
  });
});
