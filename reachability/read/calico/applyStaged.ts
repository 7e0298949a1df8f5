import type { Policy } from "../../model/policy.js";
import type { StagedPolicy } from "../context.js";
import { groupOf } from "../metadata.js";

/**
 * The policies that would be enforced if the staged ones were (SEMANTICS.md: "Staged policies change nothing, and can be
 * asked 'what if'"): each sets or deletes the policy of its enforced kind, namespace and name.
 */
export function applyStaged(policies: readonly Policy[], staged: readonly StagedPolicy[]): Policy[] {
  const result = new Map(policies.map((policy) => [keyOf(targetOf(policy)), policy]));
  for (const { action, policy, target } of staged) {
    if (action === "set" && policy) result.set(keyOf(target), policy);
    else result.delete(keyOf(target));
  }
  return [...result.values()];
}

function targetOf({ apiVersion, kind, namespace, name }: Policy): StagedPolicy["target"] {
  const group = groupOf(apiVersion);
  return { group: group === "crd.projectcalico.org" ? "projectcalico.org" : group, kind, namespace, name };
}

function keyOf({ group, kind, namespace, name }: StagedPolicy["target"]): string {
  return [group, kind, namespace ?? "", name].join("/");
}
