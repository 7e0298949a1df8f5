import type { Manifest } from "../../reachability/model/manifest.js";
import { isRead } from "../../reachability/read/isRead.js";
import { kindOf, type Kind } from "../kubernetes/kinds.js";
import type { Resource } from "../model/resource.js";
import { isMapping } from "../model/wireValue.js";
import { networkObject, type NetworkObject } from "./networkObject.js";

/** An object of a stack that says something about the network. */
export interface StackObject extends NetworkObject {
  readonly resource: Resource;
  /** Its number in the stack. */
  readonly index: number;
  readonly kind: Kind;
  /** Whether it says a part of an object that is elsewhere. */
  readonly patch: boolean;
  /** As the reachability core reads it. */
  readonly manifest: Manifest;
}

/** The objects of a stack that say something about the network, lists as they are. */
export function networkObjects(resources: readonly Resource[]): StackObject[] {
  const typed = new Map<string, ReturnType<typeof typeOf>>();
  return resources.flatMap((resource, index) => {
    const type = typed.get(resource.type) ?? typeOf(resource.type);
    typed.set(resource.type, type);
    if (!type) return [];
    const object = networkObject(resource.properties, type.kind.group === "crd.projectcalico.org");
    const value = completed(object.value, resource, type);
    const { name } = resource;
    const origin = { file: `resource ${name}`, path: [], lineOf: () => undefined };
    return [{ ...object, ...type, value, resource, index, manifest: { value, origin } }];
  });
}

interface ObjectType {
  readonly kind: Kind;
  readonly patch: boolean;
  /** As the objects say it. */
  readonly apiVersion: string;
}

/** What a type token says, where its objects say something about the network. */
function typeOf(type: string): ObjectType | undefined {
  const found = kindOf(type);
  if (!found) return undefined;
  const { group, version } = found;
  const patch = /.Patch$/.test(found.kind);
  const kind = { ...found, kind: patch ? found.kind.slice(0, -"Patch".length) : found.kind };
  const single = kind.kind.replace(/List$/, "");
  if (single !== "" && !isRead(group, single)) return undefined;
  return { kind, patch, apiVersion: group === "" ? version : `${group}/${version}` };
}

/** An object with what a program may leave to its type and to the provider: kind, version and name. */
function completed(value: unknown, { name }: Resource, { kind, apiVersion }: ObjectType): unknown {
  const object = isMapping(value) ? value : {};
  const metadata = isMapping(object["metadata"]) ? object["metadata"] : {};
  return {
    ...object,
    apiVersion: object["apiVersion"] ?? apiVersion,
    kind: object["kind"] ?? kind.kind,
    // Counts where there is no name.
    metadata: { generateName: `${name}-`, ...metadata },
  };
}
