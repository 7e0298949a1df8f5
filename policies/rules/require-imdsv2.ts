import { launchesInstances, launchesOf } from "../aws/launches.js";
import { isNodeClass } from "../aws/nodeClasses.js";
import { nodeGroupType } from "../aws/nodeGroups.js";
import { expect, finding, type Finding } from "../model/finding.js";
import type { Resource } from "../model/resource.js";
import { resourceRule } from "../model/rule.js";
import type { Value } from "../model/value.js";

/** Pods are one hop further away than the node: its credentials are then not theirs. */
export const requireImdsv2 = resourceRule({
  name: "require-imdsv2",
  area: "nodes",
  description: "instance metadata needs a token and is out of reach of pods",
  severity: "critical",
  enforcementLevel: "mandatory",
  why: "Whoever can make a pod fetch a URL gets the node's credentials from the metadata service, unless it asks for a token and its answers do not travel further than the node.",
  remediationSteps:
    "Set metadataOptions.httpTokens to required and httpPutResponseHopLimit to 1 in the launch template, and give node groups a launch template: that of EKS allows two hops.",
  url: "https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html",
  tags: ["access"],
  frameworks: [
    {
      framework: "NSA/CISA Kubernetes Hardening",
      reference: "Network separation and hardening",
      specification: "Cloud metadata services are protected from pods",
    },
    {
      framework: "SOC 2",
      reference: "CC6.1",
      specification: "Logical access to infrastructure is restricted",
    },
  ],
  appliesTo: (type) => type === nodeGroupType || launchesInstances(type) || isNodeClass(type),
  check: (resource) => {
    if (resource.type === nodeGroupType) {
      const template = resource.properties.at("launchTemplate");
      return template.given ? [] : [finding(template, { allowed: "a launch template of your own" })];
    }
    if (isNodeClass(resource.type)) return checkNodeClass(resource);
    return launchesOf(resource).flatMap(({ metadata, template }) =>
      // What starts from a launch template has the template's options.
      template && !metadata.given ? [] : checkOptions(metadata),
    );
  },
  examples: {
    complies: [
      {
        type: "aws:ec2/launchTemplate:LaunchTemplate",
        properties: { metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 } },
      },
    ],
    violates: [
      {
        type: "aws:ec2/launchTemplate:LaunchTemplate",
        properties: { metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 2 } },
      },
    ],
  },
});

/**
 * Karpenter requires tokens and allows one hop where a node class of v1 says nothing; before, it allowed two.
 * https://karpenter.sh/docs/concepts/nodeclasses/#specmetadataoptions
 */
function checkNodeClass({ type, properties }: Resource): Finding[] {
  const isFirstVersion = type.startsWith("kubernetes:karpenter.k8s.aws/v1:");
  return checkOptions(
    properties.at("spec", "metadataOptions"),
    (key) => key === "httpTokens" || isFirstVersion,
  );
}

/** @param hasDefault whether an option that is left out is right */
function checkOptions(options: Value, hasDefault: (key: string) => boolean = () => false): Finding[] {
  const isRight = (key: string, holds: (value: Value) => boolean) => (value: Value) =>
    (!value.given && hasDefault(key)) || holds(value);
  const endpoint = options.at("httpEndpoint");
  if (!endpoint.unknown && endpoint.text() === "disabled") return [];
  const findings = [
    ...expect(
      options.at("httpTokens"),
      isRight("httpTokens", (value) => value.text() === "required"),
      { allowed: '"required"' },
    ),
    // AMIs bring a limit of their own, which is 2 for Amazon Linux 2023.
    ...expect(
      options.at("httpPutResponseHopLimit"),
      isRight("httpPutResponseHopLimit", (value) => value.number() === 1),
      { allowed: "1" },
    ),
  ];
  // A service that may turn out to be disabled needs none of it: the deployment has to tell.
  return findings.length > 0 && endpoint.unknown && !endpoint.present ? [] : findings;
}
