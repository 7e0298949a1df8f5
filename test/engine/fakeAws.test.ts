import assert from "node:assert/strict";
import { Account } from "./support/aws/account.js";
import { difference } from "./support/aws/difference.js";
import { noNodes } from "./support/aws/nodeGroups.js";
import type { Properties } from "./support/aws/values.js";

const group = "aws:eks/nodeGroup:NodeGroup";
const cluster = "aws:eks/cluster:Cluster";
const template = "aws:ec2/launchTemplate:LaunchTemplate";
const urn = (type: string, name: string) => `urn:pulumi:dev::basalt::${type}::${name}`;
const { signal } = new AbortController();

/** What AWS does about the properties of a node group: README.md names the effects Basalt adds. */
const rows: readonly {
  property: string;
  before: Properties;
  after: Properties;
  path: string;
  replaces: boolean;
}[] = [
  ...[
    ["amiType", "BOTTLEROCKET_x86_64", "AL2023_x86_64_STANDARD"],
    ["capacityType", "ON_DEMAND", "SPOT"],
    ["clusterName", "one", "two"],
    ["diskSize", 20, 40],
    ["nodeGroupName", "one", "two"],
    ["nodeRoleArn", "one", "two"],
    ["region", "eu-central-1", "eu-west-1"],
  ].map(([property, one, two]) => changed(String(property), one!, two!, true)),
  ...[
    ["version", "1.34", "1.35"],
    ["releaseVersion", "1.0.0-a", "1.0.1-b"],
  ].map(([property, one, two]) => changed(property!, one!, two!, false)),
  part("instanceTypes", ["m7i.large", "m6i.large"], ["m7i.large"], "instanceTypes[1]", true),
  part("subnetIds", ["a"], ["b"], "subnetIds[0]", true),
  part("launchTemplate", { id: "a", version: "1" }, { id: "b", version: "1" }, "launchTemplate.id", true),
  part(
    "launchTemplate",
    { id: "a", version: "1" },
    { id: "a", version: "2" },
    "launchTemplate.version",
    false,
  ),
  part("labels", { tier: "a" }, { tier: "b" }, "labels.tier", false),
  part("labels", { "a/b": "c" }, {}, 'labels["a/b"]', false),
  part("scalingConfig", { minSize: 1 }, { minSize: 2 }, "scalingConfig.minSize", false),
  part("taints", [{ key: "a" }], [], "taints", false),
];

function changed(property: string, one: string | number, two: string | number, replaces: boolean) {
  return { property, before: { [property]: one }, after: { [property]: two }, path: property, replaces };
}

function part(
  property: string,
  one: Properties[string],
  two: Properties[string],
  path: string,
  replaces: boolean,
) {
  return { property, before: { [property]: one }, after: { [property]: two }, path, replaces };
}

