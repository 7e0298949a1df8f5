import { clusterOf, isCluster } from "../aws/cluster.js";
import { waitsFor } from "../model/conditions.js";
import { expect, finding, type Finding } from "../model/finding.js";
import type { Resource } from "../model/resource.js";
import { resourceRule } from "../model/rule.js";

/** Kubernetes secrets lie encrypted with a key that the account can take away. */
export const encryptedClusterSecrets = resourceRule({
  name: "encrypted-cluster-secrets",
  area: "cluster",
  description: "an EKS cluster encrypts Kubernetes secrets with a KMS key of the account",
  severity: "high",
  enforcementLevel: "mandatory",
  why: "With a key of its own an account decides and sees who decrypts the cluster's secrets, and can end it; AWS's own key, which EKS takes otherwise, gives it neither.",
  remediationSteps:
    'Name a KMS key: encryptionConfig with resources ["secrets"] and provider.keyArn, or encryptionConfigKeyArn of the eks component. It cannot be taken off again.',
  url: "https://docs.aws.amazon.com/eks/latest/userguide/enable-kms.html",
  frameworks: [
    {
      framework: "CIS EKS",
      reference: "5.3.1",
      specification:
        "Ensure Kubernetes Secrets are encrypted using Customer Master Keys (CMKs) managed in AWS KMS",
    },
    {
      framework: "NSA/CISA Kubernetes Hardening",
      reference: "Network separation and hardening: Secrets",
      specification: "Secrets are encrypted at rest",
    },
    {
      framework: "SOC 2",
      reference: "CC6.1",
      specification: "Protected information is encrypted at rest",
    },
  ],
  appliesTo: isCluster,
  check: (resource) => {
    const cluster = clusterOf(resource);
    if (!cluster) return [];
    return cluster.kind === "eks" ? ofComponent(resource) : ofCluster(resource);
  },
  examples: {
    complies: [
      {
        type: "aws:eks/cluster:Cluster",
        properties: {
          encryptionConfig: {
            resources: ["secrets"],
            provider: { keyArn: "arn:aws:kms:eu-central-1:111122223333:key/0f4c1d52" },
          },
        },
      },
    ],
    violates: [{ type: "aws:eks/cluster:Cluster", properties: {} }],
  },
});

const key = { allowed: "the ARN of a KMS key" };

function ofComponent({ properties }: Resource): Finding[] {
  return expect(properties.at("encryptionConfigKeyArn"), (arn) => hasText(arn.text()), key);
}

function ofCluster({ properties }: Resource): Finding[] {
  const encryption = properties.at("encryptionConfig");
  if (!encryption.present)
    return encryption.unknown ? [] : [finding(encryption, { allowed: 'a KMS key for "secrets"' })];
  const resources = encryption.at("resources");
  const items = resources.items();
  const named = items.some((item) => !item.unknown && item.text() === "secrets");
  return [
    ...(named || resources.unknown || items.some(waitsFor)
      ? []
      : [finding(resources, { allowed: 'a list with "secrets"' })]),
    ...expect(encryption.at("provider", "keyArn"), (arn) => hasText(arn.text()), key),
  ];
}

function hasText(text: string | undefined): boolean {
  return text !== undefined && text !== "";
}
