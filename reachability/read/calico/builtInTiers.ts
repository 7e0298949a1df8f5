import type { Tier } from "../../model/policy.js";
import { clusterNetworkPolicyMinor } from "./policyName.js";

/** A tier that is there though nobody writes it. */
interface BuiltInTier extends Tier {
  /** Whether Calico refuses to change it. */
  readonly fixed: boolean;
}

/**
 * Tiers that Calico 3 of a minor version makes itself, and the one that its operator makes.
 * https://github.com/projectcalico/calico/blob/v3.32.1/api/pkg/apis/projectcalico/v3/tier.go
 * https://github.com/tigera/operator/blob/master/pkg/render/tiers/tiers.go
 */
export function builtInTiers(calicoMinor: number): readonly BuiltInTier[] {
  const isNew = calicoMinor >= clusterNetworkPolicyMinor;
  return [
    { name: "calico-system", order: 100, defaultAction: "deny", fixed: false },
    { name: isNew ? "kube-admin" : "adminnetworkpolicy", order: 1000, defaultAction: "pass", fixed: true },
    // SEMANTICS.md: "Kubernetes NetworkPolicies live in tier `default`".
    { name: "default", order: 1_000_000, defaultAction: "deny", fixed: true },
    {
      name: isNew ? "kube-baseline" : "baselineadminnetworkpolicy",
      order: 10_000_000,
      defaultAction: "pass",
      fixed: true,
    },
  ];
}
