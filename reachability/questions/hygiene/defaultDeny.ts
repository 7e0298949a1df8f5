import { endpointsOf } from "../../evaluate/endpoints.js";
import type { Evaluation } from "../../evaluate/evaluation.js";
import { Selections } from "../../evaluate/selections.js";
import type { Cluster } from "../../model/cluster.js";
import type { Direction, Policy, Rule } from "../../model/policy.js";
import { membersOf } from "../../sets/intervals.js";
import { unlabelledPods, withPods } from "../exposure/undeclared.js";
import type { Advice } from "./advice.js";

/** Namespaces in which a pod without labels would be open to everyone, or could reach everyone. */
export function* checkDefaultDeny({ cluster }: Evaluation): Generator<Advice> {
  const pods = unlabelledPods(cluster);
  const workloads = withPods(cluster, pods).workloads.slice(cluster.workloads.length);
  const alone = { ...cluster, workloads };
  const selections = new Selections(alone, endpointsOf(alone));
  const applying = cluster.namespaces.map(() => ({ ingress: [] as Policy[], egress: [] as Policy[] }));
  for (const policy of cluster.policies)
    for (const number of membersOf(selections.select(policy.subject).endpoints))
      for (const direction of ["ingress", "egress"] as const)
        if (policy[direction]) applying[number]![direction].push(policy);
  for (const [number, { name, origin }] of cluster.namespaces.entries()) {
    for (const direction of ["ingress", "egress"] as const) {
      if (!isOpen(applying[number]![direction], direction, cluster)) continue;
      const [what, meaning] =
        direction === "ingress" ? ["Ingress", "is open to everyone"] : ["Egress", "can reach everyone"];
      yield {
        id: `no-default-deny-${direction}`,
        text: `namespace ${name} does not deny ${what} by default: a pod that no policy selects ${meaning}`,
        origin,
        path: [],
      };
    }
  }
}

/** Whether what no rule is about in particular is allowed: rules for some peers or some traffic do not count. */
function isOpen(policies: readonly Policy[], direction: Direction, { tiers }: Cluster): boolean {
  for (const { name, defaultAction } of tiers) {
    const own = policies.filter(({ tier }) => tier === name);
    if (own.length === 0) continue;
    const rule = own.flatMap((policy) => policy[direction] ?? []).find(isForEverything);
    const action = rule?.action ?? defaultAction;
    if (action === "allow") return true;
    if (action === "deny") return false;
  }
  return true;
}

function isForEverything({ action, ipVersion, source, destination, traffic }: Rule): boolean {
  return action !== "log" && ipVersion === undefined && !source && !destination && !traffic;
}
