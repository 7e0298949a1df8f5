/*
 * What a run of the program registered. Plain data: secrets are already gone, unknown values are marked.
 */

/** Stands for a value that only a deployment can tell. */
export const unknownText = "[known after deployment]";

/** Stands for a value that is never shown. */
export const secretText = "[secret]";

/** Resource options that decide how a change is carried out. */
export interface RecordedOptions {
  /** URN of the provider that makes it; undefined for components, and for providers themselves. */
  readonly provider?: string;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly deleteBeforeReplace: boolean;
  readonly deletedWith?: string;
  readonly ignoreChanges: readonly string[];
  readonly replaceOnChanges: readonly string[];
  /** URNs that the resource waits for. */
  readonly dependsOn: readonly string[];
  /** Names of the program's functions that run before it is created or deleted. */
  readonly hooks: readonly string[];
  /** Former URNs that it takes over. */
  readonly aliases: readonly string[];
}

/** One registered resource. */
export interface RecordedResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** URN of the parent; undefined for the stack itself. */
  readonly parent?: string;
  /** Whether a provider makes it; components only group. */
  readonly custom: boolean;
  /** Whether a component provider makes it, with children that only a deployment shows. */
  readonly remote: boolean;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly options: RecordedOptions;
}

/** One run of the program. */
export interface Recording {
  /** Sorted by URN. */
  readonly resources: readonly RecordedResource[];
  readonly outputs: Readonly<Record<string, unknown>>;
}
