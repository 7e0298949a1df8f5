import type { Resource } from "../model/resource.js";
import type { Value } from "../model/value.js";
import { kindOf } from "./kinds.js";

/** A Kubernetes object of a resource; a list has many. */
export interface KubernetesObject {
  readonly group: string;
  readonly kind: string;
  /** The object; what is secret in it is hidden. */
  readonly value: Value;
}

/** The objects of a resource: one, those of a list (`kubernetes:core/v1:ConfigMapList`), or none. */
export function objectsOf(resource: Resource): KubernetesObject[] {
  const kind = kindOf(resource.type);
  if (!kind) return [];
  const { properties } = resource;
  const { group } = kind;
  if (!isList(kind.kind)) return [objectOf(group, patched(kind.kind), properties)];
  return properties
    .at("items")
    .items()
    .map((item) =>
      objectOf(group, kind.kind.slice(0, -"List".length) || (item.at("kind").text() ?? ""), item),
    );
}

/** A Secret's values are no more to be shown than a secret of the engine. */
function objectOf(group: string, kind: string, value: Value): KubernetesObject {
  return { group, kind, value: group === "" && kind === "Secret" ? value.hidden() : value };
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
