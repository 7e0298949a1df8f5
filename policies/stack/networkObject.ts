import type { Value } from "../model/value.js";

/** A Kubernetes object without what says nothing about the network. */
export interface NetworkObject {
  readonly value: unknown;
  /** Places of what only a deployment can tell. */
  readonly unknown: readonly (readonly (string | number)[])[];
  /** Whether something of it must not be shown. */
  readonly secret: boolean;
}

/** What of a pod's specification, and of its containers, decides about its network. */
const podSpecKeys = new Set([
  "hostNetwork",
  "serviceAccountName",
  "serviceAccount",
  "containers",
  "initContainers",
]);
const containerKeys = new Set(["name", "ports", "restartPolicy"]);
const containerLists = new Set<unknown>(["containers", "initContainers"]);

/**
 * Reads an object as an engine tells it: what was written, or what the server made of it. Notes nothing: who uses it
 * says what is unknown.
 */
export function networkObject(object: Value, isStored: boolean): NetworkObject {
  const unknown: (string | number)[][] = [];
  let secret = false;
  const read = (value: Value, path: readonly (string | number)[]): unknown => {
    if (value.unknown) {
      unknown.push([...path]);
      return undefined;
    }
    const items = value.items();
    if (items.length > 0) return items.map((item, index) => read(item, [...path, index]));
    const entries = value.entries();
    if (entries.length > 0) {
      const isPodSpec = path.at(-1) === "spec" && entries.some(([key]) => containerLists.has(key));
      return Object.fromEntries(
        entries
          .filter(([key]) => isKept(key, path, isPodSpec, isStored))
          .map(([key, inner]) => [key, read(inner, [...path, key])]),
      );
    }
    secret ||= value.secret;
    const plain = value.plain();
    return typeof plain === "symbol" ? "a file" : plain;
  };
  return { value: read(object, []), unknown, secret };
}

function isKept(
  key: string,
  path: readonly (string | number)[],
  isPodSpec: boolean,
  isStored: boolean,
): boolean {
  // What is running is not what is declared, and what begins so is the provider's own.
  if (path.length === 0 || (path.length === 2 && path[0] === "items"))
    return key !== "status" && !key.startsWith("__");
  // Calico keeps names in an annotation of what Kubernetes stores for it.
  if (path.at(-1) === "metadata") return key !== "managedFields" && (isStored || key !== "annotations");
  if (containerLists.has(path.at(-2)) && typeof path.at(-1) === "number") return containerKeys.has(key);
  return !isPodSpec || podSpecKeys.has(key);
}
