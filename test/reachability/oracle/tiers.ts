import { ofKind, type KubernetesObject } from "./objects.js";
import type { Settings } from "./packet.js";

/** A group of policies that is evaluated as one step. */
export interface Tier {
  readonly name: string;
  readonly order: number;
  /** What happens to a packet that policies of the tier govern and no rule matches. */
  readonly defaultAction: "Deny" | "Pass";
}

/** Those that Calico creates: api/pkg/apis/projectcalico/v3/tier.go, of v3.31.7 and of v3.32.0. */
function builtIn({ calicoMinor }: Settings): readonly Tier[] {
  const admin = calicoMinor >= 32 ? "kube-admin" : "adminnetworkpolicy";
  const baseline = calicoMinor >= 32 ? "kube-baseline" : "baselineadminnetworkpolicy";
  return [
    { name: admin, order: 1_000, defaultAction: "Pass" },
    { name: "default", order: 1_000_000, defaultAction: "Deny" },
    { name: baseline, order: 10_000_000, defaultAction: "Pass" },
  ];
}

/** All tiers in the order in which they are evaluated: felix/calc/policy_sorter.go (TierLess). */
export function tiersOf(objects: readonly unknown[], settings: Settings): readonly Tier[] {
  const standard = builtIn(settings);
  const declared = (
    ofKind(objects, "projectcalico.org", "Tier") as readonly KubernetesObject<{
      order?: number;
      defaultAction?: "Deny" | "Pass";
    }>[]
  )
    .filter(({ metadata }) => !standard.some(({ name }) => name === metadata.name))
    .map(({ metadata, spec }) => ({
      name: metadata.name,
      order: spec.order ?? Infinity,
      defaultAction: spec.defaultAction ?? "Deny",
    }));
  return [...standard, ...declared].sort((one, other) =>
    one.order === other.order ? (one.name < other.name ? -1 : 1) : one.order - other.order,
  );
}
