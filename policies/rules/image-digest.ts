import { isDigest, readImageReference } from "../kubernetes/imageReference.js";
import { imagesOf } from "../kubernetes/images.js";
import { expectIn } from "../kubernetes/podSettings.js";
import { mayHavePods } from "../kubernetes/podTemplates.js";
import { resourceRule } from "../model/rule.js";

const pinned =
  "registry.k8s.io/pause@sha256:7031c1b283388d2c2e09b57badb803c05ebed362dc88d84b480cc47f72a21097";

/** Only a digest names one content: whoever may push to a repository may move its tags. */
export const imageDigest = resourceRule({
  name: "image-digest",
  area: "pods",
  description: "images are named by digest: name@sha256:<64 hexadecimal digits>",
  severity: "high",
  enforcementLevel: "mandatory",
  why: "A tag can be moved to other content after review: the next pod that starts then runs what nobody has seen.",
  remediationSteps:
    "Write the digest behind the name: look it up with `docker buildx imagetools inspect <image>` or `crane digest <image>`.",
  url: "https://kubernetes.io/docs/concepts/containers/images/#image-names",
  tags: ["images", "supply-chain"],
  frameworks: [
    {
      framework: "SOC 2",
      reference: "CC8.1",
      specification: "Changes to software are authorized, tested and approved before they are implemented",
    },
    {
      framework: "PCI DSS",
      reference: "6.5.1",
      specification: "Changes to system components in production follow established procedures",
    },
  ],
  appliesTo: mayHavePods,
  check: (resource) =>
    imagesOf(resource).flatMap(({ reference, template }) =>
      expectIn(template, reference, (image) => isDigest(readImageReference(image.text() ?? "")?.digest), {
        allowed: "name@sha256:<64 hexadecimal digits>",
      }),
    ),
  examples: {
    complies: [
      {
        type: "kubernetes:core/v1:Pod",
        properties: { spec: { containers: [{ name: "web", image: pinned }] } },
      },
    ],
    violates: [
      {
        type: "kubernetes:core/v1:Pod",
        properties: { spec: { containers: [{ name: "web", image: "registry.k8s.io/pause:3.10" }] } },
      },
    ],
  },
});
