import {
  calicoObject,
  calicoPolicy,
  globalPolicy,
  packet,
  pod,
  referenceCalico,
  referenceSource,
  usual,
} from "./manifests.js";
import type { Sentence } from "./sentence.js";

const outside = "203.0.113.9";
const entity = `${referenceCalico}networkpolicy#entityrule`;
const processor = `${referenceSource}libcalico-go/lib/backend/syncersv1/updateprocessors/rules.go (getEndpointSelector)`;
const scanner = `${referenceSource}felix/calc/rule_scanner.go (combineMatchesIfPossible)`;
const partner = calicoObject(
  "GlobalNetworkSet",
  "partner",
  { nets: ["203.0.113.0/24"] },
  { kind: "partner" },
);

const inNamespace = (source: object) => [
  ...usual,
  partner,
  calicoPolicy({ ingress: [{ action: "Allow", source }] }),
];
const everywhere = (source: object) => [
  ...usual,
  partner,
  globalPolicy({ ingress: [{ action: "Allow", source }] }),
];
const db = packet("shop/db", "shop/web");
const api = packet("bank/api", "shop/web");
const stranger = packet("198.51.100.1", "shop/web");
const friend = packet(outside, "shop/web");

/** Whom a rule of Calico's speaks of. */
export const calicoEntities: readonly Sentence[] = [
  {
    says: "means everyone by a rule without source",
    reference: entity,
    objects: inNamespace({}),
    allowed: [db, api, stranger, friend],
  },
  {
    says: "means the policy's own namespace by a selector alone",
    reference: processor,
    objects: inNamespace({ selector: "all()" }),
    allowed: [db],
    denied: [api, stranger, friend],
  },
  {
    says: "means every endpoint and network set by a selector alone in a global policy",
    reference: processor,
    objects: everywhere({ selector: "all()" }),
    allowed: [db, api, friend],
    denied: [stranger],
  },
  {
    says: "means any pod in any namespace by namespaceSelector all()",
    reference: processor,
    objects: inNamespace({ namespaceSelector: "all()" }),
    allowed: [db, api],
    denied: [stranger, friend],
  },
  {
    says: "means what is in no namespace by namespaceSelector global()",
    reference: processor,
    objects: inNamespace({ namespaceSelector: "global()", selector: "kind == 'partner'" }),
    allowed: [friend],
    denied: [db, api, stranger],
  },
  {
    says: "finds namespaces by label",
    reference: processor,
    objects: inNamespace({ namespaceSelector: "env == 'test'" }),
    allowed: [api],
    denied: [db, friend],
  },
  {
    says: "finds namespaces by name",
    reference: `${referenceSource}libcalico-go/lib/backend/k8s/conversion/conversion.go (NamespaceToProfile)`,
    objects: inNamespace({ namespaceSelector: "projectcalico.org/name == 'bank'" }),
    allowed: [api],
    denied: [db],
  },
  {
    says: "needs both selectors",
    reference: entity,
    objects: inNamespace({ namespaceSelector: "all()", selector: "app == 'db'" }),
    allowed: [db],
    denied: [api],
  },
  {
    says: "keeps a network set of a namespace to that namespace",
    reference: `${referenceCalico}networkset`,
    objects: [
      ...usual,
      {
        apiVersion: "projectcalico.org/v3",
        kind: "NetworkSet",
        metadata: { name: "near", namespace: "shop", labels: { kind: "near" } },
        spec: { nets: ["203.0.113.0/24"] },
      },
      {
        apiVersion: "projectcalico.org/v3",
        kind: "NetworkSet",
        metadata: { name: "far", namespace: "bank", labels: { kind: "near" } },
        spec: { nets: ["198.51.100.0/24"] },
      },
      calicoPolicy({ ingress: [{ action: "Allow", source: { selector: "kind == 'near'" } }] }),
    ],
    allowed: [friend],
    denied: [stranger],
  },
  {
    says: "takes out of a selector what notSelector chooses",
    reference: scanner,
    objects: inNamespace({ selector: "all()", notSelector: "app == 'db'" }),
    allowed: [packet("shop/cache", "shop/web")],
    denied: [db],
  },
  {
    says: "limits a namespaced policy's notSelector alone to the namespace",
    reference: processor,
    objects: inNamespace({ notSelector: "app == 'db'" }),
    allowed: [packet("shop/cache", "shop/web")],
    denied: [db, api, stranger],
  },
  {
    says: "means by a global policy's notSelector alone everything else, the world outside included",
    reference: scanner,
    objects: everywhere({ notSelector: "app == 'db'" }),
    allowed: [api, stranger, friend],
    denied: [db],
  },
  {
    says: "needs nets and selector both",
    reference: entity,
    objects: inNamespace({ namespaceSelector: "all()", nets: ["10.244.1.0/24"] }),
    allowed: [api],
    denied: [db, stranger],
  },
  {
    says: "finds pods by nets",
    reference: entity,
    objects: inNamespace({ nets: ["10.244.1.0/24", "198.51.100.0/24"] }),
    allowed: [api, stranger],
    denied: [db, friend],
  },
  {
    says: "excludes notNets",
    reference: entity,
    objects: inNamespace({ nets: ["10.244.0.0/16"], notNets: ["10.244.0.11/32"] }),
    allowed: [api, packet("shop/cache", "shop/web")],
    denied: [db],
  },
  {
    says: "means everything else by notNets alone",
    reference: entity,
    objects: inNamespace({ notNets: ["203.0.113.0/24"] }),
    allowed: [db, api, stranger],
    denied: [friend],
  },
  {
    says: "applies a rule to no IP version that its notNets do not speak of",
    reference: `${referenceSource}felix/rules/policy.go (filterNets)`,
    objects: inNamespace({ notNets: ["2001:db8::/32"] }),
    denied: [db, stranger],
  },
  {
    says: "reads empty lists as absent ones",
    reference: entity,
    objects: inNamespace({ nets: [], notNets: [], ports: [] }),
    allowed: [db, api, stranger],
  },
  {
    says: "finds a pod's address in a network set",
    reference: `${referenceSource}felix/labelindex/named_port_index.go (CalculateEndpointContribution)`,
    objects: [
      ...usual,
      calicoObject("GlobalNetworkSet", "pods", { nets: ["10.244.1.0/24"] }, { kind: "pods" }),
      globalPolicy({ ingress: [{ action: "Allow", source: { selector: "kind == 'pods'" } }] }),
    ],
    allowed: [api],
    denied: [db],
  },
  {
    says: "lets an address in through one network set that another one's notSelector excludes",
    reference: scanner,
    objects: [
      ...usual,
      partner,
      calicoObject("GlobalNetworkSet", "bad", { nets: [`${outside}/32`] }, { kind: "bad" }),
      globalPolicy({
        ingress: [{ action: "Allow", source: { selector: "has(kind)", notSelector: "kind == 'bad'" } }],
      }),
    ],
    allowed: [friend],
  },
  {
    says: "does not find a pod with its node's network by selectors",
    reference: `${referenceSource}libcalico-go/lib/backend/k8s/conversion/conversion.go (IsValidCalicoWorkloadEndpoint)`,
    objects: everywhere({ namespaceSelector: "projectcalico.org/name == 'bank'" }),
    allowed: [api],
    denied: [packet("bank/agent", "shop/web")],
  },
  {
    says: "finds service accounts by name, in the policy's namespace",
    reference: processor,
    objects: [
      ...usual.slice(0, 2),
      pod("shop/web"),
      pod("shop/db", { serviceAccountName: "robot" }),
      pod("shop/cache"),
      pod("bank/api", { serviceAccountName: "robot" }),
      calicoPolicy({ ingress: [{ action: "Allow", source: { serviceAccounts: { names: ["robot"] } } }] }),
    ],
    allowed: [db],
    denied: [packet("shop/cache", "shop/web"), api],
  },
  {
    says: "finds service accounts by name and by label",
    reference: processor,
    objects: [
      ...usual.slice(0, 2),
      pod("shop/web"),
      pod("shop/db", { serviceAccountName: "robot" }),
      pod("bank/api", { serviceAccountName: "robot" }),
      {
        apiVersion: "v1",
        kind: "ServiceAccount",
        metadata: { name: "robot", namespace: "bank", labels: { role: "writer" } },
      },
      globalPolicy({
        ingress: [
          {
            action: "Allow",
            source: { serviceAccounts: { names: ["robot"], selector: "role == 'writer'" } },
          },
        ],
      }),
    ],
    allowed: [api],
    denied: [db],
  },
];
