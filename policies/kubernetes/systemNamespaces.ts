/** Namespaces that Kubernetes and Calico own: what is in them is not the program's to close or to label. */
export const systemNamespaces = [
  "calico-apiserver",
  "calico-system",
  "kube-node-lease",
  "kube-public",
  "kube-system",
  "tigera-operator",
] as const;
