import { isDigest, readImageReference } from "../kubernetes/imageReference.js";
import { imagesOf } from "../kubernetes/images.js";
import { expectIn } from "../kubernetes/podSettings.js";
import { mayHavePods } from "../kubernetes/podTemplates.js";
import { resourceRule } from "../model/rule.js";

/**
 * Beside a digest a tag decides nothing, so `name:latest@sha256:…` is accepted: what runs is what the digest names.
 */
export const noLatestTag = resourceRule({
  name: "no-latest-tag",
  area: "pods",
  description: "images have a digest, or a tag that is not latest",
  severity: "high",
  enforcementLevel: "mandatory",
  why: "`latest`, which is also what no tag means, is moved with every release: pods of one Deployment then run different versions, and nobody can say which.",
  remediationSteps: "Name the image by its digest, with the tag of its version in front if you like.",
  url: "https://kubernetes.io/docs/concepts/containers/images/#image-names",
  tags: ["images", "supply-chain"],
  frameworks: [
    {
      framework: "SOC 2",
      reference: "CC8.1",
      specification: "Changes to software are authorized, tested and approved before they are implemented",
    },
  ],
  appliesTo: mayHavePods,
  check: (resource) =>
    imagesOf(resource).flatMap(({ reference, template }) =>
      expectIn(template, reference, (image) => namesVersion(image.text() ?? ""), {
        allowed: "a digest, or a tag other than latest",
      }),
    ),
  examples: {
    complies: [
      {
        type: "kubernetes:core/v1:Pod",
        properties: { spec: { containers: [{ name: "web", image: "registry.k8s.io/pause:3.10" }] } },
      },
    ],
    violates: [
      {
        type: "kubernetes:core/v1:Pod",
        properties: { spec: { containers: [{ name: "web", image: "registry.k8s.io/pause" }] } },
      },
    ],
  },
});

function namesVersion(text: string): boolean {
  const { tag = "latest", digest } = readImageReference(text) ?? {};
  return isDigest(digest) || tag !== "latest";
}
