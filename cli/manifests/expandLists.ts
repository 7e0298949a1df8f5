/** An object of a document, and its place in it. */
export interface Expanded {
  readonly value: unknown;
  readonly path: readonly PropertyKey[];
}

/**
 * The objects of a document: itself, or the items of a List, of lists in lists too. An item of a NetworkPolicyList, as
 * an API server answers, may leave out its kind and version, which are the list's.
 * https://github.com/kubernetes/apimachinery/blob/v0.36.2/pkg/apis/meta/v1/unstructured/helpers.go#L503-L508
 */
export function* expandLists(value: unknown, path: readonly PropertyKey[] = []): Generator<Expanded> {
  const list = asList(value);
  if (!list) {
    yield { value, path };
    return;
  }
  for (const [index, item] of list.items.entries()) {
    yield* expandLists(list.types ? withTypes(item, list.types) : item, [...path, "items", index]);
  }
}

/** The items of a List, and what their kind and version are where they do not say; undefined for other values. */
function asList(value: unknown): { items: unknown[]; types?: Record<string, unknown> } | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { apiVersion, kind, items } = value as Record<string, unknown>;
  if (typeof kind !== "string" || !kind.endsWith("List") || !Array.isArray(items)) return undefined;
  const itemKind = kind.slice(0, -"List".length);
  return { items, types: itemKind === "" ? undefined : { apiVersion, kind: itemKind } };
}

function withTypes(item: unknown, types: Record<string, unknown>): unknown {
  if (typeof item !== "object" || item === null || Array.isArray(item)) return item;
  const { apiVersion = null, kind = null } = item as Record<string, unknown>;
  return apiVersion === null && kind === null ? { ...item, ...types } : item;
}
