import type { NamespacedMetadata } from "../metadata.js";
import type { ReadSettings } from "../settings.js";

/**
 * What orders a Kubernetes NetworkPolicy among policies of the same tier and order, in the named version of Calico: from
 * 3.32 on `name/namespace/kind`, before that `namespace/name` with the name that Calico gave it.
 * https://github.com/projectcalico/calico/blob/v3.32.0/felix/calc/policy_sorter.go (PolKVLess)
 */
export function tieBreak(metadata: NamespacedMetadata, settings: ReadSettings): string {
  const { namespace, name } = metadata;
  return settings.calicoMinor >= 32
    ? `${name}/${namespace}/KubernetesNetworkPolicy`
    : `${namespace}/knp.default.${name}`;
}
