import type { Recording } from "../plan/record.js";
import { secretText, unknownText } from "../plan/record.js";
import { planManifests } from "../reach/planManifests.js";
import { isMapping, isObject, objectKey, type KubernetesObject } from "./cluster/kubernetesObject.js";
import type { StateResource } from "./engine/refreshDrift.js";

/** An object that the declaration makes. */
export interface DeclaredObject {
  readonly object: KubernetesObject;
  readonly urn: string;
  /** Under which the provider applied it; absent where it is not deployed yet. */
  readonly fieldManager?: string;
  /** As it was declared when it was last deployed; absent where it is not deployed yet. */
  readonly deployed?: KubernetesObject;
}

/** What the declaration makes, by {@link objectKey}. */
export type DeclaredObjects = ReadonlyMap<string, DeclaredObject>;

/**
 * The objects that the program makes, what charts make inside included: those the program does not show, so they are
 * those of the last deployment.
 */
export function declaredObjects(
  recording: Recording,
  state: ReadonlyMap<string, StateResource>,
): DeclaredObjects {
  const found = new Map<string, DeclaredObject>();
  const add = (value: unknown, urn: string) => {
    const deployed = state.get(urn);
    const inputs: unknown = deployed?.inputs;
    const object = filled(value, inputs);
    if (!isObject(object)) return;
    const manager = deployed?.outputs["__fieldManager"];
    found.set(objectKey(object), {
      object,
      urn,
      ...(typeof manager === "string" ? { fieldManager: manager } : {}),
      ...(isObject(inputs) ? { deployed: inputs } : {}),
    });
  };
  const shown = new Set(recording.resources.map(({ urn }) => urn));
  const made = recording.resources.filter(({ type }) => type.startsWith("kubernetes:"));
  for (const resource of made)
    for (const { value } of planManifests({ resources: [resource] })) add(value, resource.urn);
  for (const { urn, type, parent, inputs } of state.values())
    if (type.startsWith("kubernetes:") && !shown.has(urn) && isInChart(parent, shown, state))
      add(inputs, urn);
  return found;
}

/** Whether a resource that the program does not show is a chart's that it does show. */
function isInChart(
  parent: string,
  shown: ReadonlySet<string>,
  state: ReadonlyMap<string, StateResource>,
): boolean {
  for (let urn = parent; urn !== ""; urn = state.get(urn)?.parent ?? "") {
    const chart = /[:$]kubernetes:helm\.sh\/v\d+:Chart::/.test(urn);
    if (chart) return shown.has(urn);
  }
  return false;
}

/** Whether a value stands for one that is not known, or not shown, here. */
export function isUntold(value: unknown): boolean {
  return value === unknownText || value === secretText || value === "[unknown]";
}

/** A value with what only a deployment can tell, from the last deployment. */
function filled(value: unknown, deployed: unknown): unknown {
  if (isUntold(value)) return deployed ?? value;
  if (Array.isArray(value))
    return value.map((item, index) => filled(item, Array.isArray(deployed) ? deployed[index] : undefined));
  if (isMapping(value))
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        filled(item, isMapping(deployed) ? deployed[key] : undefined),
      ]),
    );
  return value;
}
