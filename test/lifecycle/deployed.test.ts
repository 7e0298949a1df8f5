import assert from "node:assert/strict";
import { deployedFrom } from "../../lifecycle/deployed.js";

const resource = (type: string, outputs: unknown, name = "x") => ({
  urn: `urn:pulumi:test::basalt::${type}::${name}`,
  type,
  outputs,
});

const cluster = resource("aws:eks/cluster:Cluster", {
  name: "base",
  arn: "arn:aws:eks:eu-central-1:111122223333:cluster/base",
  version: "1.35",
  kubernetesNetworkConfig: { serviceIpv4Cidr: "172.20.0.0/16" },
});

describe("deployedFrom", () => {
  it("is nothing for a new stack", () => {
    for (const value of Object.values(deployedFrom([])))
      assert.ok(value === undefined || (value as ReadonlyMap<string, unknown>).size === 0);
  });

  it("is what the resources of a cluster say", () => {
    const { eks, podCidr, clusterIdentifier } = deployedFrom([
      cluster,
      resource("aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/16" }),
      resource("aws:ec2/subnet:Subnet", { availabilityZone: "eu-central-1a", cidrBlock: "10.0.0.0/28" }, "a"),
      resource(
        "aws:ec2/subnet:Subnet",
        { availabilityZone: "eu-central-1b", cidrBlock: "10.0.0.16/28" },
        "b",
      ),
      resource("pulumi:providers:kubernetes", { version: "4" }, "of the component"),
      resource("pulumi:providers:kubernetes", { clusterIdentifier: "base" }),
      resource("kubernetes:operator.tigera.io/v1:Installation", {
        kind: "Installation",
        metadata: { name: "default" },
        spec: { calicoNetwork: { ipPools: [{ cidr: "10.244.0.0/16" }] } },
      }),
    ]);
    assert.deepEqual(eks, {
      name: "base",
      region: "eu-central-1",
      account: "111122223333",
      version: "1.35",
      vpcCidr: "10.0.0.0/16",
      serviceCidr: "172.20.0.0/16",
      subnets: ["eu-central-1a 10.0.0.0/28", "eu-central-1b 10.0.0.16/28"],
    });
    assert.equal(podCidr, "10.244.0.0/16");
    assert.equal(clusterIdentifier, "base");
  });

  it("leaves out what outputs do not say", () => {
    for (const outputs of [undefined, null, {}, { name: { secret: true } }])
      assert.equal(deployedFrom([resource("aws:eks/cluster:Cluster", outputs)]).eks, undefined);
    const { eks } = deployedFrom([resource("aws:eks/cluster:Cluster", { name: "base" })]);
    assert.deepEqual(eks, {
      name: "base",
      region: undefined,
      account: undefined,
      version: undefined,
      vpcCidr: undefined,
      serviceCidr: undefined,
      subnets: [],
    });
  });

  it("knows each object inside the cluster by kind, namespace and name, with its URN", () => {
    const web = resource("kubernetes:apps/v1:Deployment", {
      kind: "Deployment",
      metadata: { name: "web", namespace: "shop" },
      spec: { replicas: 2 },
    });
    const tier = resource("kubernetes:projectcalico.org/v3:Tier", {
      kind: "Tier",
      metadata: { name: "basalt" },
      spec: { order: 1 },
    });
    const release = resource("kubernetes:helm.sh/v4:Chart", {});
    assert.deepEqual(
      [...deployedFrom([web, tier, release]).objects],
      [
        ["Deployment shop/web", { urn: web.urn, spec: { replicas: 2 } }],
        ["Tier /basalt", { urn: tier.urn, spec: { order: 1 } }],
      ],
    );
  });
});
