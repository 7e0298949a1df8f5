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

/**
 * How an object is not of the template that the controller has of which it is made.
 *
 * @param hasPods whether a pod that runs names it as its controller
 */
export function madeFindings(each: LiveObject, owner: LiveObject, hasPods: boolean): LiveFinding[] {
  const { object, kind } = each;
  const changed = (found: readonly Difference[], repair: Repair): LiveFinding[] =>
    found.length === 0
      ? []
      : [{ change: "changed", kind, object, live: each, differences: found, notDeployed: false, repair }];
  if (object.kind === "Pod") return changed(comparePod(owner.object, object), { by: "evict" });
  const template = templateOf(object);
  if (!template || !(hasPods || isRunning(object, owner.object))) return [];
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

/** Whether a ReplicaSet or Job says that it has pods; those of earlier revisions and runs are kept without. */
function isRunning({ kind, spec, status }: KubernetesObject, owner: KubernetesObject): boolean {
  if (kind === "Job") {
    const manager = spec?.["managedBy"] ?? jobController;
    // Kubernetes leaves such a Job alone, and its status is whatever somebody wrote.
    if (manager !== jobController && manager !== managerOfJobs(owner)) return true;
    return Number(mappingOf(status)["active"] ?? 0) > 0;
  }
  return Number(spec?.["replicas"] ?? 1) > 0 || Number(mappingOf(status)["replicas"] ?? 0) > 0;
}

/** https://kubernetes.io/docs/concepts/workloads/controllers/job/#delegation-of-managing-a-job-object-to-external-controller */
const jobController = "kubernetes.io/job-controller";

/** Who manages the Jobs that a CronJob makes. */
function managerOfJobs({ spec }: KubernetesObject): unknown {
  return mappingOf(mappingOf(spec?.["jobTemplate"])["spec"])["managedBy"];
}
