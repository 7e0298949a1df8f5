import { isAbout, objectsOf } from "../kubernetes/objects.js";
import { mayHavePods, podTemplatesOf } from "../kubernetes/podTemplates.js";
import type { Resource } from "../model/resource.js";
import type { Value } from "../model/value.js";

const isNamespace = (group: string, kind: string) => group === "" && kind === "Namespace";

/** A namespace that a stack uses. */
export interface UsedNamespace {
  /** What first does: a Namespace where there is one. */
  readonly resource: Resource;
  /** Whether its name must not be shown. */
  readonly secret: boolean;
}

/**
 * The namespaces that a stack makes, and those in which it puts pods, by name. A name that only a deployment can tell is
 * noted.
 */
export function usedNamespaces(resources: readonly Resource[]): Map<string, UsedNamespace> {
  const used = new Map<string, UsedNamespace>();
  const add = (name: string | undefined, resource: Resource, { secret }: Value) => {
    if (name !== undefined && !used.has(name)) used.set(name, { resource, secret });
  };
  for (const resource of resources)
    if (isAbout(resource.type, isNamespace))
      for (const { group, kind, value, partial } of objectsOf(resource))
        if (isNamespace(group, kind) && !partial) {
          const name = value.at("metadata", "name");
          add(name.text(), resource, name);
        }
  for (const resource of resources)
    if (mayHavePods(resource.type))
      for (const { object, partial } of podTemplatesOf(resource)) {
        // What changes parts of pods may be of no namespace, and others say where the pods are.
        if (partial) continue;
        const namespace = object.at("metadata", "namespace");
        // https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#initial-namespaces
        add(namespace.unknown ? namespace.text() : (namespace.text() ?? "default"), resource, namespace);
      }
  return used;
}
