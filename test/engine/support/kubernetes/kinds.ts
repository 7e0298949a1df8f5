import type { KubernetesObject } from "./objects.js";

/** A kind that a server serves. */
export interface Kind {
  /** Empty for Kubernetes' core. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** Whether the status is written apart from the rest. */
  readonly status: boolean;
}

/** The group and version of each line, then plurals and kinds: `!` outside namespaces, `*` with a status of its own. */
const table = `
v1: namespaces Namespace!* nodes Node!* pods Pod* services Service* endpoints Endpoints configmaps ConfigMap
v1: secrets Secret serviceaccounts ServiceAccount events Event limitranges LimitRange resourcequotas ResourceQuota*
v1: persistentvolumeclaims PersistentVolumeClaim* persistentvolumes PersistentVolume!*
apps/v1: deployments Deployment* replicasets ReplicaSet* statefulsets StatefulSet* daemonsets DaemonSet*
batch/v1: jobs Job* cronjobs CronJob*
policy/v1: poddisruptionbudgets PodDisruptionBudget*
networking.k8s.io/v1: networkpolicies NetworkPolicy ingresses Ingress* ingressclasses IngressClass!
discovery.k8s.io/v1: endpointslices EndpointSlice
rbac.authorization.k8s.io/v1: roles Role rolebindings RoleBinding clusterroles ClusterRole!
rbac.authorization.k8s.io/v1: clusterrolebindings ClusterRoleBinding!
storage.k8s.io/v1: storageclasses StorageClass! csidrivers CSIDriver! volumeattachments VolumeAttachment!*
scheduling.k8s.io/v1: priorityclasses PriorityClass!
coordination.k8s.io/v1: leases Lease
autoscaling/v2: horizontalpodautoscalers HorizontalPodAutoscaler*
apiregistration.k8s.io/v1: apiservices APIService!*
apiextensions.k8s.io/v1: customresourcedefinitions CustomResourceDefinition!*
admissionregistration.k8s.io/v1: validatingadmissionpolicies ValidatingAdmissionPolicy!*
admissionregistration.k8s.io/v1: validatingadmissionpolicybindings ValidatingAdmissionPolicyBinding!
admissionregistration.k8s.io/v1: validatingwebhookconfigurations ValidatingWebhookConfiguration!
admissionregistration.k8s.io/v1: mutatingwebhookconfigurations MutatingWebhookConfiguration!
`;

/** The kinds that every server has, as far as tests use them. */
export const builtIn: readonly Kind[] = table
  .trim()
  .split("\n")
  .flatMap((line) => {
    const [groupVersion = "", ...words] = line.split(/:? /);
    const [group, version] = groupVersion.includes("/") ? groupVersion.split("/") : ["", groupVersion];
    return words.flatMap((plural, index) => {
      const kind = words[index + 1];
      if (index % 2 === 1 || kind === undefined) return [];
      return [
        {
          group: group!,
          version: version!,
          plural,
          kind: kind.replace(/[!*]+$/, ""),
          namespaced: !kind.includes("!"),
          status: kind.includes("*"),
        },
      ];
    });
  });

/** The built-in kind of that name. */
export function kindNamed(name: string): Kind {
  return builtIn.find(({ kind }) => kind === name)!;
}

/** The kinds that a CustomResourceDefinition adds, one a version. */
export function kindsOf({ spec }: Pick<KubernetesObject, "spec">): Kind[] {
  return (spec?.versions ?? [])
    .filter((version) => version.served)
    .map((version) => ({
      group: spec!.group!,
      version: version.name,
      plural: spec!.names!.plural,
      kind: spec!.names!.kind,
      namespaced: spec!.scope === "Namespaced",
      status: version.subresources?.["status"] !== undefined,
    }));
}

/** `apiVersion` of a kind's objects. */
export function apiVersionOf({ group, version }: Kind): string {
  return group === "" ? version : `${group}/${version}`;
}
