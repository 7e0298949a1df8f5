import type { Deployment } from "@pulumi/pulumi/automation/index.js";
import type { PendingOperation } from "../engine/stateFacts.js";

/** The parts of an exported state that change here. */
interface Checkpoint {
  readonly resources?: readonly object[];
  readonly pending_operations?: readonly { readonly resource: object }[];
}

/** What became of an operation whose end nobody knew. */
export interface SettledOperation {
  readonly operation: string;
  readonly urn: string;
  readonly type: string;
  /**
   * recorded: it exists, and the state has it now. refreshed: it may exist, and the state has it if it does. orphan: it
   * exists, and the state has its predecessor in its place. forgotten: it does not exist. unknown: nobody here can tell,
   * so it may be left over.
   */
  readonly outcome: "recorded" | "refreshed" | "orphan" | "forgotten" | "unknown";
  /** Where it exists, or would. */
  readonly id?: string;
}

/**
 * What a look at the world has shown of a creation: its id, that there is none, or that nobody can say. An id that is not
 * certain is what it would have: a refresh tells.
 */
export type Existing = { readonly id: string; readonly certain?: false } | "none" | "unknown";

/** How pending operations are settled: what becomes of each, and the state that says so. */
export interface Settlement {
  readonly operations: readonly SettledOperation[];
  readonly state: Deployment;
}

/**
 * The present state without pending operations. What was created is put among the resources, where its place is free;
 * what was changed or deleted stays, because it may be either: a refresh tells.
 *
 * @param existing what is known of each creation, in the order of the state's pending operations
 */
export function settleState(
  state: Deployment,
  pending: readonly PendingOperation[],
  existing: readonly Existing[],
): Settlement {
  const operations = pending.map((operation, index) => settled(operation, existing[index] ?? "unknown"));
  const { deployment, ...rest } = state as Omit<Deployment, "deployment"> & { deployment: Checkpoint };
  const { resources = [], pending_operations: raw = [], ...others } = deployment;
  const created = operations.flatMap(({ outcome, id }, index) =>
    pending[index]!.operation === "creating" && (outcome === "recorded" || outcome === "refreshed")
      ? [{ ...raw[index]!.resource, id, outputs: pending[index]!.inputs }]
      : [],
  );
  return {
    operations,
    state: {
      ...rest,
      deployment: { ...others, resources: [...resources, ...created], pending_operations: [] },
    },
  };
}

function settled({ operation, urn, type, replaces }: PendingOperation, existing: Existing): SettledOperation {
  const known = { operation, urn, type };
  if (operation !== "creating") return { ...known, outcome: replaces ? "refreshed" : "forgotten" };
  if (existing === "none") return { ...known, outcome: "forgotten" };
  if (existing === "unknown") return { ...known, outcome: "unknown" };
  const { id, certain } = existing;
  if (certain === false) return { ...known, outcome: replaces ? "unknown" : "refreshed", id };
  return { ...known, outcome: replaces ? "orphan" : "recorded", id };
}
