import { endpointsOf } from "../evaluate/endpoints.js";
import { LabelIndex } from "../evaluate/labelIndex.js";
import { endpointLabels } from "../model/endpointLabels.js";
import type { Cluster, Labels, Namespace, Workload } from "../model/cluster.js";
import { entitiesOf, type EndpointSelection, type NamespaceSelection } from "../model/policy.js";
import { FreshNamespaces, namedNamespace, nameKeys } from "../questions/exposure/freshNamespaces.js";
import { everyWay } from "../questions/exposure/satisfy.js";
import { membersOf } from "../sets/intervals.js";

/** Name of the pods that stand for whatever else might run in a namespace. */
export const strangerName = "(any other pod)";

/** Whether a workload is one of these pods. */
export function isStranger({ origin }: Workload): boolean {
  return origin.file === strangerName;
}

/** A pod that nobody declared. */
interface Stranger {
  readonly namespace: Namespace;
  readonly labels: Labels;
  readonly account: { readonly name: string; readonly labels: Labels };
}

/** Most ways in which one selector is met, and missed: each is a pod. */
const mostWays = 16;

/**
 * The cluster with pods that nobody declared, of every kind that its policies can tell from others: without labels in each
 * of some namespaces and in one more, and for every selector one for each way to meet it, and to miss it. What they may
 * do is what isolation leaves open.
 */
export function withStrangers(cluster: Cluster, namespaces: readonly string[]): Cluster {
  const known = new Map(cluster.namespaces.map((namespace) => [namespace.name, namespace]));
  const fresh = new FreshNamespaces(cluster);
  const usual = namespaces.map((name) => known.get(name) ?? namedNamespace(name));
  const all = [...usual, fresh.with({})];
  const strangers = new Map<string, Stranger>();
  const add = (stranger: Stranger) => strangers.set(keyOf(stranger), stranger);
  for (const namespace of all) add({ namespace, labels: {}, account: { name: "default", labels: {} } });
  const places = new Places(cluster, all, known, fresh);
  for (const selection of selectionsOf(cluster))
    for (const namespace of places.of(selection.namespaces))
      for (const account of accountsOf(selection))
        for (const labels of labelsOf(selection, namespace, account.name))
          add({ namespace, labels, account });
  const found = [...strangers.values()];
  const made = new Map(
    found.flatMap(({ namespace }) =>
      known.has(namespace.name) ? [] : [[namespace.name, namespace] as const],
    ),
  );
  return withoutTwins(cluster, {
    ...cluster,
    namespaces: [...cluster.namespaces, ...made.values()],
    workloads: [...cluster.workloads, ...found.map(workloadOf)],
  });
}

/** Leaves out strangers with labels that no policy can tell from pods which are there: these are judged themselves. */
function withoutTwins({ workloads }: Cluster, all: Cluster): Cluster {
  const declared = new Set(workloads);
  const seen = new Set<string>();
  const twins = new Set<Workload>();
  for (const { workload, labels, accountLabels, account, hostNetwork, ports } of endpointsOf(all)) {
    const key = JSON.stringify([workload.namespace, labels, accountLabels, account, hostNetwork, ports]);
    // Those that are there come first.
    if (declared.has(workload)) seen.add(key);
    else if (workload.name !== strangerName && seen.has(key)) twins.add(workload);
  }
  return { ...all, workloads: all.workloads.filter((workload) => !twins.has(workload)) };
}

/** Each distinct selection of the policies, as who they are for and as whom they speak of. */
function selectionsOf({ policies }: Cluster): EndpointSelection[] {
  const selections = policies.flatMap((policy) => [
    policy.subject,
    ...entitiesOf(policy).flatMap(({ selection, notSelection }) =>
      [selection ?? [], notSelection ?? []].flat(),
    ),
  ]);
  return [...new Map(selections.map((selection) => [JSON.stringify(selection), selection])).values()];
}

/** Namespaces, there or not, by how selections find them. */
class Places {
  private readonly index: LabelIndex;

  constructor(
    private readonly cluster: Cluster,
    private readonly all: readonly Namespace[],
    private readonly known: ReadonlyMap<string, Namespace>,
    private readonly fresh: FreshNamespaces,
  ) {
    this.index = new LabelIndex(cluster.namespaces.map(({ labels }) => labels));
  }

  of(namespaces: NamespaceSelection): readonly Namespace[] {
    switch (namespaces.kind) {
      case "anywhere":
        return this.all;
      case "outside":
        return [];
      case "named":
        return [this.named(namespaces.name)];
      case "labelled": {
        if (namespaces.labels.op === "all") return this.all;
        const present = [...membersOf(this.index.select(namespaces.labels))];
        const imagined = [true, false].flatMap((holds) =>
          everyWay(namespaces.labels, holds, {}, mostWays).map((labels) => this.with(labels)),
        );
        return [...present.map((number) => this.cluster.namespaces[number]!), ...imagined];
      }
    }
  }

  private named(name: string): Namespace {
    return this.known.get(name) ?? namedNamespace(name);
  }

  /** The namespace that labels name, else one that is not there. */
  private with(labels: Labels): Namespace {
    const name = nameKeys.map((key) => labels[key]).find((each) => each !== undefined);
    return name === undefined
      ? this.fresh.with(labels)
      : (this.known.get(name) ?? namedNamespace(name, labels));
  }
}

function accountsOf({ serviceAccounts }: EndpointSelection): Stranger["account"][] {
  const names = serviceAccounts?.names ?? [];
  const named = (names.length === 0 ? ["default"] : names).map((name) => ({ name, labels: {} }));
  const { labels } = serviceAccounts ?? {};
  if (!labels) return named;
  return [true, false].flatMap((holds) =>
    everyWay(labels, holds, {}, mostWays).map((own) => ({ name: names[0] ?? "stranger", labels: own })),
  );
}

function labelsOf({ labels }: EndpointSelection, namespace: Namespace, account: string): Labels[] {
  const fixed = endpointLabels(namespace.name, account);
  if (labels.op === "all") return [{}];
  return [true, false].flatMap((holds) => everyWay(labels, holds, fixed, mostWays));
}

function keyOf({ namespace, labels, account }: Stranger): string {
  return JSON.stringify([namespace.name, Object.entries(labels).sort(), account]);
}

function workloadOf({ namespace, labels, account }: Stranger): Workload {
  const origin = { file: strangerName, path: [], lineOf: () => undefined };
  return {
    namespace: namespace.name,
    name: nameOf(labels, account),
    kind: "Pod",
    origin,
    pods: [
      {
        labels: { ...endpointLabels(namespace.name, account.name), ...labels },
        serviceAccount: account,
        hostNetwork: false,
        ports: [],
        addresses: [],
        count: 1,
        origin,
      },
    ],
  };
}

/** `(any other pod)`, `(any other pod with debug=true)`. */
function nameOf(labels: Labels, account: Stranger["account"]): string {
  const facts = [...Object.entries(labels), ...Object.entries(account.labels)].map(
    ([key, value]) => `${key}=${value}`,
  );
  if (account.name !== "default") facts.push(`service account ${account.name}`);
  return facts.length === 0 ? strangerName : `(any other pod with ${facts.sort().join(", ")})`;
}
