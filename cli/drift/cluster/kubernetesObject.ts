import { groupOf, liveKindOf } from "./liveKinds.js";

/** Any mapping of JSON. */
export type Mapping = Readonly<Record<string, unknown>>;

/** The parts of an object that every kind has; the rest is its own. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly resourceVersion?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
    readonly ownerReferences?: readonly OwnerReference[];
  };
  readonly spec?: Mapping;
  readonly status?: Mapping;
}

/** Who made an object. */
export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
}

/** Whether a value is a mapping. */
export function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value as a mapping; empty where it is none. */
export function mappingOf(value: unknown): Mapping {
  return isMapping(value) ? value : {};
}

/** A value as a list; empty where it is none. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

/** Whether a value has the parts that every object has. */
export function isObject(value: unknown): value is KubernetesObject {
  if (!isMapping(value)) return false;
  return (
    typeof value["apiVersion"] === "string" &&
    typeof value["kind"] === "string" &&
    typeof mappingOf(value["metadata"])["name"] === "string"
  );
}

/** What an object is called: the same for the declared, the live and the stored form of one object. */
export function objectKey(object: KubernetesObject): string {
  const { apiVersion, kind, metadata } = object;
  const group = liveKindOf(apiVersion, kind)?.group ?? groupOf(apiVersion);
  return [group, kind, metadata.namespace ?? "", userName(object, group)].join("/");
}

/**
 * The name that users gave. Calico stores a policy of its own kinds under another: with its tier in front, or with the
 * name that was written in an annotation.
 */
function userName({ apiVersion, metadata }: KubernetesObject, group: string): string {
  if (groupOf(apiVersion) === group) return metadata.name;
  const kept = storedMetadata(metadata.annotations?.["projectcalico.org/metadata"]);
  const name = typeof kept["name"] === "string" && kept["name"] !== "" ? kept["name"] : metadata.name;
  return name.replace(/^default\./, "");
}

function storedMetadata(text: string | undefined): Mapping {
  try {
    return mappingOf(JSON.parse(text ?? "{}"));
  } catch {
    return {};
  }
}

/** The owner that controls an object, of which there is one at most. */
export function controllerOf({ metadata }: KubernetesObject): OwnerReference | undefined {
  return metadata.ownerReferences?.find(({ controller }) => controller === true);
}

/** `Deployment shop/web`, as people name it. */
export function objectTitle({ kind, metadata }: KubernetesObject): string {
  return `${kind} ${metadata.namespace === undefined ? "" : `${metadata.namespace}/`}${metadata.name}`;
}
