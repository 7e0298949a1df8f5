import type { Cluster, Namespace } from "../../model/cluster.js";
import type { EndpointSelection, NamespaceSelection } from "../../model/policy.js";
import { namedNamespace, nameKeys, type FreshNamespaces } from "./freshNamespaces.js";
import type { ExamplePod } from "./openings.js";
import { satisfy } from "./satisfy.js";

/**
 * A pod that a selection finds, with as few labels as it takes, where policies restrict it least: in a namespace of its
 * own, unless the selection names one. Undefined where there can be none, or none was found; the evaluation must
 * confirm that it is found.
 */
export function exampleOf(
  selection: EndpointSelection,
  cluster: Cluster,
  fresh: FreshNamespaces,
): ExamplePod | undefined {
  const { namespaces, labels: selector, serviceAccounts } = selection;
  const account = serviceAccounts?.names?.[0] ?? "default";
  const namespace = namespaceFor(namespaces, cluster, fresh);
  const serviceAccountLabels = serviceAccounts?.labels
    ? satisfy(serviceAccounts.labels, { "projectcalico.org/name": account })
    : {};
  if (!namespace || !serviceAccountLabels) return undefined;
  const labels = satisfy(selector, {
    "projectcalico.org/namespace": namespace.name,
    "projectcalico.org/orchestrator": "k8s",
    "projectcalico.org/serviceaccount": account,
  });
  return (
    labels && {
      namespace: namespace.name,
      namespaceLabels: namespace.labels,
      labels,
      serviceAccount: account,
      serviceAccountLabels: { ...serviceAccountLabels, "projectcalico.org/name": account },
    }
  );
}

function namespaceFor(
  selection: NamespaceSelection,
  cluster: Cluster,
  fresh: FreshNamespaces,
): Namespace | undefined {
  switch (selection.kind) {
    case "outside":
      return undefined;
    case "anywhere":
      return fresh.with({});
    case "named":
      return cluster.namespaces.find(({ name }) => name === selection.name) ?? namedNamespace(selection.name);
    case "labelled": {
      const labels = satisfy(selection.labels);
      if (!labels) return undefined;
      const name = nameKeys.map((key) => labels[key]).find((each) => each !== undefined);
      const there = cluster.namespaces.find((each) => each.name === name);
      // A namespace that is there has the labels that it has: whether it is selected, the evaluation says.
      return there ?? (name === undefined ? fresh.with(labels) : namedNamespace(name, labels));
    }
  }
}
