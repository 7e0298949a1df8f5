import { isDeepStrictEqual } from "node:util";
import {
  isMapping,
  listOf,
  mappingOf,
  type KubernetesObject,
  type Mapping,
} from "../cluster/kubernetesObject.js";

/*
 * Policies that Calico's operator keeps for its own pods, as tigera/operator v1.42 to v1.44 writes them on a cluster
 * without any product but Calico: pkg/render (tiers, apiserver, goldmane, whisker, kubecontrollers). Rules for
 * what is not installed stand in them, too.
 */

export const operatorTier = "calico-system";

interface Known {
  readonly selector: string;
  /** Absent where it comes last. */
  readonly order?: number;
  readonly ingress?: readonly Mapping[];
  readonly egress?: readonly Mapping[];
}

const inNamespace = (name: string) => `kubernetes.io/metadata.name == '${name}'`;
const app = (name: string) => `k8s-app == '${name}'`;
const pods = (namespace: string, name: string, port: number) => ({
  namespaceSelector: inNamespace(namespace),
  selector: app(name),
  ports: [port],
});
const tcp = (ends: Mapping): Mapping => ({ action: "Allow", protocol: "TCP", ...ends });
const pass: Mapping = { action: "Pass" };
const dns: Mapping = {
  action: "Allow",
  protocol: "UDP",
  destination: {
    namespaceSelector: inNamespace("kube-system"),
    selector: "k8s-app in { 'kube-dns', 'coredns' }",
    ports: [53],
  },
};
const api = { services: { namespace: "default", name: "kubernetes" } };

const defaultDeny: Known = { selector: "k8s-app != 'calico-apiserver'" };

const policies: Readonly<Record<string, readonly Known[]>> = {
  "calico-system/calico-system.default-deny": [defaultDeny, { selector: "all()" }],
  "calico-system/calico-system.apiserver-access": [
    {
      selector: app("calico-apiserver"),
      order: 1,
      ingress: ["0.0.0.0/0", "::/0"].map((net) =>
        tcp({ source: { nets: [net] }, destination: { ports: [443, 5443, 8080, 10443] } }),
      ),
      egress: [
        dns,
        tcp({ destination: api }),
        tcp({ destination: pods("tigera-prometheus", "tigera-prometheus", 9095) }),
        tcp({ destination: pods("tigera-dex", "tigera-dex", 5556) }),
        tcp({ destination: pods("tigera-elasticsearch", "tigera-linseed", 8444) }),
        pass,
      ],
    },
  ],
  "calico-system/calico-system.kube-controller-access": [
    {
      selector: app("calico-kube-controllers"),
      order: 1,
      ingress: ["name == 'tigera-prometheus'", inNamespace("tigera-prometheus")].map((namespaceSelector) =>
        tcp({
          source: { namespaceSelector, selector: app("tigera-prometheus") },
          destination: { ports: [9094] },
        }),
      ),
      egress: [
        dns,
        tcp({ destination: { ports: [443, 6443, 12388] } }),
        tcp({ destination: pods("calico-system", "calico-manager", 9443) }),
      ],
    },
  ],
  "calico-system/calico-system.goldmane": [
    {
      selector: app("goldmane"),
      order: 1,
      ingress: [tcp({ destination: { ports: [7443] } })],
      egress: [dns, tcp({ destination: api })],
    },
  ],
  "calico-system/calico-system.whisker": [
    {
      selector: app("whisker"),
      egress: [tcp({ destination: { selector: app("goldmane"), ports: [7443] } }), dns],
    },
  ],
  "kube-system/calico-system.cluster-dns": [
    {
      selector: "k8s-app in { 'kube-dns', 'coredns' }",
      order: 1,
      ingress: [
        {
          action: "Allow",
          source: {
            namespaceSelector: "all()",
            selector: "projectcalico.org/namespace in {'calico-system'}",
          },
        },
        pass,
      ],
      egress: [{ action: "Allow" }],
    },
  ],
};

/** What the policies are called. */
export const operatorPolicyNames: readonly string[] = [
  ...Object.keys(policies).map((name) => `projectcalico.org/NetworkPolicy ${name}`),
  // Made where a node-local DNS cache runs: for its addresses, which nobody knows here.
  "projectcalico.org/GlobalNetworkPolicy calico-system.node-local-dns",
];

/** Whether a policy is in the tier that the operator alone writes into. */
export function isInOperatorTier({ spec }: KubernetesObject): boolean {
  return spec?.["tier"] === operatorTier;
}

/** Whether a policy lets through what the operator's own does, or less. */
export function isAsWritten({ kind, metadata, spec = {} }: KubernetesObject): boolean {
  if (kind !== "NetworkPolicy") return false;
  const { tier, order, selector, types, ingress, egress, ...more } = spec;
  const isPlain = tier === operatorTier && Object.keys(mappingOf(pruned(more))).length === 0;
  const isBoth = isDeepStrictEqual([...listOf(types)].sort(), ["Egress", "Ingress"]);
  if (!isPlain || !isBoth) return false;
  return (policies[`${metadata.namespace ?? ""}/${metadata.name}`] ?? []).some(
    (known) =>
      selector === known.selector &&
      order === known.order &&
      isWithin(ingress, known.ingress ?? []) &&
      isWithin(egress, known.egress ?? []),
  );
}

/** Whether rules are known ones in their order. One that is left out opens nothing: none denies. */
function isWithin(rules: unknown, known: readonly Mapping[]): boolean {
  let left = known;
  for (const rule of listOf(rules).map(pruned)) {
    const at = left.findIndex((each) => isDeepStrictEqual(each, rule));
    if (at < 0) return false;
    left = left.slice(at + 1);
  }
  return true;
}

/** Without what says nothing, which Calico's API server writes out; and with namespaces named in one way. */
function pruned(value: unknown): unknown {
  if (typeof value === "string")
    return value.replace(/^projectcalico\.org\/name == /, "kubernetes.io/metadata.name == ");
  if (Array.isArray(value)) return value.map(pruned);
  if (!isMapping(value)) return value;
  const parts = Object.entries(value)
    .map(([key, item]) => [key, pruned(item)] as const)
    .filter(
      ([, item]) =>
        item !== undefined &&
        item !== null &&
        !(Array.isArray(item) && item.length === 0) &&
        !(isMapping(item) && Object.keys(item).length === 0),
    );
  return Object.fromEntries(parts);
}
