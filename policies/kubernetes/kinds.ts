/** Group, version and kind of a Kubernetes object, as Pulumi's type tokens name them. */
export interface Kind {
  /** Empty for the core group, and for one that no token tells. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/**
 * What a type token says: `kubernetes:apps/v1:Deployment`, `kubernetes:core/v1:Pod`; undefined for what is no Kubernetes
 * object. Charts, releases and files of objects are none: what they make are resources of their own, or invisible.
 */
export function kindOf(type: string): Kind | undefined {
  const match = /^kubernetes:([^/:]+)\/([^/:]+):(\w+)$/.exec(type);
  if (!match || notObjects.has(match[1]!)) return undefined;
  const [, group, version, kind] = match;
  return { group: group === "core" ? "" : group!, version: version!, kind: kind! };
}

const notObjects = new Set(["yaml", "helm.sh", "kustomize"]);