describe("the fake AWS", () => {
  for (const { property, before, after, path, replaces } of rows)
    it(`${replaces ? "replaces a node group for" : "changes a node group in place for"} ${path}`, () => {
      const found = difference(group, before, after);
      assert.deepEqual([...found.parts.keys()], [path]);
      assert.deepEqual(found.changed, [property]);
      assert.deepEqual(found.replaces, replaces ? [property] : []);
    });

  it("takes lists of ids for sets, and instance types in order", () => {
    const swapped = (property: string) =>
      difference(group, { [property]: ["a", "b"] }, { [property]: ["b", "a"] }).parts.size;
    assert.deepEqual([swapped("subnetIds"), swapped("instanceTypes")], [0, 2]);
  });

  it("deletes first only where a given name stays", () => {
    const inputs = (amiType: string, nodeGroupName: string, defaults: string[]): Properties => ({
      amiType,
      nodeGroupName,
      __defaults: defaults,
    });
    const given = difference(group, inputs("a", "mine", []), inputs("b", "mine", []));
    const generated = difference(
      group,
      inputs("a", "x-1", ["nodeGroupName"]),
      inputs("b", "x-2", ["nodeGroupName"]),
    );
    const renamed = difference(group, inputs("a", "mine", []), inputs("b", "other", []));
    assert.deepEqual(
      [given, generated, renamed].map(({ deleteBeforeReplace }) => deleteBeforeReplace),
      [true, false, false],
    );
  });

  describe("as an account", () => {
    let account: Account;
    const create = (type: string, name: string, inputs: Properties) =>
      account.create({ urn: urn(type, name), inputs, tags: {}, signal });
    const update = (id: string, type: string, name: string, inputs: Properties) =>
      account.update(id, { urn: urn(type, name), inputs, tags: {}, signal });
    beforeEach(() => {
      const apiServer = { endpoint: "https://127.0.0.1:1", certificateAuthority: "" };
      account = new Account({ account: "111122223333", region: "eu-central-1" }, apiServer, noNodes);
    });

    it("refuses a second resource of the same name", async () => {
      await create(group, "a", { clusterName: "one", nodeGroupName: "mine" });
      await assert.rejects(create(group, "b", { clusterName: "one", nodeGroupName: "mine" }), {
        message: `ResourceInUseException: ${group} one:mine already exists`,
      });
    });

    it("updates a cluster by one minor version up, and in no other way", async () => {
      await create(cluster, "one", { name: "one", version: "1.34" });
      assert.equal(
        (await update("one", cluster, "one", { name: "one", version: "1.35" })).outputs["version"],
        "1.35",
      );
      for (const version of ["1.34", "1.37"])
        await assert.rejects(update("one", cluster, "one", { name: "one", version }), {
          message: `InvalidParameterException: Unsupported Kubernetes minor version update from 1.35 to ${version}`,
        });
    });

    it("makes a new version of a launch template at each change", async () => {
      const { id, outputs } = await create(template, "t", { name: "t", userData: "a" });
      assert.equal(outputs["latestVersion"], 1);
      const updated = await update(id, template, "t", { name: "t", userData: "b" });
      assert.deepEqual([updated.outputs["latestVersion"], updated.outputs["defaultVersion"]], [2, 1]);
    });

    it("keeps a live size until a size is changed", async () => {
      const inputs = (maxSize: number, labels: Properties): Properties => ({
        clusterName: "one",
        nodeGroupName: "a",
        labels,
        scalingConfig: { minSize: 1, maxSize, desiredSize: 1 },
      });
      const live = await create(group, "a", inputs(5, {}));
      live.outputs = { ...live.outputs, scalingConfig: { minSize: 1, maxSize: 5, desiredSize: 4 } };
      const sizes = async (next: Properties) =>
        (await update("one:a", group, "a", next)).outputs["scalingConfig"];
      assert.deepEqual(await sizes(inputs(5, { tier: "a" })), { minSize: 1, maxSize: 5, desiredSize: 4 });
      assert.deepEqual(await sizes(inputs(6, { tier: "a" })), { minSize: 1, maxSize: 6, desiredSize: 1 });
    });

    it("deletes no cluster that has nodes, and no subnet that is used", async () => {
      const subnet = "aws:ec2/subnet:Subnet";
      const { id } = await create(subnet, "s", { vpcId: "v", cidrBlock: "10.0.0.0/24" });
      await create(cluster, "one", { name: "one", vpcConfig: { subnetIds: [id] } });
      await create(group, "a", { clusterName: "one", nodeGroupName: "a", subnetIds: [id] });
      const remove = (type: string, name: string, id: string) =>
        account.delete(id, { urn: urn(type, name), signal });
      await assert.rejects(remove(cluster, "one", "one"), /Cluster has nodegroups attached/);
      await assert.rejects(remove(subnet, "s", id), /DependencyViolation/);
      await remove(group, "a", "one:a");
      await remove(cluster, "one", "one");
      await remove(subnet, "s", id);
      assert.equal(account.live.size, 0);
    });

    it("does nothing for an engine that is gone", async () => {
      const gone = new AbortController();
      account.disturbances.before(() => gone.abort());
      const request = { urn: urn(cluster, "one"), inputs: { name: "one" }, tags: {}, signal: gone.signal };
      await assert.rejects(account.create(request), { name: "AbortError" });
      assert.equal(account.live.size, 0);
    });
  });
});
