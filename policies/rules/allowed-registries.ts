import { z } from "zod";
import { readImageName, readImageReference, type ImageName } from "../kubernetes/imageReference.js";
import { imagesOf } from "../kubernetes/images.js";
import { expectIn } from "../kubernetes/podSettings.js";
import { mayHavePods } from "../kubernetes/podTemplates.js";
import { resourceRule } from "../model/rule.js";

const defaultRegistries = [
  "*.dkr.ecr.*.amazonaws.com",
  "public.ecr.aws/eks",
  "public.ecr.aws/eks-distro",
  "quay.io/calico",
  "quay.io/tigera",
  "registry.k8s.io",
] as const;

const parameters = z.strictObject({
  registries: z
    .array(
      z
        .string()
        .regex(/^[^\s/@]+(\/[^\s/:@]+)*$/, "expected a registry or a path in one, such as quay.io/tigera"),
    )
    .min(1)
    .default([...defaultRegistries])
    .describe(
      "Registries, or paths in them, that images may come from: registry.k8s.io, quay.io/tigera. A * stands for one label of the host, or one part of the path",
    ),
});

/**
 * The default is what an EKS cluster needs: registries of AWS accounts, whose pull-through caches hold whatever else is
 * wanted, and what Kubernetes, EKS and Calico publish. No registry where anybody may push is in it.
 */
export const allowedRegistries = resourceRule<z.infer<typeof parameters>>({
  name: "allowed-registries",
  area: "pods",
  description: "images come from approved registries only",
  severity: "high",
  enforcementLevel: "mandatory",
  why: "In a public registry anybody can publish under a name that looks like the right one, and what is published can vanish.",
  remediationSteps:
    "Copy the image to an approved registry, or have the registry approved: it then goes into this rule's parameter `registries`.",
  url: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html",
  tags: ["images", "supply-chain"],
  frameworks: [
    {
      framework: "CIS EKS",
      reference: "5.1.4",
      specification: "Minimize Container Registries to only those approved",
    },
    {
      framework: "SOC 2",
      reference: "CC6.8",
      specification: "Controls prevent or detect the introduction of unauthorized or malicious software",
    },
  ],
  parameters,
  weakenedBy: ({ registries }) =>
    registries.every((registry) =>
      defaultRegistries.some((allowed) => isIn(readImageName(registry), allowed)),
    )
      ? []
      : ["registries"],
  appliesTo: mayHavePods,
  check: (resource, { registries }) =>
    imagesOf(resource).flatMap(({ reference, template }) =>
      expectIn(
        template,
        reference,
        (image) => {
          const read = readImageReference(image.text() ?? "");
          return registries.some((allowed) => isIn(read, allowed));
        },
        { allowed: `images from ${registries.join(", ")}` },
      ),
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
        properties: { spec: { containers: [{ name: "web", image: "nginx:1.29.4" }] } },
      },
    ],
  },
});

/** Whether an image is in a registry, or under a path in it: whole parts of the path count. No image is nowhere. */
function isIn(image: ImageName | undefined, allowed: string): boolean {
  const place = readImageName(allowed);
  if (!image || !place) return false;
  const host = place.registry.split(".");
  const labels = image.registry.split(".");
  const path = place.repository === "" ? [] : place.repository.split("/");
  const segments = image.repository.split("/");
  return (
    host.length === labels.length &&
    host.every((label, index) => isLike(labels[index]!, label)) &&
    path.every((segment, index) => isLike(segments[index] ?? "", segment))
  );
}

function isLike(part: string, pattern: string): boolean {
  return pattern === "*" ? part !== "" : part === pattern;
}
