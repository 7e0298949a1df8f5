import type { Cluster, Labels, Namespace } from "../../model/cluster.js";

/** Labels by which selectors find a namespace's name: Kubernetes' and Calico's. */
export const nameKeys = ["kubernetes.io/metadata.name", "projectcalico.org/name"] as const;

/** Makes up namespaces that are not there; the same one for the same labels. */
export class FreshNamespaces {
  private readonly taken: Set<string>;
  private readonly kept = new Map<string, Namespace>();

  constructor({ namespaces }: Pick<Cluster, "namespaces">) {
    this.taken = new Set(namespaces.map(({ name }) => name));
  }

  /** One with these labels, besides those that every namespace has, and a name that none has. */
  with(labels: Labels): Namespace {
    const key = JSON.stringify(Object.entries(labels).sort());
    const kept = this.kept.get(key);
    if (kept) return kept;
    let name = "undeclared";
    for (let number = 2; this.taken.has(name); number += 1) name = `undeclared-${number}`;
    this.taken.add(name);
    const namespace = namedNamespace(name, labels);
    this.kept.set(key, namespace);
    return namespace;
  }
}

/** A namespace of this name that is not there. */
export function namedNamespace(name: string, labels: Labels = {}): Namespace {
  return { name, labels: { ...labels, ...Object.fromEntries(nameKeys.map((key) => [key, name])) } };
}
