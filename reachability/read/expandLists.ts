import type { Manifest, Origin } from "../model/manifest.js";
import { Field, type Problems } from "./field.js";

/** Lists in Lists are rare, and nothing needs many. */
const maxDepth = 8;

/** The objects of a List (`kind: List`, or of one kind: `PodList`) and of the Lists in it, or the object itself. */
export function* expandLists(manifest: Manifest, problems: Problems, depth = 0): Generator<Manifest> {
  const kind = kindOfList(manifest.value);
  if (kind === undefined) {
    yield manifest;
    return;
  }
  const list = Field.of(manifest, problems);
  if (depth === maxDepth) {
    list.refuse(`at most ${maxDepth} Lists in each other`, "a List");
    return;
  }
  const itemKind = kind === "List" ? undefined : kind.slice(0, -"List".length);
  for (const { value, path } of list.at("items").items()) {
    const origin = within(manifest.origin, path);
    yield* expandLists(
      { value: withKind(value, itemKind, list.at("apiVersion").value), origin },
      problems,
      depth + 1,
    );
  }
}

/** The kind of a list; undefined for all other values. Asked of every object, and so without the comfort of fields. */
function kindOfList(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || !("kind" in value)) return undefined;
  const { kind } = value;
  if (typeof kind !== "string" || !kind.endsWith("List")) return undefined;
  return kind === "List" || ("items" in value && Array.isArray(value.items)) ? kind : undefined;
}

/** Items of a list of one kind need not repeat it: the API server itself leaves it out. */
function withKind(item: unknown, kind: string | undefined, apiVersion: unknown): unknown {
  if (kind === undefined || typeof item !== "object" || item === null || Array.isArray(item)) return item;
  return "kind" in item || "apiVersion" in item ? item : { ...item, kind, apiVersion };
}

function within(origin: Origin, place: readonly PropertyKey[]): Origin {
  return {
    file: origin.file,
    path: [...origin.path, ...place],
    lineOf: (path) => origin.lineOf([...place, ...path]),
  };
}
