import type { Cluster, Workload } from "../model/cluster.js";

/** Name of the pods that stand for whatever else might run in a namespace. */
export const strangerName = "(any other pod)";

/** Name of the namespace that stands for those that nobody declared. */
export const strangerNamespace = "(any other namespace)";

/**
 * The cluster with a pod more in each of some namespaces, and one in a namespace more: pods that nobody declared, with no
 * label that any policy asks for. What they may do is what isolation leaves open.
 */
export function withStrangers(cluster: Cluster, namespaces: readonly string[]): Cluster {
  const known = new Set(cluster.namespaces.map(({ name }) => name));
  const all = [...new Set([...namespaces, strangerNamespace])];
  return {
    ...cluster,
    namespaces: [
      ...cluster.namespaces,
      ...all
        .filter((name) => !known.has(name))
        .map((name) => ({ name, labels: { "kubernetes.io/metadata.name": name } })),
    ],
    workloads: [...cluster.workloads, ...all.map(stranger)],
  };
}

function stranger(namespace: string): Workload {
  const origin = { file: strangerName, path: [], lineOf: () => undefined };
  return {
    namespace,
    name: strangerName,
    kind: "Pod",
    origin,
    pods: [
      {
        labels: {},
        serviceAccount: { name: "default", labels: {} },
        hostNetwork: false,
        ports: [],
        addresses: [],
        count: 1,
        origin,
      },
    ],
  };
}
