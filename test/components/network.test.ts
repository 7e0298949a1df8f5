import assert from "node:assert/strict";
import { inStack } from "../support/project.js";
import { deployed, deployedOf } from "../support/deployed.js";
import { declared, recorded, type Recorded } from "../support/recorded.js";

const zones = ["eu-central-1a", "eu-central-1b", "eu-central-1c"];
const shared = { "kubernetes.io/cluster/base": "shared" };

describe("Network", () => {
  let run: Recorded;
  before(async () => {
    run = await deployed();
  });

  it("has one VPC, whose default group has no rules", () => {
    assert.deepEqual(run.inputs("Vpc"), {
      cidrBlock: "10.0.0.0/16",
      enableDnsHostnames: true,
      enableDnsSupport: true,
      tags: { Name: "base" },
    });
    assert.deepEqual(run.inputs("DefaultSecurityGroup"), { vpcId: "network", ingress: [], egress: [] });
  });

  const subnets = [
    ["private", ["10.0.0.0/18", "10.0.64.0/18", "10.0.128.0/18"], { "kubernetes.io/role/internal-elb": "1" }],
    ["public", ["10.0.192.0/20", "10.0.208.0/20", "10.0.224.0/20"], { "kubernetes.io/role/elb": "1" }],
    ["control-plane", ["10.0.240.0/28", "10.0.240.16/28", "10.0.240.32/28"], undefined],
    ["endpoints", ["10.0.250.0/23", "10.0.252.0/23", "10.0.254.0/23"], undefined],
  ] as const;
  for (const [purpose, cidrs, role] of subnets) {
    it(`has a ${purpose} subnet in each of three zones, which gives out no public address`, () => {
      zones.forEach((zone, index) => {
        assert.deepEqual(run.inputs("Subnet", `network-${purpose}-${zone}`), {
          vpcId: "network",
          availabilityZone: zone,
          cidrBlock: cidrs[index],
          mapPublicIpOnLaunch: false,
          tags: { Name: `base-${purpose}-${zone}`, ...(role && { ...shared, ...role }) },
        });
      });
    });
  }

  it("has no other subnet", () => {
    assert.equal(run.all("Subnet").length, subnets.length * zones.length);
  });

  it("leads each private subnet to the NAT gateway of its zone, which is in the public subnet", () => {
    for (const zone of zones) {
      assert.deepEqual(routeOf(run, `private-${zone}`), [`NAT network-${zone}`]);
      assert.deepEqual(tableOf(run, `private-${zone}`), [`network-private-${zone}`]);
      assert.deepEqual(run.inputs("NatGateway", `network-${zone}`), {
        subnetId: `network-public-${zone}`,
        allocationId: `network-nat-${zone}`,
        tags: { Name: `base-${zone}` },
      });
    }
    assert.equal(run.all("NatGateway").length, 3);
  });

  it("makes NAT gateways after the way to the Internet", async () => {
    const order = await recorded();
    for (const gateway of order.all("NatGateway")) order.assertOrder(order.one("InternetGateway"), gateway);
  });

  it("leads every private subnet to one NAT gateway where a single one is declared", async () => {
    const single = await deployed({
      changes: [inStack("eu-central-1c]", "eu-central-1c]\n    natGateways: single")],
    });
    assert.deepEqual(
      single.all("NatGateway").map(({ name }) => name),
      ["network-eu-central-1a"],
    );
    assert.equal(single.all("Eip").length, 1);
    for (const zone of zones)
      assert.deepEqual(routeOf(single, `private-${zone}`), ["NAT network-eu-central-1a"]);
  });

  it("is attached to a transit gateway where one is declared, by which private and isolated subnets reach its ranges", async () => {
    const declaration = declared();
    assert.ok(declaration.cluster.kind === "eks");
    const transitGateway = { id: "tgw-0123456789abcdef0", cidrs: ["10.200.0.0/16"] };
    const network = { ...declaration.cluster.network, transitGateway };
    const attached = await deployedOf({ ...declaration, cluster: { ...declaration.cluster, network } });
    const { transitGatewayId, vpcId, subnetIds } = attached.inputs("VpcAttachment");
    assert.deepEqual(
      { transitGatewayId, vpcId, subnetIds },
      {
        transitGatewayId: transitGateway.id,
        vpcId: "network",
        subnetIds: zones.map((zone) => `network-control-plane-${zone}`),
      },
    );
    const routes = attached.all("Route").filter(({ inputs }) => "transitGatewayId" in inputs);
    assert.deepEqual(
      routes.map(({ inputs }) => [inputs["routeTableId"], inputs["destinationCidrBlock"]]).sort(),
      ["isolated", ...zones.map((zone) => `private-${zone}`)].map((table) => [
        `network-${table}`,
        "10.200.0.0/16",
      ]),
    );
    assert.deepEqual(run.all("VpcAttachment"), []);
  });

  it("leads public subnets to the Internet, and those of the control plane and the endpoints nowhere", () => {
    assert.deepEqual(routeOf(run, "public"), ["internet network"]);
    assert.deepEqual(routeOf(run, "isolated"), []);
    for (const zone of zones) {
      assert.deepEqual(tableOf(run, `public-${zone}`), ["network-public"]);
      assert.deepEqual(tableOf(run, `control-plane-${zone}`), ["network-isolated"]);
      assert.deepEqual(tableOf(run, `endpoints-${zone}`), ["network-isolated"]);
    }
    assert.equal(run.all("RouteTableAssociation").length, 12);
    assert.equal(run.all("Route").length, 4);
  });
});

/** Where a route table's routes lead. */
function routeOf(run: Recorded, table: string): string[] {
  return run
    .all("Route")
    .map(({ inputs }) => inputs as Record<string, string>)
    .filter(({ routeTableId }) => routeTableId === run.one("RouteTable", `network-${table}`).name)
    .map(({ destinationCidrBlock, natGatewayId, gatewayId }) => {
      assert.equal(destinationCidrBlock, "0.0.0.0/0");
      return natGatewayId === undefined ? `internet ${gatewayId!}` : `NAT ${natGatewayId}`;
    });
}

/** The route tables of a subnet. */
function tableOf(run: Recorded, subnet: string): string[] {
  return run
    .all("RouteTableAssociation")
    .map(({ inputs }) => inputs as Record<"subnetId" | "routeTableId", string>)
    .filter(({ subnetId }) => subnetId === run.one("Subnet", `network-${subnet}`).name)
    .map(({ routeTableId }) => routeTableId);
}
