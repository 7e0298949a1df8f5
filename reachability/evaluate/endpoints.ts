import type { Cluster, ContainerPort, Labels, PodVariant, Workload } from "../model/cluster.js";
import type { AddressRange } from "../sets/addresses.js";
import { usedNames, type UsedNames } from "./usedNames.js";

/** Pods of one workload that nothing can tell apart. */
export interface Endpoint {
  readonly workload: Workload;
  /** The kinds of pods that it stands for, as they were read. */
  readonly pods: readonly PodVariant[];
  /** Labels that selectors see, those that Calico adds among them, without the keys that nothing asks for. */
  readonly labels: Labels;
  readonly accountLabels: Labels;
  readonly account: string;
  readonly hostNetwork: boolean;
  /** Ports whose names a policy mentions. */
  readonly ports: readonly (ContainerPort & { readonly name: string })[];
  /** Known addresses of all its pods; undefined where one is not known. */
  readonly addresses?: readonly AddressRange[];
  /** How many pods there may be. */
  readonly count: number;
  /** What tells it from the workload's other pods: `role=canary`; undefined where there are no others. */
  readonly variant?: string;
}

/** All pods of a cluster, by namespace and name of their workloads; those of one workload that differ are apart. */
export function endpointsOf(cluster: Cluster): Endpoint[] {
  const used = usedNames(cluster);
  return cluster.workloads.flatMap((workload) => {
    const merged = new Map<string, Endpoint>();
    for (const pod of workload.pods) {
      const endpoint = endpointOf(workload, pod, used);
      const { labels, accountLabels, account, hostNetwork, ports } = endpoint;
      const key =
        workload.pods.length === 1
          ? ""
          : JSON.stringify([labels, accountLabels, account, hostNetwork, ports]);
      const same = merged.get(key);
      merged.set(key, same ? together(same, endpoint) : endpoint);
    }
    return named([...merged.values()]);
  });
}

function endpointOf(workload: Workload, pod: PodVariant, used: UsedNames): Endpoint {
  const { name: account, labels: accountLabels } = pod.serviceAccount;
  const ports = pod.ports
    .filter((port): port is Endpoint["ports"][number] => port.name !== undefined && used.ports.has(port.name))
    .map(({ name, protocol, port }) => ({ name, protocol, port }));
  return {
    workload,
    pods: [pod],
    labels: only(pod.labels, used.labels),
    accountLabels: only(accountLabels, used.accountLabels),
    account: used.accounts ? account : "",
    hostNetwork: pod.hostNetwork,
    ports,
    ...(pod.addresses.length > 0 ? { addresses: pod.addresses } : {}),
    count: pod.count,
  };
}

/** The labels of some keys, by key. */
function only(labels: Labels, keys: ReadonlySet<string>): Labels {
  const kept: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const key of Object.keys(labels).sort()) if (keys.has(key)) kept[key] = labels[key]!;
  return kept;
}

function together(a: Endpoint, b: Endpoint): Endpoint {
  const { addresses: _, ...rest } = a;
  return {
    ...rest,
    pods: [...a.pods, ...b.pods],
    count: a.count + b.count,
    ...(a.addresses && b.addresses ? { addresses: [...a.addresses, ...b.addresses] } : {}),
  };
}

/** Says what tells the pods of one workload apart, where there are several kinds. */
function named(endpoints: readonly Endpoint[]): Endpoint[] {
  if (endpoints.length < 2) return [...endpoints];
  const facts = endpoints.map(factsOf);
  const differing = [...new Set(facts.flatMap((each) => Object.keys(each)))]
    .sort()
    .filter((key) => new Set(facts.map((each) => each[key])).size > 1);
  return endpoints.map((endpoint, index) => ({
    ...endpoint,
    variant: differing.map((key) => `${key}=${facts[index]![key] ?? ""}`).join(","),
  }));
}

function factsOf({ labels, account, accountLabels, hostNetwork, ports }: Endpoint): Record<string, string> {
  return {
    ...labels,
    ...(account === "" ? {} : { "service account": account }),
    ...(Object.keys(accountLabels).length === 0 ? {} : { "its labels": JSON.stringify(accountLabels) }),
    "host network": String(hostNetwork),
    ports: ports.map(({ name, protocol, port }) => `${name}:${protocol}/${port}`).join("+"),
  };
}
