import type { Policy } from "../../model/policy.js";
import type { Field } from "../field.js";
import type { ReadContext } from "../context.js";
import { readStoredMetadata } from "./storedMetadata.js";

/** What orders a policy among others of its tier and order. */
type PolicyKey = Pick<Policy, "kind" | "namespace" | "name" | "tier">;

/** First minor version of Calico 3 that has ClusterNetworkPolicy, and policies whose names need not begin with their tier. */
export const clusterNetworkPolicyMinor = 32;

/**
 * The name of a policy as users see it. Stored ones have `default.` before it, and before 3.32 that is the same policy;
 * there it must begin with the tier unless that is "default".
 * https://github.com/projectcalico/calico/blob/v3.31.7/libcalico-go/lib/names/policy.go
 */
export function readPolicyName(object: Field, written: string, tier: string, context: ReadContext): string {
  const isOld = context.settings.calicoMinor < clusterNetworkPolicyMinor;
  if (isOld && !written.startsWith(`${tier}.`) && (tier !== "default" || written.includes(".")))
    object
      .at("metadata")
      .at("name")
      .refuse("a name that begins with the policy's tier and a dot: Calico before 3.32 refuses others");
  const stored = readStoredMetadata(object);
  const name = stored?.name ?? written;
  const strips = tier === "default" && (isOld || (stored && stored.name === undefined));
  return strips && name.startsWith("default.") ? name.slice("default.".length) : name;
}

/**
 * By what policies of one tier and order go (SEMANTICS.md: "ties by name"): from 3.32 on by name, namespace and kind,
 * before that by namespace and the name as it is stored, which begins with the tier.
 * https://github.com/projectcalico/calico/blob/v3.32.1/felix/calc/policy_sorter.go (PolKVLess)
 */
export function tieBreakOf(policy: PolicyKey, calicoMinor: number): string {
  const { kind, namespace, name, tier } = policy;
  if (calicoMinor >= clusterNetworkPolicyMinor) return `${name}/${namespace ?? ""}/${kind}`;
  const stored = tier === "default" ? `default.${name}` : name;
  return namespace === undefined ? stored : `${namespace}/${stored}`;
}
