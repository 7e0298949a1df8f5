import { isMapping, isObject, listOf, objectKey } from "./cluster/kubernetesObject.js";
import { kindTitle, liveKindOf, type LiveKind } from "./cluster/liveKinds.js";
import type { LiveCluster } from "./cluster/readLive.js";
import { isCompared } from "./compare/compareObject.js";
import { hasUntold } from "./compare/hasUntold.js";
import type { DeclaredObject, DeclaredObjects } from "./declaredObjects.js";
import { pathSteps } from "./engine/pathSteps.js";
import type { EngineDrift, EngineHalf } from "./engine/refreshDrift.js";
import type { DriftFinding } from "./report.js";

/**
 * What the engine's refresh sees and the comparison with the cluster does not look at. Of what both look at, the
 * comparison tells more: the engine cuts live lists to the declared length, and compares their items by position.
 */
export function engineFindings(
  { drift, state }: EngineHalf,
  declared: DeclaredObjects,
  live: LiveCluster,
): DriftFinding[] {
  const unread = new Set(live.unread.map(({ what }) => what));
  return drift.flatMap((each): DriftFinding[] => {
    const { urn, type, name, change } = each;
    const inputs: unknown = state.get(urn)?.inputs;
    const kind = isObject(inputs) ? liveKindOf(inputs.apiVersion, inputs.kind) : undefined;
    const own = isObject(inputs) ? declared.get(objectKey(inputs)) : undefined;
    const paths =
      kind && own && !unread.has(kindTitle(kind)) ? onlySeenByEngine(each, own, kind) : each.paths;
    if (!paths) return [];
    return [
      {
        change,
        source: "engine",
        kind: type,
        ...(isObject(inputs) && inputs.metadata.namespace !== undefined
          ? { namespace: inputs.metadata.namespace }
          : {}),
        name,
        urn,
        differences: paths.map((path) => ({ path, change: "changed" })),
        repair: { by: "engine" },
      },
    ];
  });
}

/**
 * Of an object that is compared, the paths that are not: parts of it that nobody looks at, and values that are not known
 * here, which the engine compares with what it keeps encrypted.
 *
 * @returns undefined where there are none
 */
function onlySeenByEngine(
  { change, paths }: EngineDrift,
  { object }: DeclaredObject,
  kind: LiveKind,
): readonly string[] | undefined {
  if (change === "missing") return undefined;
  // Where the engine does not say what differs, it may be what only it can see.
  if (paths.length === 0) return hasUntold(object) ? [] : undefined;
  const left = paths.filter((path) => {
    const steps = pathSteps(path);
    return !isCompared(steps, kind) || isUntoldAt(object, steps);
  });
  return left.length > 0 ? left : undefined;
}

/** Whether a value, what is around it, or something in it is not known here. */
function isUntoldAt(value: unknown, [step, ...rest]: readonly (string | number)[]): boolean {
  if (step === undefined || typeof value === "string") return hasUntold(value);
  const inner: unknown = isMapping(value) ? value[step] : listOf(value)[Number(step)];
  return isUntoldAt(inner, rest);
}
