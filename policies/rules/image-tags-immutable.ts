import { expect } from "../model/finding.js";
import { resourceRule } from "../model/rule.js";

const repositories = new Set([
  "aws:ecr/repository:Repository",
  "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate",
]);

/** Exclusions are tags that may move, so they are refused too. */
export const imageTagsImmutable = resourceRule({
  name: "image-tags-immutable",
  area: "pods",
  description: "tags in ECR repositories cannot be moved to other images",
  severity: "medium",
  enforcementLevel: "mandatory",
  why: "Whoever may push can put another image under the tag of a release: what is tested and what is deployed then differ.",
  remediationSteps: "Set imageTagMutability to IMMUTABLE, and push each build under a tag of its own.",
  url: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html",
  tags: ["images", "supply-chain", "ecr"],
  frameworks: [
    {
      framework: "SOC 2",
      reference: "CC8.1",
      specification: "Changes to software are authorized, tested and approved before they are implemented",
    },
  ],
  appliesTo: (type) => repositories.has(type),
  check: ({ properties }) =>
    expect(properties.at("imageTagMutability"), (mutability) => mutability.text() === "IMMUTABLE", {
      allowed: "IMMUTABLE",
    }),
  examples: {
    complies: [
      {
        type: "aws:ecr/repository:Repository",
        properties: { name: "shop", imageTagMutability: "IMMUTABLE" },
      },
    ],
    violates: [
      { type: "aws:ecr/repository:Repository", properties: { name: "shop", imageTagMutability: "MUTABLE" } },
    ],
  },
});
