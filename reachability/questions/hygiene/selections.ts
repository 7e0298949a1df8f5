import type { Evaluation } from "../../evaluate/evaluation.js";
import { everyRule, policyName, type Advice } from "./advice.js";

/** Policies and peers that select nothing. */
export function* checkSelections({ cluster, lookup }: Evaluation): Generator<Advice> {
  const { selections } = lookup;
  for (const policy of cluster.policies) {
    if (selections.select(policy.subject).endpoints.length > 0) continue;
    yield {
      id: "policy-selects-nothing",
      text: `${policyName(policy)} applies to no pod`,
      origin: policy.origin,
      path: [],
    };
  }
  for (const { policy, rule, peers } of everyRule(cluster.policies)) {
    for (const { selection, path } of peers) {
      // Things without a namespace, such as hosts, are not read: nobody knows whether there are any.
      if (!selection || selection.namespaces.kind === "outside") continue;
      const { endpoints, networkSets } = selections.select(selection);
      if (endpoints.length > 0 || networkSets.length > 0) continue;
      yield {
        id: "peer-selects-nothing",
        text: `${rule.action} rule of ${policyName(policy)}: no pod is such a peer`,
        origin: policy.origin,
        path,
      };
    }
  }
}
