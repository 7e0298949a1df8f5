import { fromAdminNetworkPolicy, type AdminNetworkPolicySpec } from "./adminNetworkPolicy.js";
import { fromCalicoPolicy, type CalicoPolicySpec } from "./calicoPolicy.js";
import { fromClusterNetworkPolicy, type ClusterNetworkPolicySpec } from "./clusterNetworkPolicy.js";
import { fromNetworkPolicy, type NetworkPolicySpec } from "./networkPolicy.js";
import { ofKind, type KubernetesObject } from "./objects.js";
import type { Settings } from "./packet.js";
import type { OrderedPolicy } from "./policy.js";

/** Every policy that the given version of Calico enforces. */
export function policiesOf(objects: readonly unknown[], settings: Settings): readonly OrderedPolicy[] {
  const calico = "projectcalico.org";
  const cluster = "policy.networking.k8s.io";
  return [
    ...(
      ofKind(objects, "networking.k8s.io", "NetworkPolicy") as readonly KubernetesObject<NetworkPolicySpec>[]
    ).map((policy) => fromNetworkPolicy(policy, settings)),
    ...(ofKind(objects, calico, "NetworkPolicy") as readonly KubernetesObject<CalicoPolicySpec>[]).map(
      (policy) => fromCalicoPolicy(policy, "NetworkPolicy", settings),
    ),
    ...(ofKind(objects, calico, "GlobalNetworkPolicy") as readonly KubernetesObject<CalicoPolicySpec>[]).map(
      (policy) => fromCalicoPolicy(policy, "GlobalNetworkPolicy", settings),
    ),
    // "3.32: ClusterNetworkPolicy, not AdminNetworkPolicy; 3.31 the reverse"
    ...(settings.calicoMinor >= 32
      ? (
          ofKind(
            objects,
            cluster,
            "ClusterNetworkPolicy",
          ) as readonly KubernetesObject<ClusterNetworkPolicySpec>[]
        ).map((policy) => fromClusterNetworkPolicy(policy, settings))
      : [
          ...(
            ofKind(
              objects,
              cluster,
              "AdminNetworkPolicy",
            ) as readonly KubernetesObject<AdminNetworkPolicySpec>[]
          ).map((policy) => fromAdminNetworkPolicy(policy, "adminnetworkpolicy", settings)),
          ...(
            ofKind(
              objects,
              cluster,
              "BaselineAdminNetworkPolicy",
            ) as readonly KubernetesObject<AdminNetworkPolicySpec>[]
          ).map((policy) => fromAdminNetworkPolicy(policy, "baselineadminnetworkpolicy", settings)),
        ]),
  ];
}
