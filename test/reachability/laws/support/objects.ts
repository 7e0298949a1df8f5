/** What laws look at in an object that was written for Kubernetes or Calico. */
export interface Written {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly spec?: Readonly<Record<string, unknown>>;
}

/** Generated objects, to be looked at. */
export function written(objects: readonly unknown[]): readonly Written[] {
  return objects as readonly Written[];
}

/** Whether it is a NetworkPolicy of Kubernetes, staged or not: its rules only allow, so that their order says nothing. */
export function isKubernetesPolicy({ apiVersion, kind }: Written): boolean {
  return (
    (apiVersion === "networking.k8s.io/v1" && kind === "NetworkPolicy") ||
    kind === "StagedKubernetesNetworkPolicy"
  );
}

/** Whether it is a policy with Calico's rules, staged or not. */
export function isCalicoPolicy({ apiVersion, kind }: Written): boolean {
  return (
    apiVersion === "projectcalico.org/v3" &&
    kind.endsWith("NetworkPolicy") &&
    kind !== "StagedKubernetesNetworkPolicy"
  );
}

/** Whether it is a policy of any kind. */
export function isPolicy({ kind }: Written): boolean {
  return kind.endsWith("NetworkPolicy");
}

/** The object with another spec. */
export function withSpec(object: Written, spec: Readonly<Record<string, unknown>>): Written {
  return { ...object, spec };
}

/** A list of an object's spec; empty where there is none. */
export function listOf({ spec }: Written, field: string): readonly object[] {
  return (spec?.[field] ?? []) as readonly object[];
}
