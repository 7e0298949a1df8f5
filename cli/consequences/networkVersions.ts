import type { DeclaredNetwork } from "../../flows/declaredNetwork.js";
import { resourceFor } from "../../policies/model/resource.js";
import { isMapping, unknownSentinel } from "../../policies/model/wireValue.js";
import { declaredBy } from "../../policies/stack/declaredNetwork.js";
import { networkObjects, type StackObject } from "../../policies/stack/networkObjects.js";
import type { EngineRun, EngineStep, ResourceState } from "../engine/engineRun.js";
import { unknownText, type Recording } from "../plan/record.js";
import { nameOf } from "./resourceChanges.js";

/** What one version of a stack says about its network. */
export interface NetworkVersion {
  /** What is declared; undefined where the program tells nothing, or nothing that can be read. */
  readonly network?: DeclaredNetwork;
  readonly objects: readonly StackObject[];
  /** What nobody knows about it, in words; empty where everything is known. */
  readonly unknown: readonly string[];
  /** Whether there is anything at all: of a stack that is new, the version before is nothing. */
  readonly empty: boolean;
}

/** Both versions. */
export interface NetworkVersions {
  readonly before: NetworkVersion;
  readonly after: NetworkVersion;
}

/** One resource of one version. */
interface Part {
  readonly urn: string;
  readonly type: string;
  readonly state: ResourceState;
}

/** Steps after which the resource is as the program wants it. */
const arriving: ReadonlySet<string> = new Set([
  "same",
  "update",
  "create",
  "create-replacement",
  "import",
  "import-replacement",
]);

/** Steps of what is no resource of the program. */
const looking: ReadonlySet<string> = new Set(["read", "read-replacement", "refresh"]);

/** The component that tells what is declared. */
const teller = "basalt:application:Applications";

/** What a run tells about the network before and after it. */
export function networkVersions({ steps }: Pick<EngineRun, "steps">): NetworkVersions {
  const managed = steps.filter(({ op }) => !looking.has(op));
  return {
    before: versionOf(partsOf(managed, "old", () => true)),
    after: versionOf(partsOf(managed, "new", ({ op }) => arriving.has(op))),
  };
}

/**
 * A replaced resource has several steps, in either order, which tell the same of either side. What was replaced earlier and
 * is only now deleted is beside what took its place, where it is another object.
 */
function partsOf(
  steps: readonly EngineStep[],
  side: "old" | "new",
  isMeant: (step: EngineStep) => boolean,
): Part[] {
  const parts = new Map<string, Part>();
  for (const step of steps) {
    const state = step[side];
    if (!state || !isMeant(step)) continue;
    const key = side === "old" ? `${step.urn} ${state.id}` : step.urn;
    if (step.op !== "delete-replaced" || !parts.has(key))
      parts.set(key, { urn: step.urn, type: step.type, state });
  }
  return [...parts.values()];
}

/** What there is of a stack that is new. */
export const nothing: NetworkVersion = { objects: [], unknown: [], empty: true };

/** What a plan tells about the network. */
export function plannedVersion(
  { resources }: Pick<Recording, "resources">,
  network: DeclaredNetwork,
): NetworkVersion {
  const parts = resources.map(({ urn, type, inputs, parent = "", options }) => ({
    urn,
    type,
    state: {
      id: "",
      inputs: wired(inputs) as ResourceState["inputs"],
      outputs: {},
      parent,
      protect: options.protect,
    },
  }));
  return { ...versionOf(parts.filter(({ type }) => type !== teller)), network };
}

/** Values as the engine writes them. */
function wired(value: unknown): unknown {
  if (value === unknownText) return unknownSentinel;
  if (Array.isArray(value)) return value.map(wired);
  if (!isMapping(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, wired(inner)]));
}

function versionOf(parts: readonly Part[]): NetworkVersion {
  const resources = parts.map(({ urn, type, state }) =>
    resourceFor(
      {
        urn,
        type,
        name: nameOf(urn),
        // Only outputs tell what the declaration says; only inputs what an object was given.
        properties: type === teller ? state.outputs : state.inputs,
        options: { protect: state.protect, ignoreChanges: [] },
      },
      () => undefined,
    ),
  );
  const declared = declaredBy({ resources, question: {}, rules: new Map() });
  const objects = networkObjects(resources);
  return {
    ...(declared.kind === "network" ? { network: declared.network } : {}),
    objects,
    unknown: [
      ...(declared.kind === "unreadable" ? ["what the program declares cannot be read"] : []),
      ...unrendered(parts),
      ...objects.flatMap(unknownOf),
    ],
    empty: parts.every(({ type }) => type.startsWith("pulumi:")),
  };
}

/** What makes objects that the engine does not tell: a release never does, a chart not where its cluster is not there yet. */
function unrendered(parts: readonly Part[]): string[] {
  const parents = new Set(parts.map(({ state }) => state.parent));
  return parts.flatMap(({ urn, type }) => {
    const isChart =
      /^kubernetes:(helm\.sh\/v[34]:Chart|yaml(\/v2)?:Config\w+|kustomize(\/v2)?:Directory)$/.test(type);
    if (/^kubernetes:helm\.sh\/v3:Release$/.test(type) || (isChart && !parents.has(urn)))
      return [`what ${nameOf(urn)} (${type}) makes is not told`];
    return [];
  });
}

function unknownOf({ unknown, secret, patch, resource }: StackObject): string[] {
  const { name } = resource;
  if (patch) return [`${name} changes a part of an object that is elsewhere`];
  if (secret) return [`${name} is a secret`];
  return unknown.length > 0 ? [`parts of ${name} are known after the deployment only`] : [];
}
