import assert from "node:assert/strict";
import fc from "fast-check";
import { addressPlan, endpointAddress, resolverAddress, vpcPrefix } from "../../config/addressPlan.js";
import { awsServices } from "../../config/awsServices.js";
import { addressAt, cidr, contains, formatCidr, overlaps, sizeOf } from "../../config/cidr.js";

const zones = ["eu-central-1a", "eu-central-1b", "eu-central-1c"];

/** Every size of VPC that is allowed, anywhere. */
const networks = fc
  .tuple(
    fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    fc.integer({ min: vpcPrefix.shortest, max: vpcPrefix.longest }),
  )
  .map(([address, prefix]) => ({
    vpcCidr: formatCidr({ base: address - (address % 2 ** (32 - prefix)), prefix }),
    zones,
  }));

describe("addressPlan", () => {
  it("is the documented one", () => {
    assert.deepEqual(addressPlan({ vpcCidr: "10.0.0.0/16", zones }), [
      {
        zone: zones[0],
        private: "10.0.0.0/18",
        public: "10.0.192.0/20",
        controlPlane: "10.0.240.0/28",
        endpoints: "10.0.250.0/23",
      },
      {
        zone: zones[1],
        private: "10.0.64.0/18",
        public: "10.0.208.0/20",
        controlPlane: "10.0.240.16/28",
        endpoints: "10.0.252.0/23",
      },
      {
        zone: zones[2],
        private: "10.0.128.0/18",
        public: "10.0.224.0/20",
        controlPlane: "10.0.240.32/28",
        endpoints: "10.0.254.0/23",
      },
    ]);
  });

  it("makes subnets that are disjoint and inside the VPC, whatever its size", () => {
    fc.assert(
      fc.property(networks, (network) => {
        const subnets = addressPlan(network)
          .flatMap((zone) => [zone.private, zone.public, zone.controlPlane, zone.endpoints])
          .map(cidr);
        assert.equal(subnets.length, 12);
        assert.ok(subnets.every((subnet) => contains(cidr(network.vpcCidr), subnet)));
        assert.ok(
          subnets.every((subnet, index) =>
            subnets.slice(0, index).every((other) => !overlaps(subnet, other)),
          ),
        );
      }),
    );
  });

  it("gives every endpoint of every zone an address of its own, none that AWS keeps", () => {
    fc.assert(
      fc.property(networks, (network) => {
        const addresses = addressPlan(network).flatMap((zone) => {
          const subnet = cidr(zone.endpoints);
          const kept = [0, 1, 2, 3, sizeOf(subnet) - 1].map((offset) => addressAt(subnet, offset));
          return awsServices.map((service) => {
            const address = endpointAddress(zone, service);
            assert.ok(contains(subnet, cidr(`${address}/32`)));
            assert.ok(!kept.includes(address));
            return address;
          });
        });
        assert.equal(new Set(addresses).size, zones.length * awsServices.length);
      }),
    );
  });

  // A deployed endpoint keeps its address only while no service before it in the catalogue moves.
  it("keeps the endpoints' addresses", () => {
    const zone = addressPlan({ vpcCidr: "10.0.0.0/16", zones })[0]!;
    const addresses = Object.fromEntries(
      awsServices.map((service) => [service, endpointAddress(zone, service).replace("10.0.250.", "")]),
    );
    assert.deepEqual(addresses, {
      ec2: "4",
      "ecr.api": "5",
      "ecr.dkr": "6",
      sts: "7",
      eks: "8",
      "eks-auth": "9",
      elasticloadbalancing: "10",
      autoscaling: "11",
      logs: "12",
      ssm: "13",
      ssmmessages: "14",
      ec2messages: "15",
      s3: "16",
      sqs: "17",
      sns: "18",
      secretsmanager: "19",
      kms: "20",
      monitoring: "21",
      events: "22",
      states: "23",
      "kinesis-streams": "24",
      lambda: "25",
      xray: "26",
      "bedrock-runtime": "27",
    });
  });

  it("knows the VPC's resolver", () => {
    assert.equal(resolverAddress({ vpcCidr: "10.1.0.0/16" }), "10.1.0.2");
  });
});
