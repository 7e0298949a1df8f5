import { holds } from "./address.js";
import { podAt, type Endpoint } from "./endpoints.js";
import { selects, type LabelSelector } from "./labelSelector.js";
import { namespaceOf, type KubernetesObject } from "./objects.js";
import { protocolNumber, type Direction, type End, type Packet, type Settings } from "./packet.js";
import { tieOf, type OrderedPolicy, type Scene } from "./policy.js";

interface Peer {
  readonly podSelector?: LabelSelector;
  readonly namespaceSelector?: LabelSelector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

interface Port {
  readonly protocol?: string;
  readonly port?: number | string;
  readonly endPort?: number;
}

export interface NetworkPolicySpec {
  readonly podSelector?: LabelSelector;
  readonly policyTypes?: readonly ("Ingress" | "Egress")[];
  readonly ingress?: readonly { readonly from?: readonly Peer[]; readonly ports?: readonly Port[] }[] | null;
  readonly egress?: readonly { readonly to?: readonly Peer[]; readonly ports?: readonly Port[] }[] | null;
}

/** networking.k8s.io/v1: https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/ */
export function fromNetworkPolicy(
  policy: KubernetesObject<NetworkPolicySpec>,
  settings: Settings,
): OrderedPolicy {
  const { spec } = policy;
  const namespace = namespaceOf(policy);
  // The API server looks at lengths, so that `egress: []` and `policyTypes: []` are as good as absent:
  // https://github.com/kubernetes/kubernetes/blob/v1.36.2/pkg/apis/networking/v1/defaults.go
  const implied = spec.egress?.length ? ["Ingress", "Egress"] : ["Ingress"];
  const types = spec.policyTypes?.length ? spec.policyTypes : implied;
  return {
    tier: "default",
    // libcalico-go/lib/backend/k8s/conversion/conversion.go (K8sNetworkPolicyToCalico)
    order: 1000,
    tie: tieOf(settings, {
      kind: "KubernetesNetworkPolicy",
      namespace,
      name: policy.metadata.name,
      prefix: "knp.default.",
    }),
    applies: (pod, direction) =>
      types.includes(direction === "ingress" ? "Ingress" : "Egress") &&
      pod.namespace === namespace &&
      selects(spec.podSelector ?? {}, pod.ownLabels),
    decide: (scene, direction) => (allows(spec, namespace, scene, direction) ? "Allow" : undefined),
  };
}

function allows(spec: NetworkPolicySpec, namespace: string, scene: Scene, direction: Direction): boolean {
  const destination = podAt(scene.endpoints, scene.packet.to);
  if (direction === "ingress") {
    return (spec.ingress ?? []).some(
      ({ from, ports }) =>
        matchesPeers(from, namespace, scene, scene.packet.from) &&
        matchesPorts(ports, scene.packet, destination),
    );
  }
  return (spec.egress ?? []).some(
    ({ to, ports }) =>
      matchesPeers(to, namespace, scene, scene.packet.to) && matchesPorts(ports, scene.packet, destination),
  );
}

/** "If this field is empty or missing, this rule matches all sources". */
function matchesPeers(
  peers: readonly Peer[] | undefined,
  namespace: string,
  { endpoints }: Scene,
  end: End,
): boolean {
  if (!peers?.length) return true;
  return peers.some((peer) => matchesPeer(peer, namespace, podAt(endpoints, end), end.address));
}

function matchesPeer(peer: Peer, namespace: string, pod: Endpoint | undefined, address: string): boolean {
  if (peer.ipBlock) {
    const { cidr, except = [] } = peer.ipBlock;
    return holds(cidr, address) && !except.some((excepted) => holds(excepted, address));
  }
  if (!pod) return false;
  // "This is a label selector which selects Pods": without namespaceSelector "in the policy's own namespace".
  const inNamespace = peer.namespaceSelector
    ? selects(peer.namespaceSelector, pod.namespaceLabels)
    : pod.namespace === namespace;
  return inNamespace && selects(peer.podSelector ?? {}, pod.ownLabels);
}

/** "If this field is empty or missing, this rule matches all ports (traffic not restricted by port)". */
function matchesPorts(
  ports: readonly Port[] | undefined,
  packet: Packet,
  destination: Endpoint | undefined,
): boolean {
  if (!ports?.length) return true;
  return ports.some((port) => matchesPort(port, packet, destination));
}

function matchesPort(
  { protocol = "TCP", port, endPort }: Port,
  packet: Packet,
  destination: Endpoint | undefined,
): boolean {
  if (protocolNumber(protocol) !== protocolNumber(packet.protocol)) return false;
  if (port === undefined) return true;
  if (packet.port === undefined) return false;
  if (typeof port === "number") return port <= packet.port && packet.port <= (endPort ?? port);
  return (destination?.ports ?? []).some(
    (named) =>
      named.name === port &&
      named.containerPort === packet.port &&
      protocolNumber(named.protocol ?? "TCP") === protocolNumber(protocol),
  );
}
