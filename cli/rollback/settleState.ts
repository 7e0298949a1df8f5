import type { Deployment } from "@pulumi/pulumi/automation/index.js";
import type { PendingOperation } from "../engine/stateFacts.js";

/** The parts of an exported state that change here. */
interface Checkpoint {
  readonly resources?: readonly RecordedResource[];
  readonly pending_operations?: readonly { readonly resource: RecordedResource }[];
}

/** The parts of a recorded resource that decide here. https://www.pulumi.com/docs/iac/concepts/state-and-backends */
interface RecordedResource {
  readonly urn?: string;
  readonly id?: string;
  readonly type?: string;
  readonly provider?: string;
  readonly parent?: string;
  readonly dependencies?: readonly string[] | null;
  readonly propertyDependencies?: Readonly<Record<string, readonly string[] | null>> | null;
  readonly deletedWith?: string;
  readonly replaceWith?: readonly string[] | null;
  readonly protect?: boolean;
  readonly retainOnDelete?: boolean;
  /** The engine has deleted it already, and keeps it until what takes its place is made. */
  readonly pendingReplacement?: boolean;
}

/** What became of an operation whose end nobody knew. */
export interface SettledOperation {
  readonly operation: string;
  readonly urn: string;
  readonly type: string;
  /**
   * recorded: it exists, and the state has it now. refreshed: it may exist, and the state has it if it does. surplus: it
   * exists beside its predecessor, and the next update deletes it. orphan: it does, and nothing deletes it. forgotten: it
   * does not exist. unknown: nobody here can tell, so it may be left over.
   */
  readonly outcome: "recorded" | "refreshed" | "surplus" | "orphan" | "forgotten" | "unknown";
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
 * The present state without pending operations. What was created is put among the resources, where its place is free; where
 * its predecessor has it still, as what the engine itself calls so in the middle of a replacement: one of the same name
 * that is to be deleted. A predecessor that is deleted already gives its place up. What was changed or deleted stays, because it may be either: a refresh tells.
 *
 * @param existing what is known of each creation, in the order of the state's pending operations
 */
export function settleState(
  state: Deployment,
  pending: readonly PendingOperation[],
  existing: readonly Existing[],
): Settlement {
  const { deployment, ...rest } = state as Omit<Deployment, "deployment"> & { deployment: Checkpoint };
  const { resources = [], pending_operations: raw = [], ...others } = deployment;
  const present = resources.filter(({ pendingReplacement }) => pendingReplacement !== true);
  const urns = new Set(present.map(({ urn }) => urn));
  const operations = pending.map((operation, index) =>
    settled(
      operation.operation === "creating" ? { ...operation, replaces: urns.has(operation.urn) } : operation,
      existing[index] ?? "unknown",
      raw[index]!.resource,
      present,
    ),
  );
  const created = operations.flatMap(({ operation, urn, outcome, id }, index) => {
    if (operation !== "creating" || id === undefined) return [];
    const resource = { ...raw[index]!.resource, id, outputs: pending[index]!.inputs };
    if (outcome === "surplus") return [{ ...resource, delete: true }];
    return outcome === "recorded" || (outcome === "refreshed" && !urns.has(urn)) ? [resource] : [];
  });
  return {
    operations,
    state: {
      ...rest,
      deployment: { ...others, resources: placed(resources, created), pending_operations: [] },
    },
  };
}

/**
 * Resources with those that were created: in the place of a predecessor that is deleted already, because what depends on
 * them comes after it, and the engine reads no state in which it comes before; behind all others where there is none.
 */
function placed(
  resources: readonly RecordedResource[],
  created: readonly RecordedResource[],
): RecordedResource[] {
  const behind = new Set(created);
  const kept = resources.flatMap((resource) => {
    const successor =
      resource.pendingReplacement === true ? created.find(({ urn }) => urn === resource.urn) : undefined;
    if (!successor) return [resource];
    return behind.delete(successor) ? [successor] : [];
  });
  return [...kept, ...behind];
}

function settled(
  { operation, urn, type, replaces }: PendingOperation,
  existing: Existing,
  raw: RecordedResource,
  resources: readonly RecordedResource[],
): SettledOperation {
  const known = { operation, urn, type };
  if (operation !== "creating") return { ...known, outcome: replaces ? "refreshed" : "forgotten" };
  if (existing === "none") return { ...known, outcome: "forgotten" };
  if (existing === "unknown") return { ...known, outcome: "unknown" };
  const { id, certain } = existing;
  // What is made in place of something may have its name: then it is what the state has, or was.
  if (replaces && resources.some((each) => each.type === type && each.id === id))
    return { ...known, outcome: "refreshed", id };
  if (certain === false) return { ...known, outcome: replaces ? "unknown" : "refreshed", id };
  if (!replaces) return { ...known, outcome: "recorded", id };
  return { ...known, outcome: isDeletable(raw, resources) ? "surplus" : "orphan", id };
}

/** Whether the engine would take a resource of the state that is to be deleted, and delete it. */
function isDeletable(resource: RecordedResource, resources: readonly RecordedResource[]): boolean {
  const { protect, retainOnDelete, provider, parent, deletedWith } = resource;
  if (protect === true || retainOnDelete === true) return false;
  const urns = new Set(resources.map(({ urn }) => urn));
  const hasProvider =
    provider === undefined || resources.some(({ urn, id }) => provider === `${urn ?? ""}::${id ?? ""}`);
  const needed = [
    ...[parent, deletedWith].filter((each) => each !== undefined && each !== ""),
    ...(resource.dependencies ?? []),
    ...Object.values(resource.propertyDependencies ?? {}).flatMap((each) => each ?? []),
    ...(resource.replaceWith ?? []),
  ];
  return hasProvider && needed.every((urn) => urns.has(urn));
}
