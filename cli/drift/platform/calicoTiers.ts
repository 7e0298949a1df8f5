import type { KubernetesObject } from "../cluster/kubernetesObject.js";
import type { Difference } from "../compare/differences.js";
import type { Deviation, PlatformObjects } from "./platformObject.js";
import { operatorTier } from "./operatorPolicies.js";

interface KnownTier {
  readonly order: number;
  readonly defaultAction: "Deny" | "Pass";
}

/** Tiers that Calico has by itself, for the policies of Kubernetes (projectcalico/calico, api/.../v3/tier.go). */
const own: Readonly<Record<string, KnownTier>> = {
  default: { order: 1_000_000, defaultAction: "Deny" },
  "kube-admin": { order: 1_000, defaultAction: "Pass" },
  "kube-baseline": { order: 10_000_000, defaultAction: "Pass" },
  // Until v3.31.
  adminnetworkpolicy: { order: 1_000, defaultAction: "Pass" },
  baselineadminnetworkpolicy: { order: 10_000_000, defaultAction: "Pass" },
};

/** The operator's (tigera/operator, pkg/render/tiers). */
const operators: Readonly<Record<string, KnownTier>> = {
  [operatorTier]: { order: 100, defaultAction: "Deny" },
};

/**
 * Tiers that are in every cluster with Calico.
 *
 * @param installed whether the declaration installs it: of somebody else's, only what opens something is told
 */
export function calicoTiers(installed: boolean): PlatformObjects[] {
  return [
    { tiers: own, reason: "tiers that Calico has by itself, for the policies of Kubernetes" },
    { tiers: operators, reason: "the tier of Calico's operator, for its own pods" },
  ].flatMap(({ tiers, reason }) =>
    Object.entries(tiers).map(([name, known]) => ({
      names: [`projectcalico.org/Tier ${name}`],
      reason,
      judge: (object) => judgeTier(object, known, installed),
    })),
  );
}

function judgeTier(object: KubernetesObject, known: KnownTier, installed: boolean): Deviation | undefined {
  const { order, defaultAction = "Deny" } = object.spec ?? {};
  // Clusters that are older than the order of the default tier have it last, as it is.
  const isLast = object.metadata.name === "default" && order === undefined;
  const differences: Difference[] = [
    ...(order === known.order || isLast
      ? []
      : [{ path: "spec.order", change: "changed" as const, declared: known.order, live: order }]),
    ...(defaultAction === known.defaultAction
      ? []
      : [
          {
            path: "spec.defaultAction",
            change: "changed" as const,
            declared: known.defaultAction,
            live: defaultAction,
          },
        ]),
  ];
  if (differences.length === 0) return undefined;
  return {
    differences,
    known: { ...object, spec: { ...object.spec, ...known } },
    ...(installed ? {} : { doubted: true as const }),
    repair: { by: "none", because: "Calico made it, and does not look at it again: write it back by hand" },
  };
}
