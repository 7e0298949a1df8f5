import assert from "node:assert/strict";
import { deployed } from "../support/deployed.js";
import { inStack } from "../support/project.js";
import type { Recorded } from "../support/recorded.js";

const zones = ["eu-central-1a", "eu-central-1b", "eu-central-1c"];

/** What nodes call, and what the sample's flows name; their place in the catalogue decides the address. */
const services: Readonly<Record<string, number>> = {
  autoscaling: 11,
  ec2: 4,
  "ecr.api": 5,
  "ecr.dkr": 6,
  eks: 8,
  "eks-auth": 9,
  elasticloadbalancing: 10,
  logs: 12,
  sqs: 17,
  sts: 7,
};

describe("VpcEndpoints", () => {
  let run: Recorded;
  before(async () => {
    run = await deployed();
  });

  for (const [service, place] of Object.entries(services)) {
    it(`has ${service} in each zone, at a fixed address, under its own name`, () => {
      assert.deepEqual(run.inputs("VpcEndpoint", `endpoints-${service}`), {
        vpcId: "network",
        serviceName: `com.amazonaws.eu-central-1.${service}`,
        vpcEndpointType: "Interface",
        privateDnsEnabled: true,
        subnetIds: zones.map((zone) => `network-endpoints-${zone}`),
        subnetConfigurations: zones.map((zone, index) => ({
          subnetId: `network-endpoints-${zone}`,
          ipv4: `10.0.${250 + 2 * index}.${place}`,
        })),
        securityGroupIds: ["security-groups-endpoints"],
      });
    });
  }

  it("reaches S3, where image layers are, by a gateway in every private subnet's routes", () => {
    assert.deepEqual(run.inputs("VpcEndpoint", "endpoints-s3-gateway"), {
      vpcId: "network",
      serviceName: "com.amazonaws.eu-central-1.s3",
      vpcEndpointType: "Gateway",
      routeTableIds: zones.map((zone) => `network-private-${zone}`),
    });
    assert.deepEqual(run.inputs("SecurityGroupEgressRule", "endpoints-s3-gateway"), {
      securityGroupId: "security-groups-nodes",
      prefixListId: "pl-endpoints-s3-gateway",
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
      description: "Nodes to S3",
    });
  });

  it("has no other", () => {
    assert.deepEqual(
      run.all("VpcEndpoint").map(({ name }) => name),
      [...Object.keys(services), "s3-gateway"].map((service) => `endpoints-${service}`).sort(),
    );
  });

  it("has what Session Manager calls where nodes are opened to it", async () => {
    const open = await deployed({
      changes: [inStack("instanceTypes: [m7i.large]", "instanceTypes: [m7i.large]\n      ssm: true")],
    });
    assert.deepEqual(
      open
        .all("VpcEndpoint")
        .map(({ name }) => name.replace("endpoints-", ""))
        .filter((service) => !(service in services) && service !== "s3-gateway"),
      ["ec2messages", "ssm", "ssmmessages"],
    );
  });
});
