import type { Namespace, Workload } from "../../model/cluster.js";
import type { Policy } from "../../model/policy.js";
import type { ReadContext } from "../context.js";
import { addLabels } from "../labels.js";
import { byName } from "../order.js";
import type { UsedLabels } from "../usedLabels.js";
import { nameLabels } from "./readNamespace.js";

/** Every namespace that something is in, sorted; of those that nobody defined, only the name is known. */
export function assembleNamespaces(
  context: ReadContext,
  workloads: readonly Workload[],
  policies: readonly Policy[],
  used: UsedLabels,
): readonly Namespace[] {
  const known = new Map(context.namespaces.map((namespace) => [namespace.name, namespace]));
  // Whether a selector on namespaces asks for more than what every namespace has.
  const needed = [...used.namespaces].some((key) => !Object.hasOwn(nameLabels(""), key));
  for (const { namespace } of inNamespaces(context, workloads, policies)) {
    if (namespace === undefined || known.has(namespace)) continue;
    known.set(namespace, { name: namespace, labels: addLabels({}, nameLabels(namespace)) });
    if (needed)
      context.note(
        "unknown-namespace",
        `namespace ${namespace} is not defined in what was read: selectors on its labels are taken not to match`,
      );
  }
  return [...known.values()].sort(byName);
}

function* inNamespaces(
  context: ReadContext,
  workloads: readonly Workload[],
  policies: readonly Policy[],
): Generator<{ readonly namespace?: string }> {
  yield* workloads;
  yield* context.services;
  yield* context.entryPoints;
  yield* context.networkSets;
  yield* policies;
}
