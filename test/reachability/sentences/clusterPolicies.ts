import {
  adminPolicy,
  calicoObject,
  clusterPolicy,
  globalPolicy,
  namespaces,
  networkPolicy,
  packet,
  ping,
  pod,
  referenceCluster,
  referenceSource,
  serving,
  usual,
} from "./manifests.js";
import type { Sentence } from "./sentence.js";

const outside = "203.0.113.9";
const overview = "https://network-policy-api.sigs.k8s.io/api-overview/";
const conversion = `${referenceSource}libcalico-go/lib/backend/k8s/conversion/clusternetworkpolicy.go`;
const older =
  "https://github.com/projectcalico/calico/blob/v3.31.7/libcalico-go/lib/backend/k8s/conversion/conversion.go";
const before = { calicoMinor: 31 };
const into = packet("bank/api", "shop/web");
const everyone = [{ namespaces: {} }];
const denyAll = { action: "Deny", from: everyone };
const baseline = (spec: object) => adminPolicy(spec, "BaselineAdminNetworkPolicy", "default");

/** The policies of a cluster's administrators, as the given version of Calico enforces them. */
export const clusterPolicies: readonly Sentence[] = [
  {
    says: "enforces ClusterNetworkPolicy since 3.32",
    reference: conversion,
    objects: [...usual, clusterPolicy({ ingress: [denyAll] })],
    denied: [into],
  },
  {
    says: "does not count a ClusterNetworkPolicy before 3.32",
    reference: older,
    settings: before,
    objects: [...usual, clusterPolicy({ ingress: [denyAll] })],
    allowed: [into],
  },
  {
    says: "enforces AdminNetworkPolicy and BaselineAdminNetworkPolicy before 3.32",
    reference: older,
    settings: before,
    objects: [
      ...usual,
      adminPolicy({ ingress: [{ ...denyAll, ports: [{ portNumber: { protocol: "TCP", port: 80 } }] }] }),
      baseline({
        ingress: [{ ...denyAll, ports: [{ portRange: { protocol: "TCP", start: 81, end: 82 } }] }],
      }),
    ],
    allowed: [packet("bank/api", "shop/web", 83)],
    denied: [into, packet("bank/api", "shop/web", 81), packet("bank/api", "shop/web", 82)],
  },
  {
    says: "does not count AdminNetworkPolicy and BaselineAdminNetworkPolicy since 3.32",
    reference: conversion,
    objects: [...usual, adminPolicy({ ingress: [denyAll] }), baseline({ ingress: [denyAll] })],
    allowed: [into],
  },
  {
    says: "beats a NetworkPolicy by the Admin tier",
    reference: referenceCluster,
    objects: [
      ...usual,
      networkPolicy({}),
      clusterPolicy({ ingress: [{ action: "Accept", from: everyone }] }),
    ],
    allowed: [into],
    denied: [packet(outside, "shop/web")],
  },
  {
    says: "beats a NetworkPolicy by an AdminNetworkPolicy",
    reference: overview,
    settings: before,
    objects: [...usual, networkPolicy({ ingress: [{}] }), adminPolicy({ ingress: [denyAll] })],
    allowed: [packet(outside, "shop/web")],
    denied: [into],
  },
  {
    says: "leaves the decision to NetworkPolicy by Pass",
    reference: referenceCluster,
    objects: [
      ...usual,
      networkPolicy({ ingress: [{ ports: [{ port: 80 }] }] }),
      clusterPolicy({ priority: 1, ingress: [{ action: "Pass", from: everyone }] }, "a"),
      clusterPolicy({ priority: 2, ingress: [denyAll] }, "b"),
    ],
    allowed: [into],
    denied: [packet("bank/api", "shop/web", 81)],
  },
  {
    says: "does not ask the Baseline tier about a pod that a NetworkPolicy isolates",
    reference: referenceCluster,
    objects: [
      ...usual,
      networkPolicy({ podSelector: { matchLabels: { app: "web" } }, ingress: [{ ports: [{ port: 80 }] }] }),
      clusterPolicy({ tier: "Baseline", ingress: [denyAll] }),
    ],
    allowed: [into],
    denied: [packet("bank/api", "shop/db")],
  },
  {
    says: "evaluates the smaller priority first",
    reference: referenceCluster,
    objects: [
      ...usual,
      clusterPolicy({ priority: 20, ingress: [{ action: "Accept", from: everyone }] }, "a"),
      clusterPolicy({ priority: 3, ingress: [denyAll] }, "b"),
    ],
    denied: [into],
  },
  {
    says: "governs no direction without rules, and denies nothing by default",
    reference: referenceCluster,
    objects: [
      ...usual,
      clusterPolicy({ ingress: [], egress: [{ action: "Accept", to: [{ networks: ["10.0.0.0/8"] }] }] }),
    ],
    allowed: [into, packet("shop/web", outside)],
  },
  {
    says: "chooses pods by both selectors",
    reference: referenceCluster,
    objects: [
      ...usual,
      clusterPolicy({
        subject: { pods: { namespaceSelector: {}, podSelector: { matchLabels: { app: "web" } } } },
        ingress: [
          {
            action: "Deny",
            from: [
              {
                pods: {
                  namespaceSelector: { matchLabels: { env: "test" } },
                  podSelector: { matchLabels: { app: "api" } },
                },
              },
            ],
          },
        ],
      }),
    ],
    allowed: [packet("bank/api", "shop/db"), packet("shop/db", "shop/web")],
    denied: [into],
  },
  {
    says: "matches pods as well as the world outside by networks",
    reference: referenceCluster,
    objects: [...usual, clusterPolicy({ egress: [{ action: "Deny", to: [{ networks: ["0.0.0.0/0"] }] }] })],
    denied: [packet("shop/web", outside), packet("shop/web", "bank/api"), ping("shop/web", outside)],
  },
  {
    says: "matches every protocol where protocols is absent",
    reference: referenceCluster,
    objects: [...usual, clusterPolicy({ ingress: [denyAll] })],
    denied: [into, packet("bank/api", "shop/web", 80, "UDP"), ping("bank/api", "shop/web")],
  },
  {
    says: "matches protocols by number, by range and by name",
    reference: referenceCluster,
    objects: [
      ...namespaces,
      pod("bank/api"),
      pod("shop/web", serving({ name: "dns", containerPort: 5353, protocol: "UDP" })),
      clusterPolicy({
        ingress: [
          {
            ...denyAll,
            protocols: [
              { tcp: { destinationPort: { number: 80 } } },
              { udp: { destinationPort: { range: { start: 10, end: 12 } } } },
              { destinationNamedPort: "dns" },
            ],
          },
        ],
      }),
    ],
    allowed: [
      packet("bank/api", "shop/web", 81),
      packet("bank/api", "shop/web", 9, "UDP"),
      packet("bank/api", "shop/web", 13, "UDP"),
      packet("bank/api", "shop/web", 5353),
    ],
    denied: [
      into,
      packet("bank/api", "shop/web", 10, "UDP"),
      packet("bank/api", "shop/web", 12, "UDP"),
      packet("bank/api", "shop/web", 5353, "UDP"),
    ],
  },
  {
    says: "does not choose a pod with its node's network as a peer",
    reference: referenceCluster,
    objects: [...usual, clusterPolicy({ ingress: [denyAll] })],
    allowed: [packet("bank/agent", "shop/web")],
    denied: [into],
  },
  {
    says: "evaluates a tier of Calico with a lower order before the Admin tier",
    reference: `${referenceSource}api/pkg/apis/projectcalico/v3/tier.go (KubeAdminTierOrder)`,
    objects: [
      ...usual,
      calicoObject("Tier", "first", { order: 999 }),
      globalPolicy({ tier: "first", ingress: [{ action: "Allow" }] }, "first.all"),
      clusterPolicy({ ingress: [denyAll] }),
    ],
    allowed: [into],
  },
  {
    says: "evaluates a tier of Calico with a higher order after the Admin tier",
    reference: `${referenceSource}api/pkg/apis/projectcalico/v3/tier.go (KubeAdminTierOrder)`,
    objects: [
      ...usual,
      calicoObject("Tier", "second", { order: 1001 }),
      globalPolicy({ tier: "second", ingress: [{ action: "Allow" }] }, "second.all"),
      clusterPolicy({ ingress: [denyAll] }),
    ],
    denied: [into],
  },
];

