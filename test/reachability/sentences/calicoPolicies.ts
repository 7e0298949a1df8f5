import {
  calicoObject,
  calicoPolicy,
  globalPolicy,
  networkPolicy,
  packet,
  pod,
  referenceCalico,
  referenceSource,
  usual,
} from "./manifests.js";
import type { Sentence } from "./sentence.js";

const outside = "203.0.113.9";
const types = `${referenceSource}api/pkg/defaults/networkpolicy.go (defaultPolicyTypesField)`;
const processors = `${referenceSource}libcalico-go/lib/backend/syncersv1/updateprocessors/`;
const into = packet("bank/api", "shop/web");
const out = packet("shop/web", outside);

/** What Calico's policies govern: types, selectors, and the kinds that pods do not notice. */
export const calicoPolicies: readonly Sentence[] = [
  {
    says: "governs ingress alone where types is absent and there are no rules",
    reference: types,
    objects: [...usual, calicoPolicy({})],
    allowed: [out],
    denied: [into],
  },
  {
    says: "governs ingress alone where types is absent and there are ingress rules",
    reference: types,
    objects: [...usual, calicoPolicy({ ingress: [{ action: "Deny" }], egress: [] })],
    allowed: [out],
    denied: [into],
  },
  {
    says: "governs egress alone where types is absent and there are only egress rules, unlike Kubernetes",
    reference: types,
    objects: [...usual, calicoPolicy({ egress: [{ action: "Deny" }] })],
    allowed: [into],
    denied: [out],
  },
  {
    says: "governs both directions where types is absent and both have rules",
    reference: types,
    objects: [...usual, calicoPolicy({ ingress: [{ action: "Deny" }], egress: [{ action: "Deny" }] })],
    denied: [into, out],
  },
  {
    says: "ignores rules of a direction that types does not name",
    reference: `${referenceCalico}networkpolicy#spec`,
    objects: [...usual, calicoPolicy({ types: ["Ingress"], egress: [{ action: "Deny" }] })],
    allowed: [out],
    denied: [into],
  },
  {
    says: "governs only pods of its namespace",
    reference: `${processors}networkpolicyprocessor.go`,
    objects: [...usual, calicoPolicy({ selector: "all()" })],
    allowed: [packet("shop/web", "bank/api")],
    denied: [into],
  },
  {
    says: "governs pods everywhere by a global policy without selectors",
    reference: `${processors}globalnetworkpolicyprocessor.go`,
    objects: [...usual, globalPolicy({})],
    denied: [into, packet("shop/web", "bank/api")],
  },
  {
    says: "selects the namespaces of a global policy by their labels",
    reference: `${processors}globalnetworkpolicyprocessor.go`,
    objects: [...usual, globalPolicy({ namespaceSelector: "env == 'test'" })],
    allowed: [into],
    denied: [packet("shop/web", "bank/api")],
  },
  {
    says: "selects pods by their service account",
    reference: `${processors}networkpolicyprocessor.go`,
    objects: [
      ...usual.slice(0, 2),
      pod("bank/api"),
      pod("shop/web", { serviceAccountName: "robot" }),
      pod("shop/db"),
      {
        apiVersion: "v1",
        kind: "ServiceAccount",
        metadata: { name: "robot", namespace: "shop", labels: { role: "writer" } },
      },
      calicoPolicy({ serviceAccountSelector: "role == 'writer'" }),
    ],
    allowed: [packet("bank/api", "shop/db")],
    denied: [into],
  },
  {
    says: "selects a pod without serviceAccountName by the account named default",
    reference: "https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/",
    objects: [...usual, calicoPolicy({ serviceAccountSelector: "projectcalico.org/name == 'default'" })],
    denied: [into],
  },
  {
    says: "leaves pods alone by doNotTrack and preDNAT policies",
    reference: "https://docs.tigera.io/calico/latest/reference/host-endpoints/",
    objects: [
      ...usual,
      globalPolicy({ doNotTrack: true, applyOnForward: true, ingress: [{ action: "Deny" }] }, "a"),
      globalPolicy({ preDNAT: true, applyOnForward: true, ingress: [{ action: "Deny" }] }, "b"),
    ],
    allowed: [into],
  },
  {
    says: "governs pods whatever applyOnForward says",
    reference: "https://docs.tigera.io/calico/latest/reference/host-endpoints/forwarded",
    objects: [...usual, globalPolicy({ applyOnForward: true, ingress: [{ action: "Deny" }] })],
    denied: [into],
  },
  {
    says: "changes nothing by staged policies",
    reference: `${referenceCalico}stagednetworkpolicy`,
    objects: [
      ...usual,
      calicoObject("StagedGlobalNetworkPolicy", "all", { ingress: [{ action: "Deny" }] }),
      { ...calicoPolicy({ ingress: [{ action: "Deny" }] }), kind: "StagedNetworkPolicy" },
      {
        ...networkPolicy({ policyTypes: ["Ingress"] }),
        apiVersion: "projectcalico.org/v3",
        kind: "StagedKubernetesNetworkPolicy",
      },
    ],
    allowed: [into],
  },
  {
    says: "enforces staged policies when asked what if",
    reference: `${referenceCalico}stagedglobalnetworkpolicy`,
    settings: { staged: true },
    objects: [...usual, calicoObject("StagedGlobalNetworkPolicy", "all", { ingress: [{ action: "Deny" }] })],
    denied: [into],
  },
  {
    says: "enforces staged Kubernetes policies when asked what if",
    reference: `${referenceCalico}stagedkubernetesnetworkpolicy`,
    settings: { staged: true },
    objects: [
      ...usual,
      {
        ...networkPolicy({ policyTypes: ["Ingress"] }),
        apiVersion: "projectcalico.org/v3",
        kind: "StagedKubernetesNetworkPolicy",
      },
    ],
    denied: [into],
  },
  {
    says: "replaces the policy of the same name by a staged one when asked what if",
    reference: `${referenceCalico}stagednetworkpolicy`,
    settings: { staged: true },
    objects: [
      ...usual,
      calicoPolicy({ ingress: [{ action: "Deny" }] }),
      {
        ...calicoPolicy({ stagedAction: "Set", ingress: [{ action: "Allow" }] }),
        kind: "StagedNetworkPolicy",
      },
    ],
    allowed: [into],
  },
  {
    says: "removes the policy of the same name by a staged deletion when asked what if",
    reference: `${referenceCalico}stagednetworkpolicy`,
    settings: { staged: true },
    objects: [
      ...usual,
      calicoPolicy({ ingress: [{ action: "Deny" }] }),
      { ...calicoPolicy({ stagedAction: "Delete" }), kind: "StagedNetworkPolicy" },
    ],
    allowed: [into],
  },
  {
    says: "lets a node reach the pods that it runs",
    reference: `${referenceSource}felix/rules/static.go (We don't currently police host -> endpoint)`,
    objects: [
      ...usual.slice(0, 2),
      {
        ...pod("shop/web", { nodeName: "one" }),
        status: { podIP: "10.244.0.10", hostIP: "192.168.0.1" },
      },
      pod("bank/agent", { hostNetwork: true, nodeName: "one" }),
      networkPolicy({}),
    ],
    allowed: [packet("192.168.0.1", "shop/web"), packet("bank/agent", "shop/web")],
    denied: [packet("192.168.0.2", "shop/web")],
  },
];
