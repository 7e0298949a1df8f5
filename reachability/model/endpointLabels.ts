import type { Labels } from "./cluster.js";

/**
 * Labels that Calico gives a pod's endpoint, over its own.
 * https://github.com/projectcalico/calico/blob/v3.32.0/libcalico-go/lib/backend/k8s/conversion/workload_endpoint_default.go
 */
export function endpointLabels(namespace: string, serviceAccount: string): Labels {
  const labels = { "projectcalico.org/namespace": namespace, "projectcalico.org/orchestrator": "k8s" };
  return serviceAccount.length < 63
    ? { ...labels, "projectcalico.org/serviceaccount": serviceAccount }
    : labels;
}
