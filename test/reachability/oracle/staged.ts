import { type KubernetesObject } from "./objects.js";

interface StagedSpec {
  readonly stagedAction?: "Set" | "Delete" | "Learn" | "Ignore";
}

/** The kind and group that a staged kind becomes when it is enforced. */
const enforcedKinds: Readonly<Record<string, { readonly apiVersion: string; readonly kind: string }>> = {
  StagedNetworkPolicy: { apiVersion: "projectcalico.org/v3", kind: "NetworkPolicy" },
  StagedGlobalNetworkPolicy: { apiVersion: "projectcalico.org/v3", kind: "GlobalNetworkPolicy" },
  StagedKubernetesNetworkPolicy: { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy" },
};

/**
 * The objects as if every staged policy were enforced: Set (the default) creates or replaces the policy of its
 * name, Delete removes it. https://docs.tigera.io/calico/latest/reference/resources/stagednetworkpolicy
 */
export function enforced(objects: readonly unknown[]): readonly unknown[] {
  return (objects as readonly KubernetesObject<StagedSpec>[]).reduce<readonly unknown[]>((result, staged) => {
    const become = enforcedKinds[staged.kind];
    if (!become) return result;
    const { stagedAction = "Set", ...spec } = staged.spec;
    const others = result.filter((other) => !isSame(other as KubernetesObject<unknown>, become, staged));
    if (stagedAction === "Set") return [...others, { ...become, metadata: staged.metadata, spec }];
    return stagedAction === "Delete" ? others : result;
  }, objects);
}

function isSame(
  other: KubernetesObject<unknown>,
  become: { readonly apiVersion: string; readonly kind: string },
  staged: KubernetesObject<unknown>,
): boolean {
  return (
    other.apiVersion === become.apiVersion &&
    other.kind === become.kind &&
    other.metadata.name === staged.metadata.name &&
    other.metadata.namespace === staged.metadata.namespace
  );
}
