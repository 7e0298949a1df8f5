import { formatProblems } from "../../../problems/problem.js";
import type { Cluster } from "../../../reachability/model/cluster.js";
import { readCluster } from "../../../reachability/read/readCluster.js";
import type { ReadSettings } from "../../../reachability/read/settings.js";
import { parseCidr } from "../../../reachability/sets/addresses.js";

/** The cluster of raw objects, which must be valid; pods are in 10.0.0.0/16 and nodes in 172.16.0.0/24. */
export function clusterOf(objects: readonly unknown[], settings: Partial<ReadSettings> = {}): Cluster {
  const manifests = objects.map((value, index) => ({
    value,
    origin: { file: `${index}.yaml`, path: [], lineOf: () => undefined },
  }));
  const { cluster, problems } = readCluster(manifests, {
    calicoMinor: 32,
    pods: [parseCidr("10.0.0.0/16")!],
    nodes: [parseCidr("172.16.0.0/24")!],
    staged: false,
    ...settings,
  });
  if (problems.length > 0) throw new Error(formatProblems(problems));
  return cluster;
}

/** A Namespace. */
export function namespace(name: string, labels: Record<string, string> = {}): object {
  return { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } };
}

/** A Deployment whose pods have the label `app` with its name, and a port of each name and number. */
export function deployment(
  namespaceName: string,
  name: string,
  ports: Readonly<Record<string, number>> = {},
  spec: object = {},
): object {
  const containerPorts = Object.entries(ports).map(([portName, containerPort]) => ({
    name: portName,
    containerPort,
  }));
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { namespace: namespaceName, name },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: "main", image: "main", ports: containerPorts }], ...spec },
      },
    },
  };
}

/** A NetworkPolicy. */
export function networkPolicy(namespaceName: string, name: string, spec: object): object {
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { namespace: namespaceName, name },
    spec,
  };
}

/** A NetworkPolicy that denies everything that no other allows, in both directions. */
export function defaultDeny(namespaceName: string): object {
  return networkPolicy(namespaceName, "default-deny", {
    podSelector: {},
    policyTypes: ["Ingress", "Egress"],
  });
}

/** Pods of a name. */
export function app(name: string): object {
  return { podSelector: { matchLabels: { app: name } } };
}
