import { listOf, mappingOf, type KubernetesObject, type Mapping } from "../cluster/kubernetesObject.js";
import { differences, type Difference } from "./differences.js";
import { hostPodSpec, runningPodSpec } from "./podShapes.js";
import type { Shape } from "./shape.js";

/**
 * Labels that controllers, and since Kubernetes 1.35 the binding to a node, give to pods.
 * https://kubernetes.io/docs/reference/labels-annotations-taints/
 */
const controllerLabels = [
  "pod-template-hash",
  "controller-revision-hash",
  "pod-template-generation",
  "statefulset.kubernetes.io/pod-name",
  "apps.kubernetes.io/pod-index",
  "batch.kubernetes.io/controller-uid",
  "batch.kubernetes.io/job-name",
  "batch.kubernetes.io/job-completion-index",
  "controller-uid",
  "job-name",
  "topology.kubernetes.io/zone",
  "topology.kubernetes.io/region",
];

/**
 * Every way in which a pod is not of the template of the controller that made it.
 *
 * @param owner the controller: a ReplicaSet, StatefulSet, DaemonSet, Job or ReplicationController
 */
export function comparePod(owner: KubernetesObject, pod: KubernetesObject): Difference[] {
  const template = mappingOf(owner.spec?.["template"]);
  const spec = mappingOf(template["spec"]);
  return [
    ...differences(
      mappingOf(mappingOf(template["metadata"])["labels"]),
      pod.metadata.labels ?? {},
      { filled: controllerLabels },
      "metadata.labels",
      ["metadata", "labels"],
    ),
    ...differences(spec, pod.spec ?? {}, shapeFor(owner), "spec", ["spec"]),
  ];
}

/** What a controller itself writes into its pods. */
function shapeFor({ kind, spec }: KubernetesObject): Shape {
  const isOnHost = mappingOf(mappingOf(spec?.["template"])["spec"])["hostNetwork"] === true;
  const base = isOnHost ? hostPodSpec : runningPodSpec;
  const filled = base.filled as readonly string[];
  // A DaemonSet binds each pod to its node.
  if (kind === "DaemonSet") return { ...base, filled: [...filled, "affinity"] };
  const claims = claimNames(spec ?? {});
  if (claims.length === 0) return base;
  const volumes = base.fields!["volumes"]!;
  const isClaim = (item: unknown) => claims.includes(String(mappingOf(item)["name"]));
  return {
    ...base,
    fields: {
      ...base.fields,
      volumes: { ...volumes, addedItem: (item) => isClaim(item) || volumes.addedItem!(item) },
    },
  };
}

/** Volumes that a StatefulSet gives its pods, by its claims' names. */
function claimNames(spec: Mapping): readonly string[] {
  return listOf(spec["volumeClaimTemplates"]).map((claim) =>
    String(mappingOf(mappingOf(claim)["metadata"])["name"]),
  );
}
