import { isDigest, readImageReference } from "../kubernetes/imageReference.js";
import { imagesOf, type UsedImage } from "../kubernetes/images.js";
import { mayHavePods } from "../kubernetes/podTemplates.js";
import { expect, type Finding } from "../model/finding.js";
import { resourceRule } from "../model/rule.js";

/**
 * `Never` runs what somebody has put on the node. `Always` beside a tag is how a moved tag gets into a cluster without a
 * deployment: by a restart. Beside a digest it pulls nothing new, and is harmless. `IfNotPresent` beside a tag is left
 * to image-digest: what is wrong there is the tag.
 */
export const imagePullPolicy = resourceRule({
  name: "image-pull-policy",
  area: "pods",
  description: "the pull policy does not decide what a pod runs",
  severity: "medium",
  enforcementLevel: "mandatory",
  why: "With Never a pod runs whatever lies on its node; with Always and a tag every restart may run something else.",
  remediationSteps: "Name the image by digest and set imagePullPolicy to IfNotPresent, or leave it out.",
  url: "https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy",
  tags: ["images", "supply-chain"],
  frameworks: [
    {
      framework: "SOC 2",
      reference: "CC8.1",
      specification: "Changes to software are authorized, tested and approved before they are implemented",
    },
  ],
  appliesTo: mayHavePods,
  check: (resource) => imagesOf(resource).flatMap(checkPolicy),
  examples: {
    complies: [
      {
        type: "kubernetes:core/v1:Pod",
        properties: {
          spec: {
            containers: [
              { name: "web", image: "registry.k8s.io/pause:3.10", imagePullPolicy: "IfNotPresent" },
            ],
          },
        },
      },
    ],
    violates: [
      {
        type: "kubernetes:core/v1:Pod",
        properties: {
          spec: {
            containers: [{ name: "web", image: "registry.k8s.io/pause:3.10", imagePullPolicy: "Never" }],
          },
        },
      },
    ],
  },
});

function checkPolicy({ reference, pullPolicy, template }: UsedImage): Finding[] {
  const holds = () => {
    if (!pullPolicy.present || pullPolicy.text() === "IfNotPresent") return true;
    if (pullPolicy.text() !== "Always") return false;
    const digest = readImageReference(reference.text() ?? "")?.digest;
    // A patch may leave the image out, and it stays what it was.
    return isDigest(digest) || reference.unknown || (template.partial && !reference.present);
  };
  return expect(pullPolicy, holds, { allowed: "IfNotPresent, or Always beside a digest" });
}
