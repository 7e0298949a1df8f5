import assert from "node:assert/strict";
import { judge, secret, unknown, type TestResource } from "../support/judge.js";
import { approvedImages, instance, launchConfiguration, launchTemplate } from "../support/nodes.js";
import { Verdicts } from "../support/verdicts.js";

describe("no-public-node-address", () => {
  const verdicts = new Verdicts(
    "no-public-node-address",
    "nodes have no public addresses",
    "Set associatePublicIpAddress to false or leave it out, put nodes into private subnets, and let them out by a NAT gateway or VPC endpoints.",
  );
  const refused = (resource: TestResource, path: string, found: string) =>
    verdicts.refused(resource, path, found, "false, or nothing");
  const withInterfaces = (...flags: unknown[]) =>
    launchTemplate({
      networkInterfaces: flags.map((associatePublicIpAddress) => ({ associatePublicIpAddress })),
    });
  const at = (index: number) => `networkInterfaces[${index}].associatePublicIpAddress`;
  const nodeClass = (associatePublicIPAddress: unknown): TestResource => ({
    type: "kubernetes:karpenter.k8s.aws/v1:EC2NodeClass",
    properties: { spec: { associatePublicIPAddress } },
  });

  const cases: readonly (readonly [string, TestResource, readonly (readonly [string, string])[]])[] = [
    ["accepts interfaces without", withInterfaces("false", false, null), []],
    ["accepts nodes that say nothing", instance(), []],
    [
      "refuses each interface with one, in both forms of the flag",
      withInterfaces("true", false, true),
      [
        [at(0), '"true"'],
        [at(2), "true (a boolean)"],
      ],
    ],
    ["does not show a secret", withInterfaces(secret("true")), [[at(0), "a secret"]]],
    [
      "refuses an instance with one",
      instance({ associatePublicIpAddress: true }),
      [["associatePublicIpAddress", "true (a boolean)"]],
    ],
    [
      "refuses a launch configuration with one",
      launchConfiguration({ associatePublicIpAddress: true }),
      [["associatePublicIpAddress", "true (a boolean)"]],
    ],
    ["accepts a node class without", nodeClass(false), []],
    [
      "refuses a node class with one",
      nodeClass(true),
      [["spec.associatePublicIPAddress", "true (a boolean)"]],
    ],
  ];
  for (const [title, resource, refusals] of cases)
    it(title, async () =>
      assert.deepEqual(
        verdicts.among(await judge([resource], approvedImages)),
        refusals.map(([path, found]) => refused(resource, path, found)),
      ),
    );

  it("is undecided where only a deployment can tell", async () => {
    const flag = withInterfaces(unknown);
    assert.deepEqual(await judge([flag]), [verdicts.undecided(flag, at(0))]);
    const list = launchTemplate({ networkInterfaces: unknown });
    assert.deepEqual(await judge([list]), [verdicts.undecided(list, "networkInterfaces")]);
  });

  it("says nothing of what starts no instances", async () =>
    assert.deepEqual(
      verdicts.among(
        await judge([{ type: "aws:ec2/vpc:Vpc", properties: { associatePublicIpAddress: true } }]),
      ),
      [],
    ));
});
