import type { Field } from "../field.js";
import { readContainerPorts } from "./readContainerPorts.js";
import type { VariantDraft } from "./workloadDraft.js";

/** What a pod's `spec` decides about its network. */
export function readPodSpec(spec: Field): Pick<VariantDraft, "serviceAccount" | "hostNetwork" | "ports"> {
  if (!spec.isMapping() && !spec.present) spec.refuse("a mapping with the containers");
  // The old name is an alias, and the newer one wins:
  // https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#PodSpec
  const account = spec.at("serviceAccountName").nonEmptyText() ?? spec.at("serviceAccount").nonEmptyText();
  return {
    serviceAccount: account ?? "default",
    hostNetwork: spec.at("hostNetwork").flag() ?? false,
    ports: readContainerPorts(spec),
  };
}
