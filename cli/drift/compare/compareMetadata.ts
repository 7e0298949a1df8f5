import type { KubernetesObject } from "../cluster/kubernetesObject.js";
import type { LiveKind } from "../cluster/liveKinds.js";
import { differences, type Difference } from "./differences.js";
import type { Shape } from "./shape.js";

/**
 * Kinds that something selects by their labels: policies select service accounts, network sets and host endpoints. Of
 * these, and of namespaces, which admit pods by theirs, a label more is a difference.
 */
const selectedKinds: ReadonlySet<string> = new Set([
  "/ServiceAccount",
  "/Pod",
  "projectcalico.org/NetworkSet",
  "projectcalico.org/GlobalNetworkSet",
  "projectcalico.org/HostEndpoint",
]);

/** Labels that Kubernetes itself gives: to a namespace its name, to a pod that is bound to a node where that is. */
const ownLabels: Readonly<Record<string, readonly string[]>> = {
  "/Namespace": ["kubernetes.io/metadata.name"],
  "/Pod": ["topology.kubernetes.io/zone", "topology.kubernetes.io/region"],
};

/**
 * Annotations that are no notes but orders, which only people give: to what AWS opens for a Service or an Ingress, to the
 * role that it lends to a service account, and to Calico's choice of addresses.
 */
const orders =
  /^(service\.beta\.kubernetes\.io|alb\.ingress\.kubernetes\.io|eks\.amazonaws\.com|cni\.projectcalico\.org)\//;

/** On pods, Calico and AWS keep notes under the same names. */
const orderedRoles: ReadonlySet<LiveKind["role"]> = new Set(["namespace", "entry", "account"]);

/**
 * Labels and annotations. What a label more means depends on what it stands on; annotations more are notes that
 * controllers and tools leave, unless somebody acts on them.
 */
export function compareMetadata(
  declared: KubernetesObject,
  live: KubernetesObject,
  { group, kind, role }: LiveKind,
): Difference[] {
  const part = (name: "labels" | "annotations", shape: Shape) =>
    differences(declared.metadata[name] ?? {}, live.metadata[name] ?? {}, shape, `metadata.${name}`, [
      "metadata",
      name,
    ]);
  const id = `${group}/${kind}`;
  const isSelected = role === "namespace" || selectedKinds.has(id);
  return [
    ...part("labels", { filled: isSelected ? (ownLabels[id] ?? []) : "all" }),
    ...part("annotations", {
      filled: orderedRoles.has(role) ? (name) => !orders.test(name) : "all",
    }),
  ];
}
