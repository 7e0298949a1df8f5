import type { Cluster } from "../model/cluster.js";
import type { EndpointSelection, NamespaceSelection } from "../model/policy.js";
import type { AddressRange } from "../sets/addresses.js";
import {
  emptySet,
  intersect,
  interval,
  membersOf,
  setOf,
  subtract,
  unionAll,
  type IntervalSet,
} from "../sets/intervals.js";
import type { Endpoint } from "./endpoints.js";
import { LabelIndex } from "./labelIndex.js";

/** Which pods and network sets a selection finds. */
export interface Selected {
  /** Numbers of endpoints. */
  readonly endpoints: IntervalSet;
  /** Numbers of network sets. */
  readonly networkSets: IntervalSet;
}

/** Answers selections of a cluster's pods, each distinct one once. */
export class Selections {
  private readonly endpointLabels: LabelIndex;
  private readonly accountLabels: LabelIndex;
  private readonly accounts: LabelIndex;
  private readonly namespaceLabels: LabelIndex;
  private readonly networkSetLabels: LabelIndex;
  private readonly inNamespace = new Map<string, IntervalSet>();
  private readonly networkSetsIn = new Map<string | undefined, number[]>();
  private readonly kept = new Map<string, Selected>();
  /** Pods on the host's network have no endpoint of their own: no selector finds them. */
  private readonly selectable: IntervalSet;

  /** @param endpoints sorted by namespace */
  constructor(
    private readonly cluster: Cluster,
    private readonly endpoints: readonly Endpoint[],
  ) {
    this.endpointLabels = new LabelIndex(endpoints.map(({ labels }) => labels));
    this.accountLabels = new LabelIndex(endpoints.map(({ accountLabels }) => accountLabels));
    this.accounts = new LabelIndex(endpoints.map(({ account }) => ({ name: account })));
    this.namespaceLabels = new LabelIndex(cluster.namespaces.map(({ labels }) => labels));
    this.networkSetLabels = new LabelIndex(
      cluster.networkSets.map(({ labels, namespace }) =>
        namespace === undefined ? labels : { ...labels, "projectcalico.org/namespace": namespace },
      ),
    );
    this.selectable = setOf([...endpoints.keys()].filter((number) => !endpoints[number]!.hostNetwork));
    const members = new Map<string, number[]>();
    for (const [number, { workload }] of endpoints.entries()) {
      const list = members.get(workload.namespace);
      if (list) list.push(number);
      else members.set(workload.namespace, [number]);
    }
    for (const [namespace, list] of members) this.inNamespace.set(namespace, setOf(list));
    for (const [number, { namespace }] of cluster.networkSets.entries())
      this.networkSetsIn.set(namespace, [...(this.networkSetsIn.get(namespace) ?? []), number]);
  }

  /** What a selection finds. */
  select(selection: EndpointSelection): Selected {
    const key = JSON.stringify(selection);
    const kept = this.kept.get(key);
    if (kept) return kept;
    const selected = {
      endpoints: this.endpointsOf(selection),
      networkSets:
        selection.networkSets && !selection.serviceAccounts ? this.networkSetsOf(selection) : emptySet,
    };
    this.kept.set(key, selected);
    return selected;
  }

  /**
   * What is found by the first and not by the second. Calico makes one set of both: what a network set of the second has
   * addresses of, the first may still find (felix/calc/rule_scanner.go, combineMatchesIfPossible).
   */
  selectWithout(selection: EndpointSelection, not: EndpointSelection | undefined): Selected {
    const found = this.select(selection);
    if (!not) return found;
    const left = this.select(not);
    return {
      endpoints: subtract(found.endpoints, left.endpoints),
      networkSets: subtract(found.networkSets, left.networkSets),
    };
  }

  /** Addresses of some network sets. */
  netsOf(networkSets: IntervalSet): AddressRange[] {
    return [...membersOf(networkSets)].flatMap((number) => this.cluster.networkSets[number]!.nets);
  }

  /** Every distinct set of endpoints that was asked for so far. */
  get asked(): readonly IntervalSet[] {
    return [...this.kept.values()].map(({ endpoints }) => endpoints);
  }

  private endpointsOf({ namespaces, labels, serviceAccounts }: EndpointSelection): IntervalSet {
    const sets = [this.selectable, this.inNamespaces(namespaces), this.endpointLabels.select(labels)];
    if (serviceAccounts?.names && serviceAccounts.names.length > 0)
      sets.push(this.accounts.select({ op: "in", key: "name", values: serviceAccounts.names }));
    if (serviceAccounts?.labels) sets.push(this.accountLabels.select(serviceAccounts.labels));
    return sets.sort((a, b) => a.length - b.length).reduce(intersect);
  }

  private inNamespaces(namespaces: NamespaceSelection): IntervalSet {
    switch (namespaces.kind) {
      case "anywhere":
        return interval(0, this.endpoints.length - 1);
      case "outside":
        return emptySet;
      case "named":
        return this.inNamespace.get(namespaces.name) ?? emptySet;
      case "labelled":
        return unionAll(
          this.namespacesWith(namespaces).map((name) => this.inNamespace.get(name) ?? emptySet),
        );
    }
  }

  private namespacesWith({ labels }: Extract<NamespaceSelection, { kind: "labelled" }>): string[] {
    return [...membersOf(this.namespaceLabels.select(labels))].map(
      (number) => this.cluster.namespaces[number]!.name,
    );
  }

  private networkSetsOf({ namespaces, labels }: EndpointSelection): IntervalSet {
    const { networkSets } = this.cluster;
    if (networkSets.length === 0) return emptySet;
    const within = ((): IntervalSet => {
      switch (namespaces.kind) {
        case "anywhere":
          return interval(0, networkSets.length - 1);
        case "outside":
          return setOf(this.networkSetsIn.get(undefined) ?? []);
        case "named":
          return setOf(this.networkSetsIn.get(namespaces.name) ?? []);
        case "labelled":
          return setOf(this.namespacesWith(namespaces).flatMap((name) => this.networkSetsIn.get(name) ?? []));
      }
    })();
    return intersect(within, this.networkSetLabels.select(labels));
  }
}
