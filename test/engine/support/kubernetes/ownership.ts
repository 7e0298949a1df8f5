import { isDeepStrictEqual } from "node:util";
import type { FieldTree, Json, JsonObject, KubernetesObject, ManagedFields } from "./objects.js";
import { isObject } from "./patches.js";

/** Who writes. */
export interface Writer {
  readonly manager: string;
  readonly operation: "Apply" | "Update";
  readonly subresource?: string;
}

/** A field that somebody else set to another value. */
export interface Conflict {
  readonly manager: string;
  readonly field: string;
}

/** What identifies an object or is the server's own belongs to nobody. */
const unowned = new Set([
  ...["apiVersion", "kind"],
  ...["name", "namespace", "generateName", "uid", "resourceVersion", "generation", "creationTimestamp"].map(
    below,
  ),
  ...["deletionTimestamp", "deletionGracePeriodSeconds", "managedFields", "selfLink"].map(below),
]);
function below(field: string): string {
  return `metadata\n${field}`;
}

type Leaves = Map<string, Json>;

/** All that is not an object with fields of its own, by path. Lists count as one value each: the real server merges some. */
function leavesOf(value: Json, path: readonly string[] = [], leaves: Leaves = new Map()): Leaves {
  const key = path.join("\n");
  if (unowned.has(key)) return leaves;
  if (isObject(value) && (path.length === 0 || Object.keys(value).length > 0))
    for (const [field, inner] of Object.entries(value)) leavesOf(inner, [...path, field], leaves);
  else leaves.set(key, value);
  return leaves;
}

function treeOf(keys: Iterable<string>): FieldTree {
  const root: FieldTree = {};
  for (const key of keys) {
    let tree = root;
    for (const field of key.split("\n")) tree = tree[`f:${field}`] ??= {};
  }
  return root;
}

function keysOf(tree: FieldTree, path: readonly string[] = []): string[] {
  const fields = Object.entries(tree).filter(([name]) => name.startsWith("f:"));
  if (fields.length === 0) return path.length === 0 ? [] : [path.join("\n")];
  return fields.flatMap(([name, inner]) => keysOf(inner, [...path, name.slice(2)]));
}

const isSame = (entry: ManagedFields, writer: Writer) =>
  entry.manager === writer.manager &&
  entry.operation === writer.operation &&
  entry.subresource === writer.subresource;

/** The entries when `writer` owns `own`, and nobody else owns what `taken` says. */
function entries(
  object: KubernetesObject,
  writer: Writer,
  own: ReadonlySet<string>,
  taken: (key: string) => boolean,
): ManagedFields[] {
  const previous = object.metadata.managedFields ?? [];
  const others = previous
    .filter((entry) => !isSame(entry, writer))
    .map((entry) => ({ entry, keys: keysOf(entry.fieldsV1) }))
    .map(({ entry, keys }) => ({ ...entry, fieldsV1: treeOf(keys.filter((key) => !taken(key))) }));
  const mine = previous.find((entry) => isSame(entry, writer));
  const tree = treeOf(own);
  // A time that moves without a change would be a change.
  const time =
    mine && isDeepStrictEqual(mine.fieldsV1, tree)
      ? mine.time
      : new Date().toISOString().replace(/\.\d+/, "");
  const written = {
    ...writer,
    apiVersion: object.apiVersion,
    fieldsType: "FieldsV1",
    fieldsV1: tree,
    time,
  } as const;
  return [...others, written].filter((entry) => Object.keys(entry.fieldsV1).length > 0);
}

/** Who owns what after an ordinary write: the writer gets what has changed, and nobody keeps what is gone. */
export function ownersAfterWrite(
  before: KubernetesObject | undefined,
  after: KubernetesObject,
  writer: Writer,
): ManagedFields[] {
  const [old, now] = [leavesOf((before ?? {}) as JsonObject), leavesOf(after as JsonObject)];
  const changed = (key: string) => !isDeepStrictEqual(old.get(key), now.get(key));
  const mine = (after.metadata.managedFields ?? []).find((entry) => isSame(entry, writer));
  const own = new Set(keysOf(mine?.fieldsV1 ?? {}).filter((key) => now.has(key)));
  for (const key of now.keys()) if (changed(key)) own.add(key);
  return entries(after, writer, own, changed);
}

/**
 * Server-side apply of a configuration to a live object: what the manager no longer applies goes, unless others own it
 * too; what others own and the configuration changes is a conflict, unless it is forced.
 */
export function applied(
  live: KubernetesObject,
  configuration: JsonObject,
  writer: Writer,
  force: boolean,
): { readonly object: KubernetesObject } | { readonly conflicts: readonly Conflict[] } {
  const [current, wanted] = [leavesOf(live as JsonObject), leavesOf(configuration)];
  const differs = (key: string) => wanted.has(key) && !isDeepStrictEqual(current.get(key), wanted.get(key));
  const owners = live.metadata.managedFields ?? [];
  const others = owners.filter((entry) => !isSame(entry, writer));
  const conflicts = others.flatMap(({ manager, fieldsV1 }) =>
    keysOf(fieldsV1)
      .filter(differs)
      .map((key) => ({ manager, field: `.${key.replaceAll("\n", ".")}` })),
  );
  if (conflicts.length > 0 && !force) return { conflicts };

  const object = structuredClone(live);
  const shared = new Set(others.flatMap((entry) => keysOf(entry.fieldsV1)));
  const mine = owners.find((entry) => isSame(entry, writer));
  for (const key of keysOf(mine?.fieldsV1 ?? {}))
    if (!wanted.has(key) && !shared.has(key)) remove(object as JsonObject, key.split("\n"));
  for (const [key, value] of wanted) set(object as JsonObject, key.split("\n"), value);
  object.metadata.managedFields = entries(object, writer, new Set(wanted.keys()), differs);
  return { object };
}

function set(target: JsonObject, [field = "", ...rest]: readonly string[], value: Json): void {
  const inner = target[field];
  if (rest.length > 0) set(isObject(inner) ? inner : (target[field] = {} as JsonObject), rest, value);
  // An empty object says that there is one, not that others' fields in it go.
  else if (!(isObject(value) && isObject(inner))) target[field] = structuredClone(value);
}

function remove(target: JsonObject, [field = "", ...rest]: readonly string[]): void {
  const inner = target[field];
  if (rest.length === 0) Reflect.deleteProperty(target, field);
  else if (isObject(inner)) {
    remove(inner, rest);
    if (Object.keys(inner).length === 0) Reflect.deleteProperty(target, field);
  }
}
