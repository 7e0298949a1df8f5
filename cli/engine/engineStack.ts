import type { Stack } from "@pulumi/pulumi/automation/index.js";

/** What commands ask of one stack: the Automation API's own interface, which a record can answer in a test. */
export type EngineStack = Pick<
  Stack,
  | "name"
  | "workspace"
  | "preview"
  | "up"
  | "refresh"
  | "previewRefresh"
  | "history"
  | "outputs"
  | "exportStack"
  | "importStack"
  | "cancel"
>;

/** Where a stack's program is, and what the engine and its plugins see of the environment besides this process's. */
export interface StackPlace {
  /** The project's folder. */
  readonly directory: string;
  readonly stack: string;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Opens a stack; nothing is asked of its backend yet.
 *
 * @throws UsageError where there is no Pulumi CLI, or one that is too old
 */
export type OpenStack = (place: StackPlace) => Promise<EngineStack>;
