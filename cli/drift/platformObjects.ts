import { controllerOf, type KubernetesObject } from "./cluster/kubernetesObject.js";
import { liveKindOf } from "./cluster/liveKinds.js";

/** An object that is in every cluster of ours and that no declaration makes. */
interface PlatformObjects {
  /** `group/Kind namespace/name`, of which a star stands for any end. */
  readonly names: readonly string[];
  readonly reason: string;
}

/*
 * By name, each: a namespace of the system is where somebody who got in would put what should not be seen.
 */
const platform: readonly PlatformObjects[] = [
  {
    names: [
      "/Namespace default",
      "/Namespace kube-system",
      "/Namespace kube-public",
      "/Namespace kube-node-lease",
    ],
    reason: "Kubernetes makes these namespaces",
  },
  { names: ["/Service default/kubernetes"], reason: "the API server's own Service" },
  {
    names: [
      "apps/DaemonSet kube-system/kube-proxy",
      "apps/DaemonSet kube-system/eks-pod-identity-agent",
      "apps/DaemonSet kube-system/ebs-csi-node",
      "apps/DaemonSet kube-system/ebs-csi-node-windows",
      "apps/Deployment kube-system/coredns",
      "apps/Deployment kube-system/ebs-csi-controller",
      "/Service kube-system/kube-dns",
      "/Service kube-system/eks-extension-metrics-api",
      "/Service kube-system/ebs-csi-controller",
      "/Service kube-system/ebs-csi-node",
    ],
    reason: "EKS makes these, of add-ons that the declaration pins by version",
  },
  {
    names: ["/Namespace calico-system", "/Namespace calico-apiserver"],
    reason: "Calico's operator makes these namespaces",
  },
  {
    names: [
      "apps/DaemonSet calico-system/calico-node",
      "apps/DaemonSet calico-system/csi-node-driver",
      "apps/Deployment calico-system/calico-typha",
      "apps/Deployment calico-system/calico-kube-controllers",
      "apps/Deployment calico-system/calico-apiserver",
      "apps/Deployment calico-apiserver/calico-apiserver",
      "apps/Deployment calico-system/calico-webhooks",
      "apps/Deployment calico-system/goldmane",
      "apps/Deployment calico-system/whisker",
      "/Service calico-system/calico-typha",
      "/Service calico-system/calico-typha-metrics",
      "/Service calico-system/calico-api",
      "/Service calico-apiserver/calico-api",
      "/Service calico-system/calico-webhooks",
      "/Service calico-system/calico-kube-controllers-metrics",
      "/Service calico-system/calico-node-metrics",
      "/Service calico-system/goldmane",
      "/Service calico-system/goldmane-metrics",
      "/Service calico-system/whisker",
      "/Service tigera-operator/tigera-operator-metrics",
    ],
    reason: "Calico's operator makes these, of images that the declaration pins by digest",
  },
  {
    names: [
      "projectcalico.org/Tier default",
      "projectcalico.org/Tier adminnetworkpolicy",
      "projectcalico.org/Tier baselineadminnetworkpolicy",
      "projectcalico.org/Tier kube-admin",
      "projectcalico.org/Tier kube-baseline",
    ],
    reason: "tiers that Calico has by itself, for the policies of Kubernetes",
  },
  {
    names: [
      "projectcalico.org/Tier calico-system",
      "projectcalico.org/NetworkPolicy calico-system/calico-system.default-deny",
      "projectcalico.org/NetworkPolicy calico-apiserver/calico-system.default-deny",
      "projectcalico.org/NetworkPolicy calico-system/calico-system.apiserver-access",
      "projectcalico.org/NetworkPolicy calico-apiserver/calico-system.apiserver-access",
      "projectcalico.org/NetworkPolicy calico-system/calico-system.kube-controller-access",
      "projectcalico.org/NetworkPolicy calico-system/calico-system.calico-webhooks",
      "projectcalico.org/NetworkPolicy calico-system/calico-system.goldmane",
      "projectcalico.org/NetworkPolicy calico-system/calico-system.whisker",
      "projectcalico.org/NetworkPolicy kube-system/calico-system.cluster-dns",
      "projectcalico.org/GlobalNetworkPolicy calico-system.node-local-dns",
    ],
    reason: "Calico's operator guards its own pods with these, and writes them anew when they change",
  },
  { names: ["projectcalico.org/IPPool pods"], reason: "the pool of the declared Installation" },
];

/** What only a cluster of ours is asked for. */
const existing: readonly PlatformObjects[] = [
  {
    names: ["projectcalico.org/IPPool *"],
    reason: "the pools of a Calico that somebody else installed",
  },
];

/**
 * Why an object is the platform's, or undefined where it is not.
 *
 * @param ownCluster whether the declaration makes the cluster
 */
export function platformReason(object: KubernetesObject, ownCluster: boolean): string | undefined {
  const controller = controllerOf(object);
  // The kubelet shows what it runs from its own files, in the name of its node.
  if (object.kind === "Pod" && controller?.kind === "Node" && isMirror(object))
    return "a pod that the kubelet runs from a file of its node";
  const name = nameOf(object);
  return [...platform, ...(ownCluster ? [] : existing)].find(({ names }) =>
    names.some((known) => known === name || (known.endsWith("*") && name.startsWith(known.slice(0, -1)))),
  )?.reason;
}

/** A pod that only claims to be one never runs: its kubelet does not know it, and deletes it. */
function isMirror({ metadata }: KubernetesObject): boolean {
  return metadata.annotations?.["kubernetes.io/config.mirror"] !== undefined;
}

function nameOf({ apiVersion, kind, metadata }: KubernetesObject): string {
  const group = liveKindOf(apiVersion, kind)?.group ?? "";
  const where = metadata.namespace === undefined ? "" : `${metadata.namespace}/`;
  return `${group}/${kind} ${where}${metadata.name}`;
}
