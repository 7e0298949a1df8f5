import type { End, Packet } from "../oracle/packet.js";

const addresses: Readonly<Record<string, string>> = {
  "shop/web": "10.244.0.10",
  "shop/db": "10.244.0.11",
  "shop/cache": "10.244.0.12",
  "bank/api": "10.244.1.10",
  "bank/agent": "192.168.0.7",
};

export const referenceKubernetes =
  "https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/";
export const referenceConcepts = "https://kubernetes.io/docs/concepts/services-networking/network-policies/";
export const referenceCalico = "https://docs.tigera.io/calico/latest/reference/resources/";
export const referenceSource = "https://github.com/projectcalico/calico/blob/v3.32.0/";
export const referenceCluster =
  "https://github.com/kubernetes-sigs/network-policy-api/blob/main/apis/v1alpha2/clusternetworkpolicy_types.go";

/** A namespace with labels. */
export function namespace(name: string, labels: object = {}): object {
  return { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } };
}

/** A pod of the usual cluster, labelled `app: <its name>`. */
export function pod(path: keyof typeof addresses, spec: object = {}, labels: object = {}): object {
  const [inside, name] = path.split("/");
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: inside, labels: { app: name, ...labels } },
    spec: { containers: [{ name: "main", image: "main" }], ...spec },
    status: { podIP: addresses[path] },
  };
}

/** A container with ports. */
export function serving(...ports: readonly object[]): object {
  return { containers: [{ name: "main", image: "main", ports }] };
}

export const namespaces = [namespace("shop", { env: "prod" }), namespace("bank", { env: "test" })];

/** Two namespaces; in shop web, db and cache, in bank api and agent, which has its node's network. */
export const usual: readonly object[] = [
  ...namespaces,
  pod("shop/web"),
  pod("shop/db"),
  pod("shop/cache"),
  pod("bank/api"),
  pod("bank/agent", { hostNetwork: true }),
];

function policyObject(apiVersion: string, kind: string, name: string, spec: object, inside?: string): object {
  return { apiVersion, kind, metadata: { name, ...(inside ? { namespace: inside } : {}) }, spec };
}

/** A NetworkPolicy of Kubernetes in shop. */
export function networkPolicy(spec: object, name = "kubernetes"): object {
  return policyObject("networking.k8s.io/v1", "NetworkPolicy", name, { podSelector: {}, ...spec }, "shop");
}

/** A NetworkPolicy of Calico in shop. */
export function calicoPolicy(spec: object, name = "calico"): object {
  return policyObject("projectcalico.org/v3", "NetworkPolicy", name, spec, "shop");
}

/** A GlobalNetworkPolicy of Calico. */
export function globalPolicy(spec: object, name = "global"): object {
  return policyObject("projectcalico.org/v3", "GlobalNetworkPolicy", name, spec);
}

/** Another object of Calico, without namespace. */
export function calicoObject(kind: string, name: string, spec: object, labels: object = {}): object {
  return { apiVersion: "projectcalico.org/v3", kind, metadata: { name, labels }, spec };
}

/** A ClusterNetworkPolicy about everything in shop. */
export function clusterPolicy(spec: object, name = "cluster"): object {
  const subject = { namespaces: { matchLabels: { "kubernetes.io/metadata.name": "shop" } } };
  return policyObject("policy.networking.k8s.io/v1alpha2", "ClusterNetworkPolicy", name, {
    tier: "Admin",
    priority: 10,
    subject,
    ...spec,
  });
}

/** An AdminNetworkPolicy about everything in shop, or the baseline one. */
export function adminPolicy(spec: object, kind = "AdminNetworkPolicy", name = "admin"): object {
  const subject = { namespaces: { matchLabels: { "kubernetes.io/metadata.name": "shop" } } };
  const priority = kind === "AdminNetworkPolicy" ? { priority: 10 } : {};
  return policyObject("policy.networking.k8s.io/v1alpha1", kind, name, { ...priority, subject, ...spec });
}

function end(text: string): End {
  const address = addresses[text];
  return address === undefined ? { address: text } : { pod: text, address };
}

/** A packet between two pods of the usual cluster, or addresses. */
export function packet(
  from: string,
  to: string,
  port: number | undefined = 80,
  protocol: Packet["protocol"] = "TCP",
  rest: Partial<Packet> = {},
): Packet {
  return { from: end(from), to: end(to), protocol, port, ...rest };
}

/** An ICMP packet. */
export function ping(from: string, to: string, type = 8, code = 0): Packet {
  return { from: end(from), to: end(to), protocol: "ICMP", icmp: { type, code } };
}
