import { isObject, objectKey } from "./cluster/kubernetesObject.js";
import { kindTitle, liveKindOf } from "./cluster/liveKinds.js";
import type { LiveCluster } from "./cluster/readLive.js";
import type { DeclaredObjects } from "./declaredObjects.js";
import type { EngineHalf } from "./engine/refreshDrift.js";
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
  return drift.flatMap(({ urn, type, name, change, paths }): DriftFinding[] => {
    const inputs: unknown = state.get(urn)?.inputs;
    const kind = isObject(inputs) ? liveKindOf(inputs.apiVersion, inputs.kind) : undefined;
    if (kind && isObject(inputs) && declared.has(objectKey(inputs)) && !unread.has(kindTitle(kind)))
      return [];
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
