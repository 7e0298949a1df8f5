import type { Flow } from "../../../flows/flow.js";
import { dnsPods, policiesFor, type Enforcement } from "../../../flows/policiesFor.js";
import { namespaces, workload } from "../../support/flows.js";

/** What the tests look at in a policy's manifest. */
export interface PolicyManifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: Readonly<Record<string, unknown>>;
}

const names = ["web", "cart", "redis", "api"] as const;

/**
 * Every namespace of flows with a pod of each workload and one that nobody declared, the cluster's DNS, and a namespace
 * without policies whose pods have all of these labels.
 */
export const pods: readonly object[] = [
  ...namespaces.flatMap((namespace, block) => [
    namespaceObject(namespace),
    pod(namespace, "stranger", {}, `10.244.${block}.5`),
    ...names.map((name, index) =>
      pod(namespace, name, workload(namespace, name).selector, `10.244.${block}.${10 + index}`),
    ),
  ]),
  namespaceObject("kube-system"),
  pod("kube-system", "dns", dnsPods.labels, "10.244.3.10"),
  pod("kube-system", "other", {}, "10.244.3.11"),
  namespaceObject("wild"),
  pod("wild", "dns", dnsPods.labels, "10.244.4.9"),
  ...names.map((name, index) => pod("wild", name, workload("wild", name).selector, `10.244.4.${10 + index}`)),
];

function namespaceObject(name: string): object {
  return { apiVersion: "v1", kind: "Namespace", metadata: { name } };
}

function pod(namespace: string, name: string, labels: object, podIP: string): object {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { namespace, name, labels },
    spec: { containers: [{ name: "main", image: "main" }] },
    status: { podIP },
  };
}

/** The policies of every namespace, in the kinds in which components/namespace.ts deploys them. */
export function policiesOf(flows: readonly Flow[], enforcement: Enforcement): readonly PolicyManifest[] {
  return namespaces
    .flatMap((namespace) => policiesFor({ namespace, enforcement, flows }))
    .map(({ name, namespace, spec }) =>
      enforcement === "enforced"
        ? {
            apiVersion: "networking.k8s.io/v1",
            kind: "NetworkPolicy",
            metadata: { name, namespace },
            spec: { ...spec },
          }
        : {
            apiVersion: "projectcalico.org/v3",
            kind: "StagedKubernetesNetworkPolicy",
            metadata: { name, namespace },
            spec: { stagedAction: "Set", ...spec },
          },
    );
}

/** How the cluster is read; staged policies are asked what would be. */
export function settingsOf(enforcement: Enforcement) {
  return {
    calicoMinor: 32,
    podCidr: "10.244.0.0/16",
    nodeCidr: "192.168.0.0/24",
    staged: enforcement === "staged",
  };
}
