import type { Resource } from "../model/resource.js";
import type { Value } from "../model/value.js";
import { kindOf } from "./kinds.js";

/** A Kubernetes object of a resource; a list has many. */
export interface KubernetesObject {
  readonly group: string;
  readonly kind: string;
  /** The object; what is secret in it is hidden. */
  readonly value: Value;
  /** Whether it is a patch: what it leaves out stays as it is, and says nothing of the object. */
  readonly partial: boolean;
}

/** The objects of a resource: one, those of a list (`kubernetes:core/v1:ConfigMapList`), or none. */
export function objectsOf(resource: Resource): KubernetesObject[] {
  const found = kindOf(resource.type);
  return found ? objectsIn(found.group, found.kind, resource.properties) : [];
}

function objectsIn(group: string, kind: string, object: Value): KubernetesObject[] {
  const items = object.at("items");
  // A custom kind may end in List and be none.
  if (!isList(kind) || !items.given) return [objectOf(group, patched(kind), object, kind !== patched(kind))];
  const of = kind.slice(0, -"List".length);
  return items.items().flatMap((item) =>
    // What a core List has may be lists.
    of === "" ? objectsIn(groupOf(item), item.at("kind").text() ?? "", item) : [objectOf(group, of, item)],
  );
}

/** The group in an object's apiVersion; empty for the core group. */
function groupOf(object: Value): string {
  return /^(.+)\//.exec(object.at("apiVersion").text() ?? "")?.[1] ?? "";
}

/** A Secret's values are no more to be shown than a secret of the engine. */
function objectOf(group: string, kind: string, value: Value, partial = false): KubernetesObject {
  return { group, kind, value: group === "" && kind === "Secret" ? value.hidden() : value, partial };
}

/** Whether a type token is about objects of one of these kinds: `Deployment`, `apps/Deployment`, lists included. */
export function isAbout(type: string, wanted: (group: string, kind: string) => boolean): boolean {
  const kind = kindOf(type);
  if (!kind) return false;
  // A core List says in its items what they are.
  if (kind.kind === "List") return true;
  return wanted(kind.group, patched(isList(kind.kind) ? kind.kind.slice(0, -"List".length) : kind.kind));
}

function isList(kind: string): boolean {
  return kind.endsWith("List");
}

/** `DeploymentPatch` says a part of a Deployment. */
function patched(kind: string): string {
  return kind.length > "Patch".length && kind.endsWith("Patch") ? kind.slice(0, -"Patch".length) : kind;
}
