import type { Deployment } from "@pulumi/pulumi/automation/index.js";
import { z } from "zod";
import { valueAt } from "../../config/lookUp.js";
import { UsageError } from "../io.js";
import { compareVersions } from "../pins/versionOrder.js";
import { engineFailure } from "./engineFailure.js";
import type { EngineStack } from "./engineStack.js";

/** An operation that has begun and of which nobody knows the end. */
export interface PendingOperation {
  /** creating, updating, deleting, reading, importing: the engine's words. */
  readonly operation: string;
  readonly urn: string;
  readonly type: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Whether the state has a resource of this URN: what is being created then replaces it. */
  readonly replaces: boolean;
}

/** What a stack's state says, as far as a rollback has to know it. */
export interface StateFacts {
  /** Version of the engine that wrote it, without a v; absent where it says none. */
  readonly engine?: string;
  /** When it was written. */
  readonly written?: string;
  /** The newest version of each provider, by package: aws, kubernetes. */
  readonly providers: ReadonlyMap<string, string>;
  /** Names of the hooks that resources are bound to. */
  readonly hooks: ReadonlySet<string>;
  readonly pending: readonly PendingOperation[];
  /** Kubernetes version of the control plane, where the stack has one. */
  readonly controlPlane?: string;
  /** How many resources there are. */
  readonly resources: number;
}

const values = z.record(z.string(), z.unknown());

const stateResource = z.object({
  urn: z.string(),
  type: z.string(),
  inputs: values.nullish(),
  outputs: values.nullish(),
  resourceHooks: z.record(z.string(), z.array(z.string()).nullish()).nullish(),
});

/** The parts of a state that are read here. */
const stateSchema = z.object({
  manifest: z.object({ version: z.string().nullish(), time: z.string().nullish() }).nullish(),
  resources: z.array(stateResource).nullish(),
  pending_operations: z.array(z.object({ resource: stateResource, type: z.string() })).nullish(),
});

type StateResource = z.infer<typeof stateResource>;

/**
 * Asks a stack's backend for the state.
 *
 * @throws UsageError where it cannot be asked, or answers in a form that is not known here
 */
export async function readState(stack: Pick<EngineStack, "name" | "exportStack">): Promise<StateFacts> {
  const state = await stack.exportStack().catch((error: unknown) => {
    throw engineFailure(error, stack.name);
  });
  return stateFacts(state, stack.name);
}

/**
 * Reads an exported state.
 *
 * @throws UsageError where it has a form that is not known here
 */
export function stateFacts({ deployment }: Deployment, stack: string): StateFacts {
  const read = stateSchema.safeParse(deployment);
  if (!read.success) throw new UsageError(`stack ${stack}: its state has a form that nobody knows`);
  const { manifest, resources, pending_operations: pending } = read.data;
  const engine = manifest?.version?.replace(/^v/, "");
  const all = resources ?? [];
  const known = new Set(all.map(({ urn }) => urn));
  const controlPlane = all
    .filter(({ type }) => type === "aws:eks/cluster:Cluster")
    .map(({ outputs }) => valueAt(outputs, ["version"]))
    .find((version) => typeof version === "string");
  return {
    ...(engine === undefined || engine === "" ? {} : { engine }),
    ...(typeof manifest?.time !== "string" ? {} : { written: manifest.time }),
    providers: providersOf(all),
    hooks: new Set(
      all.flatMap(({ resourceHooks }) => Object.values(resourceHooks ?? {}).flatMap((names) => names ?? [])),
    ),
    pending: (pending ?? []).map(({ type: operation, resource: { urn, type, inputs } }) => ({
      operation,
      urn,
      type,
      inputs: inputs ?? {},
      replaces: known.has(urn),
    })),
    ...(typeof controlPlane === "string" ? { controlPlane } : {}),
    resources: all.length,
  };
}

/** Providers that a component makes for itself, in its own process, are its version's business. */
function providersOf(resources: readonly StateResource[]): Map<string, string> {
  const newest = new Map<string, string>();
  for (const { type, urn, inputs } of resources) {
    const [, name] = /^pulumi:providers:(.+)$/.exec(type) ?? [];
    const version = valueAt(inputs, ["version"]);
    if (name === undefined || typeof version !== "string" || urn.includes("$eks:index:Cluster$")) continue;
    const other = newest.get(name);
    if (other === undefined || compareVersions(version, other) > 0) newest.set(name, version);
  }
  return newest;
}
