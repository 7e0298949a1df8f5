import { endpointLabels } from "../../reachability/model/endpointLabels.js";
import type { Cluster } from "../../reachability/model/cluster.js";
import type { Direction, EndpointSelection, Policy, Rule } from "../../reachability/model/policy.js";
import type { Selector } from "../../reachability/model/selector.js";
import { matches } from "../../reachability/read/workloads/matches.js";

/** Directions in which no policy denies a namespace's pods everything that others do not allow. */
export function openDirections({ policies, tiers, namespaces }: Cluster, namespace: string): Direction[] {
  const labels = namespaces.find(({ name }) => name === namespace)?.labels ?? {
    "kubernetes.io/metadata.name": namespace,
  };
  const passing = new Set(
    tiers.filter(({ defaultAction }) => defaultAction === "pass").map(({ name }) => name),
  );
  const all = policies.filter(({ subject }) => selectsEveryPod(subject, namespace, labels));
  return (["ingress", "egress"] as const).filter(
    (direction) => !all.some((policy) => deniesAll(policy, direction, passing)),
  );
}

/** A policy that allows nothing denies what no other of its tier allows; unless the tier lets it pass. */
function deniesAll(policy: Policy, direction: Direction, passing: ReadonlySet<string>): boolean {
  const rules = policy[direction];
  if (!rules?.every(({ action }) => action === "deny" || action === "log")) return false;
  return !passing.has(policy.tier) || rules.some(isUnconditional);
}

function isUnconditional({ action, ipVersion, source, destination, traffic }: Rule): boolean {
  return action === "deny" && !ipVersion && !source && !destination && !traffic;
}

/** Whether a selection finds every pod of a namespace, whatever its labels and account are. */
function selectsEveryPod(
  { namespaces, labels, serviceAccounts }: EndpointSelection,
  namespace: string,
  namespaceLabels: Readonly<Record<string, string>>,
): boolean {
  if (serviceAccounts !== undefined) return false;
  const inNamespace =
    namespaces.kind === "anywhere" ||
    (namespaces.kind === "named" && namespaces.name === namespace) ||
    (namespaces.kind === "labelled" && matches(namespaces.labels, namespaceLabels));
  const always = endpointLabels(namespace, "");
  return inNamespace && keysOf(labels).every((key) => certain.has(key)) && matches(labels, always);
}

/** Labels of a pod that do not depend on the pod. */
const certain: ReadonlySet<string> = new Set([
  "projectcalico.org/namespace",
  "projectcalico.org/orchestrator",
]);

function keysOf(selector: Selector): string[] {
  switch (selector.op) {
    case "all":
      return [];
    case "not":
      return keysOf(selector.operand);
    case "and":
    case "or":
      return selector.operands.flatMap(keysOf);
    case "has":
    case "in":
    case "contains":
    case "startsWith":
    case "endsWith":
      return [selector.key];
  }
}
