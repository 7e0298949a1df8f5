import type { DeclaredFlow, DeclaredNever, DeclaredNetwork } from "../../flows/declaredNetwork.js";
import { policiesFor } from "../../flows/policiesFor.js";
import type { Flow, WorkloadPeer } from "../../flows/flow.js";
import type { Example, ExampleResource } from "../model/rule.js";

/* A small stack for the documentation: web calls cart in namespace shop, and nobody else calls anybody. */

const labels = (name: string) => ({ app: name });

const workload = (name: string): WorkloadPeer => ({
  kind: "workload",
  namespace: "shop",
  workload: name,
  selector: labels(name),
});

const port = { protocol: "TCP", port: 7070, endPort: 7070 } as const;
const flow: Flow = { namespace: "shop", from: workload("web"), to: workload("cart"), ports: [port] };
const declared: DeclaredFlow = { namespace: "shop", from: "shop/web", to: "shop/cart", ports: [port] };

/** What is declared. */
export function exampleDeclaration(never: readonly DeclaredNever[] = []): ExampleResource {
  const network: DeclaredNetwork = {
    ownCluster: false,
    addresses: {
      podCidr: "10.246.0.0/16",
      serviceCidr: "10.96.0.0/16",
      nodeCidrs: ["10.0.0.0/16"],
      dnsUpstreams: [],
    },
    systemNamespaces: ["kube-system"],
    lastResortDeny: false,
    namespaces: [
      {
        name: "shop",
        enforcement: "enforced",
        workloads: ["cart", "web"].map((name) => ({ name, labels: labels(name) })),
        never,
      },
    ],
    flows: [declared],
  };
  return { type: "basalt:application:Applications", name: "applications", properties: { network } };
}

/** Its namespace and workloads. */
export const examplePods: Example = [
  {
    type: "kubernetes:core/v1:Namespace",
    name: "shop",
    properties: { metadata: { name: "shop" } },
  },
  ...["cart", "web"].map((name) => ({
    type: "kubernetes:apps/v1:Deployment",
    name,
    properties: {
      metadata: { name, namespace: "shop" },
      spec: {
        selector: { matchLabels: labels(name) },
        template: { metadata: { labels: labels(name) }, spec: { containers: [{ name: "main" }] } },
      },
    },
  })),
];

/** The policies that let exactly what is declared through. */
export const examplePolicies: Example = policiesFor({
  namespace: "shop",
  enforcement: "enforced",
  flows: [flow],
}).map(({ name, spec }) => ({
  type: "kubernetes:networking.k8s.io/v1:NetworkPolicy",
  name,
  properties: { metadata: { name, namespace: "shop" }, spec: { ...spec } },
}));

/** A policy by hand, that somebody forgot. */
export const forgottenPolicy: ExampleResource = {
  type: "kubernetes:networking.k8s.io/v1:NetworkPolicy",
  name: "debug",
  properties: {
    metadata: { name: "debug", namespace: "shop" },
    spec: {
      podSelector: { matchLabels: labels("cart") },
      policyTypes: ["Ingress"],
      ingress: [
        {
          from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } } }],
          ports: [{ protocol: "TCP", port: 22 }],
        },
      ],
    },
  },
};
