import { hasCondition, type KubernetesObject } from "./objects.js";

const zoneOf = (node: KubernetesObject) => node.metadata.labels?.["topology.kubernetes.io/zone"] ?? "";

/** The node for a pod: one that admits it, in the zone and then on the node with the fewest pods of its kind. */
export function chooseNode(
  pod: KubernetesObject,
  nodes: readonly KubernetesObject[],
  pods: readonly KubernetesObject[],
): KubernetesObject | undefined {
  const siblings = pods.filter(
    (other) => ownerOf(other) === ownerOf(pod) && other.spec?.nodeName !== undefined,
  );
  const load = (chosen: (node: KubernetesObject) => boolean, of: readonly KubernetesObject[]) =>
    of.filter((other) => nodes.some((node) => node.metadata.name === other.spec?.nodeName && chosen(node)))
      .length;
  const cost = (node: KubernetesObject) => [
    load((other) => zoneOf(other) === zoneOf(node), siblings),
    load((other) => other === node, siblings),
    load((other) => other === node, pods),
  ];
  const [best] = nodes
    .filter((node) => admits(node, pod))
    .map((node) => ({ node, cost: cost(node) }))
    .sort((one, other) => compare(one.cost, other.cost));
  return best?.node;
}

/** Whether a node is ready and open, has the labels that a pod asks for, and no taint that it does not tolerate. */
export function admits(node: KubernetesObject, pod: KubernetesObject): boolean {
  const wanted = Object.entries(pod.spec?.nodeSelector ?? {});
  const daemon = pod.metadata.ownerReferences?.some((owner) => owner.kind === "DaemonSet") ?? false;
  return (
    hasCondition(node, "Ready") &&
    (daemon || node.spec?.unschedulable !== true) &&
    wanted.every(([label, value]) => node.metadata.labels?.[label] === value) &&
    isNamed(node, pod) &&
    toleratesTaints(node, pod)
  );
}

/** The DaemonSet controller says which node a pod is for by a field selector on the name. */
function isNamed(node: KubernetesObject, pod: KubernetesObject): boolean {
  const required = pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const names = required?.nodeSelectorTerms.flatMap((term) =>
    (term.matchFields ?? []).flatMap((field) => (field.key === "metadata.name" ? field.values : [])),
  );
  return names === undefined || names.length === 0 || names.includes(node.metadata.name);
}

function toleratesTaints(node: KubernetesObject, pod: KubernetesObject): boolean {
  return (node.spec?.taints ?? [])
    .filter((taint) => taint.effect !== "PreferNoSchedule")
    .every((taint) =>
      (pod.spec?.tolerations ?? []).some(
        (one) =>
          (one.key === undefined || one.key === taint.key) &&
          (one.effect === undefined || one.effect === taint.effect) &&
          (one.operator === "Exists" || (one.value ?? "") === (taint.value ?? "")),
      ),
    );
}

const ownerOf = (pod: KubernetesObject) => pod.metadata.ownerReferences?.[0]?.uid ?? pod.metadata.uid;

function compare(one: readonly number[], other: readonly number[]): number {
  for (const [index, cost] of one.entries()) if (cost !== other[index]) return cost - (other[index] ?? 0);
  return 0;
}
