import { isAbout, objectsOf, type KubernetesObject } from "../kubernetes/objects.js";
import { expectIn } from "../kubernetes/podSettings.js";
import type { Finding } from "../model/finding.js";
import { resourceRule } from "../model/rule.js";

/** Objects of kube-system that EKS, its add-ons and Kubernetes write to, whoever has made them. */
const written = new Set([
  "aws-auth",
  "amazon-vpc-cni",
  "coredns",
  "extension-apiserver-authentication",
  "kube-proxy",
]);

/** Kubernetes writes it in every namespace. */
const certificates = "kube-root-ca.crt";

/** Types of Secrets that a controller fills or changes. */
const filled = new Set([
  "bootstrap.kubernetes.io/token",
  "helm.sh/release.v1",
  "kubernetes.io/service-account-token",
]);

/**
 * What is empty is not asked: there is nothing to keep, and it is there for a controller to fill, as an operator's
 * certificates.
 */
export const immutableConfiguration = resourceRule({
  name: "immutable-configuration",
  area: "pods",
  description: "ConfigMaps and Secrets are immutable",
  severity: "medium",
  enforcementLevel: "mandatory",
  why: "Changed in place, a configuration reaches some pods at once, others at their next start, and none of it can be rolled back: nobody knows which pod runs what.",
  remediationSteps:
    "Set immutable to true and leave out metadata.name: Pulumi then makes a new object, and new pods, for each change.",
  url: "https://kubernetes.io/docs/concepts/configuration/configmap/#configmap-immutable",
  tags: ["immutability"],
  frameworks: [
    {
      framework: "SOC 2",
      reference: "CC8.1",
      specification: "Changes to software are authorized, tested and approved before they are implemented",
    },
  ],
  appliesTo: (type) => isAbout(type, isConfiguration),
  check: (resource) =>
    objectsOf(resource)
      .filter(({ group, kind }) => isConfiguration(group, kind))
      .flatMap(checkImmutable),
  examples: {
    complies: [
      { type: "kubernetes:core/v1:ConfigMap", properties: { immutable: true, data: { color: "blue" } } },
    ],
    violates: [{ type: "kubernetes:core/v1:ConfigMap", properties: { data: { color: "blue" } } }],
  },
});

function isConfiguration(group: string, kind: string): boolean {
  return group === "" && (kind === "ConfigMap" || kind === "Secret");
}

function checkImmutable(object: KubernetesObject): Finding[] {
  const immutable = object.value.at("immutable");
  // Known before anything else: the rest decides only where it is not so.
  if (!immutable.unknown && immutable.flag() === true) return [];
  if (isWrittenByOthers(object)) return [];
  return expectIn(object, immutable, (flag) => flag.flag() === true, {
    allowed: "true",
    // Nothing of a Secret is shown.
    found: immutable.given ? "something else than true" : "nothing",
  });
}

function isWrittenByOthers({ kind, value, partial }: KubernetesObject): boolean {
  const name = value.at("metadata", "name");
  const namespace = value.at("metadata", "namespace");
  const type = value.at("type");
  if (name.text() === certificates) return true;
  // One that names no namespace may be there.
  if (written.has(name.text() ?? "") && (namespace.text() ?? "kube-system") === "kube-system") return true;
  if (kind === "Secret" && filled.has(type.text() ?? "")) return true;
  // What cannot be told may be one of these; reading it has noted that.
  if (name.unknown || (kind === "Secret" && type.unknown)) return true;
  // What the program takes from elsewhere is content as well.
  const contents = ["data", "stringData", "binaryData"].map((key) => value.at(key));
  return !partial && contents.every((content) => !content.unknown && content.entries().length === 0);
}
