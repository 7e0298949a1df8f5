import { holds, isSameAddress } from "./address.js";
import type { Labels } from "./labelSelector.js";
import { namespaceOf, ofKind, type ContainerPort, type KubernetesObject, type Pod } from "./objects.js";
import type { End } from "./packet.js";

/** What a selector can choose: a pod with its own network, or a set of networks. */
export interface Endpoint {
  readonly kind: "pod" | "networkSet";
  /** Undefined for a GlobalNetworkSet. */
  readonly namespace?: string;
  readonly name: string;
  /** Addresses of a pod, CIDRs of a set. */
  readonly nets: readonly string[];
  /** The labels of the object itself. */
  readonly ownLabels: Labels;
  /** The labels of its namespace, as the API server and Calico complete them; empty where it has none. */
  readonly namespaceLabels: Labels;
  /** All that Calico's selectors see: own labels, and those of the namespace and service account under prefixes. */
  readonly calicoLabels: Labels;
  readonly ports: readonly ContainerPort[];
}

/** Every address of a pod. */
export function addressesOf(pod: Pod): readonly string[] {
  const plural = pod.status?.podIPs?.map(({ ip }) => ip);
  return plural?.length ? plural : pod.status?.podIP ? [pod.status.podIP] : [];
}

/** A pod's ports: libcalico-go/lib/backend/k8s/conversion/workload_endpoint_default.go (appendEndpointPorts). */
export function portsOf(pod: Pod): readonly ContainerPort[] {
  const { containers = [], initContainers = [] } = pod.spec;
  return [...containers, ...initContainers].flatMap(({ ports = [] }) => ports);
}

function prefixed(prefix: string, labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).map(([key, value]) => [prefix + key, value]));
}

function labelsOfNamespace(objects: readonly unknown[], name: string): Labels {
  const namespaces = ofKind(objects, "", "Namespace") as readonly KubernetesObject<unknown>[];
  const labels = namespaces.find(({ metadata }) => metadata.name === name)?.metadata.labels;
  return {
    ...labels,
    // https://kubernetes.io/docs/reference/labels-annotations-taints/#kubernetes-io-metadata-name
    "kubernetes.io/metadata.name": name,
    // libcalico-go/lib/backend/k8s/conversion/conversion.go (NamespaceToProfile)
    "projectcalico.org/name": name,
  };
}

function labelsOfServiceAccount(objects: readonly unknown[], namespace: string, name: string): Labels {
  const accounts = ofKind(objects, "", "ServiceAccount") as readonly KubernetesObject<unknown>[];
  const account = accounts.find((one) => namespaceOf(one) === namespace && one.metadata.name === name);
  // libcalico-go/lib/backend/k8s/conversion/conversion.go (ServiceAccountToProfile)
  return { ...account?.metadata.labels, "projectcalico.org/name": name };
}

function endpointOfPod(objects: readonly unknown[], pod: Pod): Endpoint {
  const namespace = namespaceOf(pod);
  const namespaceLabels = labelsOfNamespace(objects, namespace);
  // The admission controller of service accounts fills in "default".
  const account = pod.spec.serviceAccountName ?? "default";
  const ownLabels = pod.metadata.labels ?? {};
  return {
    kind: "pod",
    namespace,
    name: pod.metadata.name,
    nets: addressesOf(pod),
    ownLabels,
    namespaceLabels,
    // libcalico-go/lib/backend/k8s/conversion/workload_endpoint_default.go (podToDefaultWorkloadEndpoint) and
    // libcalico-go/lib/backend/syncersv1/updateprocessors/workloadendpointprocessor.go
    calicoLabels: {
      ...prefixed("pcns.", namespaceLabels),
      ...prefixed("pcsa.", labelsOfServiceAccount(objects, namespace, account)),
      ...ownLabels,
      "projectcalico.org/namespace": namespace,
      "projectcalico.org/orchestrator": "k8s",
      "projectcalico.org/serviceaccount": account,
    },
    ports: portsOf(pod),
  };
}

/** libcalico-go/lib/backend/syncersv1/updateprocessors/networksetprocessor.go and globalnetworksetprocessor.go */
function endpointOfSet(
  objects: readonly unknown[],
  set: KubernetesObject<{ readonly nets?: readonly string[] }>,
): Endpoint {
  const namespace = set.kind === "NetworkSet" ? namespaceOf(set) : undefined;
  const namespaceLabels = namespace === undefined ? {} : labelsOfNamespace(objects, namespace);
  const ownLabels = set.metadata.labels ?? {};
  return {
    kind: "networkSet",
    namespace,
    name: set.metadata.name,
    nets: set.spec.nets ?? [],
    ownLabels,
    namespaceLabels,
    calicoLabels: {
      ...prefixed("pcns.", namespaceLabels),
      ...ownLabels,
      ...(namespace === undefined ? {} : { "projectcalico.org/namespace": namespace }),
    },
    ports: [],
  };
}

/** Whether a pod has its node's network: Calico has no endpoint for it (conversion.go, IsHostNetworked). */
function hasOwnNetwork(pod: Pod): boolean {
  return pod.spec.hostNetwork !== true;
}

/** Everything that selectors choose from. */
export function endpointsOf(objects: readonly unknown[]): readonly Endpoint[] {
  const pods = (ofKind(objects, "", "Pod") as readonly Pod[]).filter(hasOwnNetwork);
  const sets = ["NetworkSet", "GlobalNetworkSet"].flatMap(
    (kind) =>
      ofKind(objects, "projectcalico.org", kind) as readonly KubernetesObject<{ nets?: readonly string[] }>[],
  );
  return [
    ...pods.map((pod) => endpointOfPod(objects, pod)),
    ...sets.map((set) => endpointOfSet(objects, set)),
  ];
}

/** Whether an endpoint has an address. */
export function has(endpoint: Endpoint, address: string): boolean {
  return endpoint.nets.some((net) => holds(net, address));
}

/** The pod with its own network that an end of a connection is, by name or else by address. */
export function podAt(endpoints: readonly Endpoint[], end: End): Endpoint | undefined {
  return endpoints.find(({ kind, namespace, name, nets }) => {
    if (kind !== "pod") return false;
    if (end.pod !== undefined) return end.pod === `${namespace ?? ""}/${name}`;
    return nets.some((net) => isSameAddress(net, end.address));
  });
}
