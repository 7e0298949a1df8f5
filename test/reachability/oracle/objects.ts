import type { LabelSelector } from "./labelSelector.js";

/** The fields of any object that the oracle reads. */
export interface KubernetesObject<Spec> {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly spec: Spec;
}

export interface ContainerPort {
  readonly name?: string;
  readonly containerPort: number;
  readonly protocol?: string;
}

export interface PodSpec {
  readonly nodeName?: string;
  readonly hostNetwork?: boolean;
  readonly serviceAccountName?: string;
  readonly containers?: readonly { readonly ports?: readonly ContainerPort[] }[];
  readonly initContainers?: readonly { readonly ports?: readonly ContainerPort[] }[];
}

export interface Pod extends KubernetesObject<PodSpec> {
  readonly status?: {
    readonly podIP?: string;
    readonly podIPs?: readonly { readonly ip: string }[];
    readonly hostIP?: string;
    readonly hostIPs?: readonly { readonly ip: string }[];
  };
}

export interface ServiceSpec {
  readonly type?: string;
  readonly selector?: Readonly<Record<string, string>>;
  readonly ipFamilies?: readonly ("IPv4" | "IPv6")[];
  readonly ports?: readonly {
    readonly port: number;
    readonly protocol?: string;
    readonly targetPort?: number | string;
  }[];
}

export interface EndpointSlice extends KubernetesObject<undefined> {
  readonly endpoints?: readonly { readonly addresses: readonly string[] }[] | null;
  readonly ports?: readonly { readonly port?: number; readonly protocol?: string }[] | null;
}

/** The two selectors with which the policies of the cluster's administrators choose pods. */
export interface NamespacedPod {
  readonly namespaceSelector: LabelSelector;
  readonly podSelector: LabelSelector;
}

/** All objects of a kind, to be read as that kind's type, whatever the version of its API group. */
export function ofKind(objects: readonly unknown[], group: string, kind: string): readonly unknown[] {
  return objects.filter((candidate) => {
    const object = candidate as KubernetesObject<unknown>;
    const [objectGroup] = object.apiVersion.includes("/") ? object.apiVersion.split("/") : [""];
    return objectGroup === group && object.kind === kind;
  });
}

/** The namespace of an object that must have one; what the API server fills in when it has none. */
export function namespaceOf(object: KubernetesObject<unknown>): string {
  return object.metadata.namespace ?? "default";
}
