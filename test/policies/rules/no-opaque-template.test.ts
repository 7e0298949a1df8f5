import assert from "node:assert/strict";
import { judge, secret, unknown, type TestResource } from "../support/judge.js";
import { Verdicts } from "../support/verdicts.js";

describe("no-opaque-template", () => {
  const verdicts = new Verdicts(
    "no-opaque-template",
    "no clusters, nodes or security groups are made where the rules about them do not look",
    "Declare the cluster, its nodes and its security groups by resources of the provider aws: aws.eks.Cluster, aws.eks.NodeGroup, aws.ec2.LaunchTemplate.",
  );
  const allowed = "resources of the provider aws, which rules can read";
  const make = (type: string, properties: Record<string, unknown> = {}): TestResource => ({
    type,
    properties,
  });
  const stack = (properties: Record<string, unknown>) => make("aws:cloudformation/stack:Stack", properties);

  const kinds: readonly (readonly [string, boolean])[] = [
    ["AWS::AutoScaling::AutoScalingGroup", true],
    ["AWS::AutoScaling::LaunchConfiguration", true],
    ["AWS::EKS::Cluster", true],
    ["AWS::EKS::Nodegroup", true],
    ["AWS::EC2::Instance", true],
    ["AWS::EC2::LaunchTemplate", true],
    ["AWS::EC2::SecurityGroupIngress", true],
    ["AWS::EC2::SpotFleet", true],
    ["AWS::EC2::VPC", false],
    ["AWS::SQS::Queue", false],
    ["AWS::IAM::Role", false],
  ];
  for (const [kind, isRefused] of kinds) {
    const body = `Resources:\n  It:\n    Type: ${kind}\n`;
    const refused = (resource: TestResource, path: string) =>
      isRefused ? [verdicts.refused(resource, path, kind, allowed)] : [];
    it(`${isRefused ? "refuses" : "accepts"} ${kind} in a template, and by Cloud Control`, async () => {
      for (const [resource, path] of [
        [stack({ templateBody: body }), "templateBody"],
        [make("aws:cloudformation/stackSet:StackSet", { templateBody: body }), "templateBody"],
        [make("aws:cloudcontrol/resource:Resource", { typeName: kind }), "typeName"],
      ] as const)
        assert.deepEqual(await judge([resource]), refused(resource, path));
    });
  }

  it("refuses a template that lies elsewhere", async () => {
    const refused = (resource: TestResource, found: string) => [
      verdicts.refused(resource, "templateUrl", found, "a templateBody, which rules can read"),
    ];
    const known = stack({ templateUrl: "https://example.com/nodes.yaml" });
    assert.deepEqual(await judge([known]), refused(known, '"https://example.com/nodes.yaml"'));
    const open = stack({ templateUrl: unknown });
    assert.deepEqual(await judge([open]), refused(open, "a value that only a deployment can tell"));
  });

  it("shows nothing of a secret template", async () => {
    const resource = stack({ templateBody: secret("Type: AWS::EKS::Cluster") });
    const found = "a secret that makes nodes or clusters";
    assert.deepEqual(await judge([resource]), [verdicts.refused(resource, "templateBody", found, allowed)]);
  });

  it("is undecided where only a deployment can tell the template", async () => {
    const resource = stack({ templateBody: unknown });
    assert.deepEqual(await judge([resource]), [verdicts.undecided(resource, "templateBody")]);
  });

  const types: readonly (readonly [string, boolean])[] = [
    ["aws-native:eks:Cluster", true],
    ["aws-native:eks:Nodegroup", true],
    ["aws-native:autoscaling:AutoScalingGroup", true],
    ["aws-native:ec2:LaunchTemplate", true],
    ["aws-native:ec2:Instance", true],
    ["aws-native:ec2:SecurityGroup", true],
    ["aws-native:cloudformation:Stack", true],
    ["aws-native:ec2:InstanceConnectEndpoint", false],
    ["aws-native:autoscaling:LifecycleHook", false],
    ["aws-native:s3:Bucket", false],
    ["my-aws-native:eks:Cluster", false],
  ];
  for (const [type, isRefused] of types)
    it(`${isRefused ? "refuses" : "accepts"} ${type}`, async () => {
      const resource = make(type);
      assert.deepEqual(
        await judge([resource]),
        isRefused ? [verdicts.refused(resource, "", `a ${type}`, allowed)] : [],
      );
    });
});
