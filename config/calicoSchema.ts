import { z } from "zod";
import { cidrText, flag, imageReference, mapping, sha256, text } from "./fields.js";

/* basalt:calico: the network that enforces the policies. */

const chart = mapping(
  {
    source: text(
      /^(https:\/\/[\w./:@-]+|[\w./@-]+)\.tgz$/,
      "an https:// address or a path that ends in .tgz",
    ).describe("Where the archive is: an https:// address, or a path in the project, that ends in .tgz."),
    sha256: sha256.describe("Digest of the archive: sha256:<64 hexadecimal digits>."),
  },
  "a chart archive",
);

/** Images that the operator asks for whatever is switched on (tigera/operator, pkg/components). */
export const calicoImages = [
  "apiserver",
  "cni",
  "csi",
  "key-cert-provisioner",
  "kube-controllers",
  "node",
  "node-driver-registrar",
  "pod2daemon-flexvol",
  "typha",
] as const;

/** Images that observation needs on top. */
export const calicoObservationImages = ["goldmane", "whisker", "whisker-backend"] as const;

const calicoImageNames = [...calicoImages, ...calicoObservationImages] as const;

/** basalt:calico. */
export const calico = mapping(
  {
    version: text(/^v3\.\d+\.\d+$/, "an exact Calico release such as v3.32.1").describe(
      "Exact Calico release such as v3.32.1, of the charts and of all images.",
    ),
    podCidr: cidrText.describe("Range of pod addresses, /12 to /20."),
    charts: mapping(
      {
        crds: chart.describe("The chart of the custom resource definitions."),
        operator: chart.describe("The chart of the operator, which installs the rest."),
      },
      "Calico's two charts",
    ).describe("Calico's two chart archives, of the version above, each with its digest."),
    operatorImage: imageReference.describe("Image of the operator, with its digest."),
    registry: text(/^[a-z0-9.-]+(:\d+)?\/$/, "a registry that ends in a slash, such as registry.example.com/")
      .default("quay.io/")
      .describe("Registry of Calico's images, or a mirror of it. Default: quay.io/."),
    images: z
      .partialRecord(z.enum(calicoImageNames, { error: `only ${calicoImageNames.join(", ")}` }), sha256, {
        error: `a mapping from ${calicoImageNames.join(", ")} to digests`,
      })
      .describe("Digests of Calico's images, by name; those of observation only where that is on."),
    observation: flag.default(true).describe("Goldmane and Whisker, for observing flows. Default: true."),
  },
  "Calico",
);

export type CalicoDeclaration = z.output<typeof calico>;
export type ChartPin = z.output<typeof chart>;
