import { finding, type Finding } from "../model/finding.js";
import { resourceRule } from "../model/rule.js";
import type { Value } from "../model/value.js";

/** Kinds of AWS resources that the rules of this pack are about. */
const judgedKinds =
  /\bAWS::(AutoScaling::(?:AutoScalingGroup|LaunchConfiguration)|EC2::(?:EC2Fleet|Instance|LaunchTemplate|SecurityGroup|SecurityGroupIngress|SpotFleet)|EKS::\w+)\b/;

/** Where resources of AWS's provider hand over to another service what it shall make. */
const places: Readonly<Record<string, { readonly text: string; readonly url?: string }>> = {
  "aws:cloudformation/stack:Stack": { text: "templateBody", url: "templateUrl" },
  "aws:cloudformation/stackSet:StackSet": { text: "templateBody", url: "templateUrl" },
  "aws:cloudcontrol/resource:Resource": { text: "typeName" },
};

/** The other provider of AWS's resources, whose names and shapes are of its own. */
const native =
  /^aws-native:(eks:|autoscaling:(AutoScalingGroup|LaunchConfiguration)$|ec2:(Ec2Fleet|Instance|LaunchTemplate|SecurityGroup|SecurityGroupIngress|SpotFleet)$|cloudformation:(Stack|StackSet)$)/;

const advice = { allowed: "resources of the provider aws, which rules can read" };

/** What another service makes of a text is no resource of the stack. */
export const noOpaqueTemplate = resourceRule({
  name: "no-opaque-template",
  area: "program",
  description: "no clusters, nodes or security groups are made where the rules about them do not look",
  severity: "high",
  enforcementLevel: "mandatory",
  why: "What CloudFormation or Cloud Control makes of a text, and what the provider aws-native makes, not one rule about clusters and nodes is asked about; CloudFormation rolls nodes in place.",
  remediationSteps:
    "Declare the cluster, its nodes and its security groups by resources of the provider aws: aws.eks.Cluster, aws.eks.NodeGroup, aws.ec2.LaunchTemplate.",
  url: "https://www.pulumi.com/registry/packages/aws/api-docs/cloudformation/stack/",
  frameworks: [],
  appliesTo: (type) => Object.hasOwn(places, type) || native.test(type),
  check: ({ type, properties }) => {
    const place = places[type];
    if (!place) return [finding(properties, { ...advice, found: `a ${type}` })];
    return [...judgeText(properties.at(place.text)), ...judgeUrl(place.url, properties)];
  },
  examples: {
    complies: [
      {
        type: "aws:cloudformation/stack:Stack",
        properties: { templateBody: '{"Resources":{"Queue":{"Type":"AWS::SQS::Queue"}}}' },
      },
    ],
    violates: [
      {
        type: "aws:cloudformation/stack:Stack",
        properties: { templateBody: '{"Resources":{"Nodes":{"Type":"AWS::AutoScaling::AutoScalingGroup"}}}' },
      },
    ],
  },
});

function judgeText(text: Value): Finding[] {
  const kind = judgedKinds.exec(text.text() ?? "")?.[0];
  if (kind === undefined) return [];
  return [finding(text, { ...advice, found: text.secret ? "a secret that makes nodes or clusters" : kind })];
}

/** A template that lies elsewhere nobody here can read. */
function judgeUrl(key: string | undefined, properties: Value): Finding[] {
  const url = key === undefined ? undefined : properties.at(key);
  return url?.given ? [finding(url, { allowed: "a templateBody, which rules can read" })] : [];
}
