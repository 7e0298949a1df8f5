import type { Deployment } from "@pulumi/pulumi/automation/index.js";
import { valueAt } from "../../config/lookUp.js";
import { compareVersions } from "../pins/versionOrder.js";

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

interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly resourceHooks?: Readonly<Record<string, readonly string[]>>;
}

/** Reads an exported state. */
export function stateFacts({ deployment }: Deployment): StateFacts {
  const state = (deployment ?? {}) as {
    manifest?: { version?: string; time?: string };
    resources?: readonly StateResource[];
    pending_operations?: readonly { readonly resource: StateResource; readonly type: string }[];
  };
  const { manifest, resources = [], pending_operations: pending = [] } = state;
  const engine = manifest?.version?.replace(/^v/, "");
  const known = new Set(resources.map(({ urn }) => urn));
  const controlPlane = resources
    .filter(({ type }) => type === "aws:eks/cluster:Cluster")
    .map(({ outputs }) => valueAt(outputs, ["version"]))
    .find((version) => typeof version === "string");
  return {
    ...(engine === undefined || engine === "" ? {} : { engine }),
    ...(manifest?.time === undefined ? {} : { written: manifest.time }),
    providers: providersOf(resources),
    hooks: new Set(resources.flatMap(({ resourceHooks = {} }) => Object.values(resourceHooks).flat())),
    pending: pending.map(({ type: operation, resource: { urn, type, inputs = {} } }) => ({
      operation,
      urn,
      type,
      inputs,
      replaces: known.has(urn),
    })),
    ...(typeof controlPlane === "string" ? { controlPlane } : {}),
    resources: resources.length,
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
