import type { Labels, PodVariant } from "../model/cluster.js";
import { emptySet, intersect, membersOf, setOf, type IntervalSet } from "../sets/intervals.js";
import type { Endpoint } from "./endpoints.js";
import { LabelIndex } from "./labelIndex.js";

/** One kind of pod as it was read, and the endpoint that it is part of. */
export interface IndexedPod {
  readonly endpoint: number;
  readonly pod: PodVariant;
}

/** Finds pods by all of their labels, which endpoints have only as far as policies use them. */
export class PodIndex {
  private readonly labels: LabelIndex;
  private readonly pods: readonly IndexedPod[];
  private readonly inNamespace = new Map<string, IntervalSet>();

  constructor(endpoints: readonly Endpoint[]) {
    this.pods = endpoints.flatMap(({ pods }, endpoint) => pods.map((pod) => ({ endpoint, pod })));
    this.labels = new LabelIndex(this.pods.map(({ pod }) => pod.labels));
    const members = new Map<string, number[]>();
    for (const [number, { endpoint }] of this.pods.entries()) {
      const { namespace } = endpoints[endpoint]!.workload;
      const list = members.get(namespace);
      if (list) list.push(number);
      else members.set(namespace, [number]);
    }
    for (const [namespace, list] of members) this.inNamespace.set(namespace, setOf(list));
  }

  /** Pods of a namespace that have all of some labels, those on the host's network included. */
  find(namespace: string, labels: Labels): IndexedPod[] {
    const operands = Object.keys(labels).map((key) => ({ op: "in", key, values: [labels[key]!] }) as const);
    const found = intersect(
      this.inNamespace.get(namespace) ?? emptySet,
      this.labels.select({ op: "and", operands }),
    );
    return [...membersOf(found)].map((number) => this.pods[number]!);
  }
}
