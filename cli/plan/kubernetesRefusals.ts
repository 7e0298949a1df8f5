import type { Finding } from "./finding.js";
import { unknownText, type RecordedResource } from "./record.js";
import { repeated } from "./repeated.js";

/** What the API server would refuse of Kubernetes objects, whatever their kind. */
export function kubernetesRefusals(resources: readonly RecordedResource[]): Finding[] {
  const objects = resources.filter(({ type, custom }) => custom && type.startsWith("kubernetes:"));
  return [
    ...duplicateObjects(objects),
    ...objects.flatMap((object) =>
      [
        ...missingFields(object),
        ...invalidName(object),
        ...invalidLabels(object),
        ...invalidAnnotations(object),
      ].map((refusal) => ({ ...refusal, urn: object.urn })),
    ),
  ];
}

function duplicateObjects(objects: readonly RecordedResource[]): Finding[] {
  const identity = (object: RecordedResource) => {
    const { name, namespace } = metadataOf(object);
    return isKnown(name) ? JSON.stringify([object.type, namespace, name]) : object.urn;
  };
  return repeated(objects, identity).map((object) => ({
    check: "duplicate-object",
    urn: object.urn,
    message: `found a second ${object.type} called ${shown(metadataOf(object).name)} in namespace ${shown(metadataOf(object).namespace)}; allowed: each object once`,
  }));
}

type Refusal = Omit<Finding, "urn">;

/** Types of kinds that the API server itself serves; others, such as a Helm release, need not be objects. */
const builtIn = /^kubernetes:([^./:]+|[^/:]+\.k8s\.io)\//;

function missingFields({ type, inputs }: RecordedResource): Refusal[] {
  const missing = ["apiVersion", "kind", "metadata"].filter((field) => !inputs[field]);
  if (missing.length === 0 || !builtIn.test(type)) return [];
  return [
    {
      check: "incomplete-object",
      message: `found no ${missing.join(" and no ")}; allowed: objects with apiVersion, kind and metadata`,
    },
  ];
}

/** Kinds whose names become DNS labels; all other names are DNS subdomains. */
const labelKinds = new Set(["kubernetes:core/v1:Namespace", "kubernetes:core/v1:Service"]);

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
function invalidName(object: RecordedResource): Refusal[] {
  const { name } = metadataOf(object);
  const becomesLabel = labelKinds.has(object.type);
  if (!isKnown(name) || (becomesLabel ? isDnsLabel(name) : isDnsSubdomain(name))) return [];
  const allowed = becomesLabel
    ? "lower-case letters, digits, hyphens, at most 63 characters"
    : "lower-case letters, digits, hyphens and dots, at most 253 characters";
  return [{ check: "invalid-object-name", message: `found the name ${shown(name)}; allowed: ${allowed}` }];
}

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
function invalidLabels(object: RecordedResource): Refusal[] {
  return Object.entries(mapping(metadataOf(object).labels)).flatMap(([key, value]) => [
    ...(isQualifiedName(key) ? [] : [{ check: "invalid-label", message: refusedKey("label", key) }]),
    ...(!isKnown(value) || value === "" || isPlainName(value)
      ? []
      : [
          {
            check: "invalid-label",
            message: `found ${shown(value)} for label ${key}; allowed: at most 63 letters, digits, hyphens, underscores and dots`,
          },
        ]),
  ]);
}

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/#syntax-and-character-set */
function invalidAnnotations(object: RecordedResource): Refusal[] {
  return (
    Object.keys(mapping(metadataOf(object).annotations))
      // The API server reads an annotation's key in lower case.
      .filter((key) => !isQualifiedName(key.toLowerCase()))
      .map((key) => ({ check: "invalid-annotation", message: refusedKey("annotation", key) }))
  );
}

function refusedKey(what: string, key: string): string {
  return `found the ${what} key ${shown(key)}; allowed: at most 63 letters, digits, hyphens, underscores and dots, after at most a DNS name and a slash`;
}

const isPlainName = (text: string) => /^[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/.test(text);
const isDnsLabel = (text: string) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(text);
const isDnsSubdomain = (text: string) =>
  text.length <= 253 && text.split(".").every((part) => /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(part));

/** `name` or `dns.name/name`. */
function isQualifiedName(key: string): boolean {
  const slash = key.indexOf("/");
  return isPlainName(key.slice(slash + 1)) && (slash === -1 || isDnsSubdomain(key.slice(0, slash)));
}

function metadataOf({ inputs }: RecordedResource): Readonly<Record<string, unknown>> {
  return mapping(inputs["metadata"]);
}

/** A mapping's entries; none where only a deployment tells them, or where there are none. */
function mapping(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function isKnown(value: unknown): value is string {
  return typeof value === "string" && value !== unknownText;
}

function shown(value: unknown): string {
  return JSON.stringify(value ?? "none").slice(0, 120);
}
