import { Value, type NoteUnknown } from "./value.js";

/** Options of a resource that a policy pack is told. */
export interface ResourceOptions {
  readonly protect: boolean;
  readonly ignoreChanges: readonly string[];
  /** undefined where the program leaves it to the provider. */
  readonly deleteBeforeReplace?: boolean;
  /** URN of the parent; undefined for the stack itself. */
  readonly parent?: string;
}

/** A resource as the engine tells it to a policy pack. */
export interface AnalyzedResource {
  readonly urn: string;
  /** Type token: `aws:eks/nodeGroup:NodeGroup`. */
  readonly type: string;
  readonly name: string;
  readonly properties: unknown;
  /** What the program gave it, where that is known apart from what came out. */
  readonly given?: unknown;
  readonly options: ResourceOptions;
  /** URNs that each property takes values from; the engine tells it for whole stacks only. */
  readonly propertyDependencies?: Readonly<Record<string, readonly string[]>>;
}

/** A resource as one rule reads it. */
export interface Resource extends Omit<AnalyzedResource, "properties" | "given"> {
  readonly properties: Value;
  /** What the program gave it: what the provider fills in is not there. */
  readonly given: Value;
}

/** `resource` for a rule whose unknown values go to `note`. */
export function resourceFor(resource: AnalyzedResource, note: NoteUnknown): Resource {
  const { properties, given = properties } = resource;
  return { ...resource, properties: Value.root(properties, note), given: Value.root(given, note) };
}
