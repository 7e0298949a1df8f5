import type { KubernetesObject } from "../cluster/kubernetesObject.js";
import type { Deviation, PlatformObjects } from "./platformObject.js";
import { calicoNamespace } from "./calicoObjects.js";

/** Labels that a namespace of the platform has from whoever makes it. The last decide what pods it admits. */
const ownLabels =
  /^(kubernetes\.io\/metadata\.name|projectcalico\.org\/name|name|pod-security\.kubernetes\.io\/.+)$/;

/** Namespaces that are there by themselves. */
export function systemNamespaces(hasCalico: boolean): PlatformObjects[] {
  const known = (reason: string, ...names: readonly string[]): PlatformObjects => ({
    names: names.map((name) => `/Namespace ${name}`),
    reason,
    judge: judgeLabels,
  });
  return [
    known("Kubernetes makes these namespaces", "default", "kube-system", "kube-public", "kube-node-lease"),
    ...(hasCalico ? [known("Calico's operator makes this namespace", calicoNamespace)] : []),
  ];
}

/** Policies select by labels, and tools leave many: what one does is told where it opens something. */
function judgeLabels(object: KubernetesObject): Deviation | undefined {
  const labels = Object.entries(object.metadata.labels ?? {});
  const isOwn = ([key, value]: readonly [string, string]) =>
    ownLabels.test(key) && (key.startsWith("pod-security") || value === object.metadata.name);
  const more = labels.filter((label) => !isOwn(label));
  if (more.length === 0) return undefined;
  return {
    differences: more.map(([key, live]) => ({
      path: /^[\w-]+$/.test(key) ? `metadata.labels.${key}` : `metadata.labels[${JSON.stringify(key)}]`,
      change: "added",
      live,
    })),
    known: {
      ...object,
      metadata: { ...object.metadata, labels: Object.fromEntries(labels.filter(isOwn)) },
    },
    doubted: true,
    repair: { by: "none", because: "the namespace is not the declaration's: take the labels off by hand" },
  };
}
