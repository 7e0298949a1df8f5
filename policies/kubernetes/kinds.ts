/** Group, version and kind of a Kubernetes object, as Pulumi's type tokens name them. */
export interface Kind {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/**
 * What a type token says: `kubernetes:apps/v1:Deployment`, `kubernetes:core/v1:Pod`; undefined for what is no Kubernetes
 * object. Charts, releases and files of objects are none: what they make are resources of their own, or invisible.
 */
export function kindOf(type: string): Kind | undefined {
  // A CustomResource takes its token from its apiVersion, and the core group's is "v1".
  // Versions of custom kinds may have any name.
  const match = /^kubernetes:(?:([^/:]+)\/([^/:]+)|(v\d[^/:]*)):(\w+)$/.exec(type);
  if (!match) return undefined;
  const [, group = "core", versionOfGroup, versionOfCore, kind] = match;
  const version = versionOfGroup ?? versionOfCore;
  if (notObjects.has(group)) return undefined;
  return { group: group === "core" ? "" : group, version: version!, kind: kind! };
}

const notObjects = new Set(["yaml", "helm.sh", "kustomize"]);