/**
 * Where Calico does other than the specification of a kind says. Apart, because an evaluator may rather refuse
 * such objects.
 */
export const clusterPolicyQuirks: readonly Sentence[] = [
  {
    says: "opens every port by a named port of an AdminNetworkPolicy, as 3.31 does",
    reference: `${older} (k8sAdminPolicyPortToCalicoFields: TODO: Add support for NamedPorts)`,
    settings: before,
    objects: [
      ...usual,
      networkPolicy({}),
      adminPolicy({ ingress: [{ action: "Allow", from: everyone, ports: [{ namedPort: "http" }] }] }),
    ],
    allowed: [into, packet("bank/api", "shop/web", 9, "UDP")],
  },
  {
    says: "denies everything by a Deny rule about peers that it does not know",
    reference: `${conversion} (k8sClusterNetPolHandleFailedRules)`,
    objects: [...usual, clusterPolicy({ egress: [{ action: "Deny", to: [{ nodes: {} }] }] })],
    denied: [packet("shop/web", outside)],
  },
  {
    says: "allows nothing by an Accept rule about peers that it does not know",
    reference: `${conversion} (k8sClusterNetPolHandleFailedRules)`,
    objects: [
      ...usual,
      networkPolicy({ policyTypes: ["Egress"] }),
      clusterPolicy({ egress: [{ action: "Accept", to: [{ domainNames: ["example.com"] }] }] }),
    ],
    denied: [packet("shop/web", outside)],
  },
];
