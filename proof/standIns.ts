import type { DeclaredNetwork } from "../flows/declaredNetwork.js";
import type { PortRange } from "../flows/flow.js";
import { dnsPods, dnsPorts } from "../flows/policiesFor.js";
import type { Manifest } from "../reachability/model/manifest.js";

/*
 * What runs in the cluster and no resource of the program says: pods that something else makes, and what Calico's
 * operator adds.
 */

/** The pods of the cluster's DNS, as an add-on makes them. */
const dnsWorkload = "kube-dns";

/** Pods and policies to judge the program's objects with. */
export function standIns({ namespaces, calico }: DeclaredNetwork): Manifest[] {
  return [
    pods(
      dnsPods.namespace,
      dnsWorkload,
      dnsPods.labels,
      dnsPorts().map(({ protocol, port }) => ({ protocol, port, endPort: port })),
    ),
    ...namespaces.flatMap(({ name, workloads }) =>
      workloads.flatMap((workload) =>
        workload.ports ? [pods(name, workload.name, workload.labels, workload.ports)] : [],
      ),
    ),
    ...(calico ? operatorPolicies : []),
  ].map((value) => ({ value, origin }));
}

const origin: Manifest["origin"] = { file: "the plan's stand-ins", path: [], lineOf: () => undefined };

function pods(
  namespace: string,
  name: string,
  labels: Readonly<Record<string, string>>,
  ports: readonly PortRange[],
): object {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace, labels },
    spec: {
      containers: [
        {
          name: "main",
          ports: ports.map((each) => ({
            ...(each.name === undefined ? {} : { name: each.name }),
            protocol: each.protocol,
            containerPort: each.port,
          })),
        },
      ],
    },
  };
}

/** Namespaces of Calico's own pods. */
export const calicoNamespaces = ["calico-apiserver", "calico-system", "tigera-operator"] as const;

/** What Calico's operator always makes, in a tier before Kubernetes' policies (tigera/operator, pkg/render/tiers). */
const operatorPolicies: readonly object[] = [
  {
    apiVersion: "projectcalico.org/v3",
    kind: "Tier",
    metadata: { name: "calico-system" },
    spec: { order: 100 },
  },
  {
    apiVersion: "projectcalico.org/v3",
    kind: "NetworkPolicy",
    metadata: { name: "calico-system.cluster-dns", namespace: dnsPods.namespace },
    spec: {
      tier: "calico-system",
      order: 1,
      selector: "k8s-app in { 'kube-dns', 'coredns' }",
      types: ["Ingress", "Egress"],
      ingress: [
        {
          action: "Allow",
          source: {
            namespaceSelector: "all()",
            selector:
              "projectcalico.org/namespace in { 'calico-apiserver', 'calico-system', 'tigera-operator' }",
          },
        },
        { action: "Pass" },
      ],
      egress: [{ action: "Allow" }],
    },
  },
];
