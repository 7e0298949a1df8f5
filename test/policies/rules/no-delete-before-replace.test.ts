import assert from "node:assert/strict";
import { judge } from "../support/judge.js";
import { nodeGroup } from "../support/nodes.js";
import { Verdicts } from "../support/verdicts.js";

describe("no-delete-before-replace", () => {
  const verdicts = new Verdicts(
    "no-delete-before-replace",
    "nothing that nodes and workloads depend on is deleted before its successor is there",
    "Remove deleteBeforeReplace, and let the provider choose the physical name, so that both can be there at once.",
  );
  const refused = (type: string) =>
    verdicts.refused({ type }, "options.deleteBeforeReplace", "true", "false, or nothing");

  it("accepts what says nothing, or no", async () => {
    assert.deepEqual(await judge([nodeGroup()]), []);
    assert.deepEqual(await judge([{ ...nodeGroup(), options: { deleteBeforeReplace: false } }]), []);
  });

  it("refuses a node group that goes first", async () =>
    assert.deepEqual(await judge([{ ...nodeGroup(), options: { deleteBeforeReplace: true } }]), [
      refused("aws:eks/nodeGroup:NodeGroup"),
    ]));

  const types: readonly (readonly [string, boolean])[] = [
    ["aws:autoscaling/group:Group", true],
    ["aws:ec2/securityGroup:SecurityGroup", true],
    ["aws:ec2transitgateway/vpcAttachment:VpcAttachment", true],
    ["aws:ebs/volume:Volume", true],
    ["aws:iam/role:Role", true],
    ["aws:kms/key:Key", true],
    ["aws:lb/loadBalancer:LoadBalancer", true],
    ["aws:alb/loadBalancer:LoadBalancer", true],
    ["aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", true],
    ["eks:index:NodeGroup", true],
    ["kubernetes:core/v1:ConfigMap", true],
    ["kubernetes:projectcalico.org/v3:GlobalNetworkPolicy", true],
    ["aws:dynamodb/table:Table", false],
    ["other:aws:ec2/thing:Thing", false],
    ["random:index/randomId:RandomId", false],
  ];
  for (const [type, isRefused] of types)
    it(`${isRefused ? "judges" : "says nothing of"} ${type}`, async () => {
      const resource = { type, properties: {}, options: { deleteBeforeReplace: true } };
      assert.deepEqual(verdicts.among(await judge([resource])), isRefused ? [refused(type)] : []);
    });
});
