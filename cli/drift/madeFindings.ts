import { mappingOf, type KubernetesObject } from "./cluster/kubernetesObject.js";
import type { LiveKind } from "./cluster/liveKinds.js";
import type { LiveObject } from "./cluster/readLive.js";
import { comparePod } from "./compare/comparePod.js";
import { differences, type Difference } from "./compare/differences.js";
import { specShape } from "./compare/objectShapes.js";
import type { Shape } from "./compare/shape.js";
import type { LiveFinding } from "./liveFindings.js";
import { templateOf } from "./podsOf.js";
import type { Repair } from "./report.js";

/** How an object is not of the template that the controller has of which it is made. */
export function madeFindings(each: LiveObject, owner: LiveObject): LiveFinding[] {
  const { object, kind } = each;
  const changed = (found: readonly Difference[], repair: Repair): LiveFinding[] =>
    found.length === 0
      ? []
      : [{ change: "changed", kind, object, live: each, differences: found, notDeployed: false, repair }];
  if (object.kind === "Pod") return changed(comparePod(owner.object, object), { by: "evict" });
  const template = templateOf(object);
  if (!template || !isRunning(object)) return [];
  return changed(
    differences({ template: templateOf(owner.object) }, { template }, madeShape(kind), "spec", ["spec"]),
    {
      by: "none",
      because: `its ${owner.object.kind} makes it anew: a rollout is under way, or does not end`,
    },
  );
}

/** Labels that the controller adds to the template of what it makes. */
const addedLabels = [
  "pod-template-hash",
  "controller-uid",
  "job-name",
  "batch.kubernetes.io/controller-uid",
  "batch.kubernetes.io/job-name",
];

/** Of a kind without a shape, whatever differs is told. */
function madeShape({ group, kind }: LiveKind): Shape | undefined {
  const template = specShape(group, kind)?.fields?.["template"];
  if (!template) return undefined;
  const metadata = template.fields?.["metadata"];
  const labels = { filled: addedLabels };
  return {
    fields: {
      template: {
        ...template,
        fields: {
          ...template.fields,
          metadata: { ...metadata, fields: { ...metadata?.fields, labels } },
        },
      },
    },
  };
}

/** Whether a ReplicaSet or Job has pods; those of earlier revisions and runs are kept without. */
function isRunning({ kind, spec, status }: KubernetesObject): boolean {
  if (kind === "Job") return Number(mappingOf(status)["active"] ?? 0) > 0;
  return Number(spec?.["replicas"] ?? 1) > 0 || Number(mappingOf(status)["replicas"] ?? 0) > 0;
}
