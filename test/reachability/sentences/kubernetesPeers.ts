import { networkPolicy, packet, pod, referenceConcepts, referenceKubernetes, usual } from "./manifests.js";
import type { Sentence } from "./sentence.js";

const outside = "203.0.113.9";
const expressions =
  "https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#set-based-requirement";

const from = (...peers: readonly object[]) => [...usual, networkPolicy({ ingress: [{ from: peers }] })];
const selecting = (key: string, operator: string, values?: readonly string[]) =>
  from({ podSelector: { matchExpressions: [{ key, operator, ...(values ? { values } : {}) }] } });

/** Whom the rules of a NetworkPolicy speak of. */
export const kubernetesPeers: readonly Sentence[] = [
  {
    says: "means the policy's own namespace by a podSelector alone",
    reference: referenceKubernetes,
    objects: from({ podSelector: {} }),
    allowed: [packet("shop/db", "shop/web")],
    denied: [packet("bank/api", "shop/web"), packet(outside, "shop/web")],
  },
  {
    says: "means every pod and nothing outside by an empty namespaceSelector",
    reference: referenceKubernetes,
    objects: from({ namespaceSelector: {} }),
    allowed: [packet("bank/api", "shop/web"), packet("shop/db", "shop/web")],
    denied: [packet(outside, "shop/web"), packet("bank/agent", "shop/web")],
  },
  {
    says: "means pods and namespaces both within one item",
    reference: `${referenceConcepts}#behavior-of-to-and-from-selectors`,
    objects: from({
      namespaceSelector: { matchLabels: { env: "test" } },
      podSelector: { matchLabels: { app: "web" } },
    }),
    denied: [packet("bank/api", "shop/web"), packet("shop/db", "shop/web")],
  },
  {
    says: "means one or the other by two items",
    reference: `${referenceConcepts}#behavior-of-to-and-from-selectors`,
    objects: from(
      { namespaceSelector: { matchLabels: { env: "test" } } },
      { podSelector: { matchLabels: { app: "db" } } },
    ),
    allowed: [packet("bank/api", "shop/web"), packet("shop/db", "shop/web")],
    denied: [packet("shop/cache", "shop/web")],
  },
  {
    says: "knows every namespace by kubernetes.io/metadata.name",
    reference: "https://kubernetes.io/docs/reference/labels-annotations-taints/#kubernetes-io-metadata-name",
    objects: from({ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "bank" } } }),
    allowed: [packet("bank/api", "shop/web")],
    denied: [packet("shop/db", "shop/web")],
  },
  {
    says: "matches In only where the label is present",
    reference: expressions,
    objects: selecting("app", "In", ["db", "other"]),
    allowed: [packet("shop/db", "shop/web")],
    denied: [packet("shop/cache", "shop/web")],
  },
  {
    says: "matches NotIn where the label is absent",
    reference: expressions,
    objects: selecting("stage", "NotIn", ["old"]),
    allowed: [packet("shop/db", "shop/web")],
  },
  {
    says: "does not match NotIn where the label has one of the values",
    reference: expressions,
    objects: selecting("app", "NotIn", ["db"]),
    allowed: [packet("shop/cache", "shop/web")],
    denied: [packet("shop/db", "shop/web")],
  },
  {
    says: "matches DoesNotExist where the label is absent",
    reference: expressions,
    objects: selecting("stage", "DoesNotExist"),
    allowed: [packet("shop/db", "shop/web")],
  },
  {
    says: "matches Exists where the label is present",
    reference: expressions,
    objects: selecting("stage", "Exists"),
    denied: [packet("shop/db", "shop/web")],
  },
  {
    says: "compares labels with regard to case",
    reference:
      "https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set",
    objects: from({ podSelector: { matchLabels: { app: "DB" } } }),
    denied: [packet("shop/db", "shop/web")],
  },
  {
    says: "takes except out of an ipBlock",
    reference: referenceKubernetes,
    objects: from({ ipBlock: { cidr: "203.0.113.0/24", except: ["203.0.113.128/25"] } }),
    allowed: [packet("203.0.113.0", "shop/web"), packet("203.0.113.127", "shop/web")],
    denied: [
      packet("203.0.113.128", "shop/web"),
      packet("203.0.113.255", "shop/web"),
      packet("203.0.112.255", "shop/web"),
      packet("203.0.114.0", "shop/web"),
    ],
  },
  {
    says: "gives back through another item what except took",
    reference: referenceKubernetes,
    objects: from(
      { ipBlock: { cidr: "0.0.0.0/0", except: ["203.0.113.0/24"] } },
      { ipBlock: { cidr: "203.0.113.9/32" } },
    ),
    allowed: [packet("203.0.113.9", "shop/web")],
    denied: [packet("203.0.113.8", "shop/web")],
  },
  {
    says: "matches pods by an ipBlock, as Calico does",
    reference:
      "https://github.com/projectcalico/calico/blob/v3.32.0/libcalico-go/lib/backend/k8s/conversion/conversion.go (k8sPeerToCalicoFields: nets)",
    objects: from({ ipBlock: { cidr: "10.244.1.0/24" } }),
    allowed: [packet("bank/api", "shop/web")],
    denied: [packet("shop/db", "shop/web")],
  },
  {
    says: "sees a pod with its node's network as its node's address",
    reference: `${referenceConcepts}#networkpolicy-and-hostnetwork-pods`,
    objects: from({ ipBlock: { cidr: "192.168.0.0/24" } }),
    allowed: [packet("bank/agent", "shop/web")],
  },
  {
    says: "does not match IPv6 by 0.0.0.0/0",
    reference: referenceKubernetes,
    objects: [
      ...usual.slice(0, 2),
      {
        ...pod("shop/web"),
        status: { podIP: "10.244.0.10", podIPs: [{ ip: "10.244.0.10" }, { ip: "fd00::a" }] },
      },
      networkPolicy({ ingress: [{ from: [{ ipBlock: { cidr: "0.0.0.0/0" } }] }] }),
    ],
    allowed: [packet(outside, "shop/web")],
    denied: [{ ...packet("2001:db8::1", "shop/web"), to: { pod: "shop/web", address: "fd00::a" } }],
  },
  {
    says: "matches IPv6 by ::/0",
    reference: referenceKubernetes,
    objects: [
      ...usual.slice(0, 2),
      {
        ...pod("shop/web"),
        status: { podIP: "10.244.0.10", podIPs: [{ ip: "10.244.0.10" }, { ip: "fd00::a" }] },
      },
      networkPolicy({ ingress: [{ from: [{ ipBlock: { cidr: "::/0" } }] }] }),
    ],
    allowed: [{ ...packet("2001:db8::1", "shop/web"), to: { pod: "shop/web", address: "fd00::a" } }],
    denied: [packet(outside, "shop/web")],
  },
];
