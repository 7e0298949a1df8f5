import { endpointsOf } from "../../evaluate/endpoints.js";
import { Selections } from "../../evaluate/selections.js";
import type { Cluster, Labels, Namespace, Workload } from "../../model/cluster.js";
import type { Origin } from "../../model/manifest.js";
import type { EndpointSelection } from "../../model/policy.js";
import { endpointLabels } from "../../model/endpointLabels.js";
import { exampleOf } from "./exampleOf.js";
import { FreshNamespaces } from "./freshNamespaces.js";
import type { ExamplePod, Who } from "./openings.js";

/** A pod that nobody declared. */
export interface Undeclared {
  readonly who: Exclude<Who, { readonly kind: "internet" | "private" | "nodes" }>;
  readonly pod: ExamplePod;
}

/**
 * Pods that could come: one without labels in every namespace and in one that is not there, and one for each selection
 * that a rule allows and no pod matches.
 */
export function undeclaredPods(cluster: Cluster): Undeclared[] {
  const fresh = new FreshNamespaces(cluster);
  const other = fresh.with({});
  return [
    { who: { kind: "other-namespace" }, pod: withoutLabels(other.name, other.labels) },
    ...cluster.namespaces.map(({ name, labels }): Undeclared => ({
      who: { kind: "namespace", namespace: name },
      pod: withoutLabels(name, labels),
    })),
    ...unusedSelections(cluster).flatMap((selection): Undeclared[] => {
      const example = exampleOf(selection, cluster, fresh);
      return example ? [{ who: { kind: "selection", selection, example }, pod: example }] : [];
    }),
  ];
}

/** A pod without labels in each namespace, in their order. */
export function unlabelledPods({ namespaces }: Pick<Cluster, "namespaces">): Undeclared[] {
  return namespaces.map(({ name, labels }) => ({
    who: { kind: "namespace", namespace: name },
    pod: withoutLabels(name, labels),
  }));
}

/** The cluster with these pods, each a workload, in this order after all others. */
export function withPods(cluster: Cluster, pods: readonly Undeclared[]): Cluster {
  const accounts = new Map<string, Labels>();
  for (const { namespace, pods: variants } of cluster.workloads)
    for (const { serviceAccount } of variants)
      accounts.set(`${namespace}/${serviceAccount.name}`, serviceAccount.labels);
  const there = new Set(cluster.namespaces.map(({ name }) => name));
  const made = new Map<string, Namespace>();
  // Two made up for one name may differ in labels: then both are there, and what finds one finds the pods of both.
  for (const { pod } of pods)
    if (!there.has(pod.namespace))
      made.set(JSON.stringify([pod.namespace, pod.namespaceLabels]), {
        name: pod.namespace,
        labels: pod.namespaceLabels,
      });
  return {
    ...cluster,
    namespaces: [...cluster.namespaces, ...made.values()],
    workloads: [...cluster.workloads, ...pods.map(({ pod }) => workloadOf(pod, accounts))],
  };
}

function withoutLabels(namespace: string, namespaceLabels: Labels): ExamplePod {
  return { namespace, namespaceLabels, labels: {}, serviceAccount: "default", serviceAccountLabels: {} };
}

function workloadOf(pod: ExamplePod, accounts: ReadonlyMap<string, Labels>): Workload {
  const { namespace, labels, serviceAccount: name, serviceAccountLabels } = pod;
  // An account that a present pod has is there, with the labels that it has.
  const known = accounts.get(`${namespace}/${name}`) ?? serviceAccountLabels;
  return {
    namespace,
    name: "undeclared",
    kind: "Pod",
    origin: nowhere,
    pods: [
      {
        labels: { ...endpointLabels(namespace, name), ...labels },
        serviceAccount: { name, labels: known },
        hostNetwork: false,
        ports: [],
        addresses: [],
        count: Infinity,
        origin: nowhere,
      },
    ],
  };
}

const nowhere: Origin = { file: "", path: [], lineOf: () => undefined };

/** Peers of rules that allow, and that no present pod is: each distinct one once. */
function unusedSelections(cluster: Cluster): EndpointSelection[] {
  const present = new Selections(cluster, endpointsOf(cluster));
  const unused = new Map<string, EndpointSelection>();
  for (const policy of cluster.policies) {
    for (const direction of ["ingress", "egress"] as const) {
      for (const { action, source, destination } of policy[direction] ?? []) {
        if (action !== "allow") continue;
        for (const { selection } of (direction === "ingress" ? source : destination) ?? [])
          if (selection && present.select(selection).endpoints.length === 0)
            unused.set(JSON.stringify(selection), selection);
      }
    }
  }
  return [...unused.values()];
}
