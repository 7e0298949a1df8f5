import {
  calicoPolicy,
  networkPolicy,
  packet,
  ping,
  pod,
  referenceConcepts,
  referenceKubernetes,
  usual,
} from "./manifests.js";
import type { Sentence } from "./sentence.js";

const defaulting = "https://github.com/kubernetes/kubernetes/blob/v1.36.2/pkg/apis/networking/v1/defaults.go";
const outside = "203.0.113.9";

/** What absent and empty fields of a NetworkPolicy mean. */
export const kubernetesDefaults: readonly Sentence[] = [
  {
    says: "allows everything where no policy selects a pod",
    reference: `${referenceConcepts}#the-two-sorts-of-pod-isolation`,
    objects: usual,
    allowed: [packet("bank/api", "shop/web"), packet("shop/web", outside), ping(outside, "shop/web")],
  },
  {
    says: "isolates nothing but ingress when policyTypes and egress are absent",
    reference: defaulting,
    objects: [...usual, networkPolicy({})],
    allowed: [packet("shop/web", "bank/api"), packet("shop/web", outside)],
    denied: [packet("bank/api", "shop/web"), packet("shop/db", "shop/web"), packet(outside, "shop/web")],
  },
  {
    says: "isolates egress as well when policyTypes is absent and egress has a rule",
    reference: defaulting,
    objects: [...usual, networkPolicy({ egress: [{ ports: [{ port: 443 }] }] })],
    allowed: [packet("shop/web", outside, 443)],
    denied: [packet("shop/web", outside, 80), packet("bank/api", "shop/web", 443)],
  },
  {
    says: "leaves egress open when policyTypes is absent and egress is empty, as the API server stores it",
    reference: defaulting,
    objects: [...usual, networkPolicy({ egress: [] })],
    allowed: [packet("shop/web", outside)],
    denied: [packet("bank/api", "shop/web")],
  },
  {
    says: "reads an empty policyTypes as an absent one",
    reference: defaulting,
    objects: [...usual, networkPolicy({ policyTypes: [], egress: [] })],
    allowed: [packet("shop/web", outside)],
    denied: [packet("bank/api", "shop/web")],
  },
  {
    says: "does not isolate ingress when policyTypes names Egress alone, whatever the ingress rules",
    reference: referenceKubernetes,
    objects: [...usual, networkPolicy({ policyTypes: ["Egress"], ingress: [] })],
    allowed: [packet("bank/api", "shop/web")],
    denied: [packet("shop/web", outside)],
  },
  {
    says: "ignores egress rules when policyTypes names Ingress alone",
    reference: referenceKubernetes,
    objects: [...usual, networkPolicy({ policyTypes: ["Ingress"], egress: [{ ports: [{ port: 443 }] }] })],
    allowed: [packet("shop/web", outside, 80)],
    denied: [packet("bank/api", "shop/web")],
  },
  {
    says: "denies all egress when Egress is a type and egress is absent",
    reference: `${referenceConcepts}#default-deny-all-egress-traffic`,
    objects: [...usual, networkPolicy({ policyTypes: ["Egress"] })],
    denied: [packet("shop/web", outside), packet("shop/web", "shop/db"), ping("shop/web", outside)],
  },
  ...["absent", "empty"].map((lists) => ({
    says: `denies all ingress when ingress is ${lists}`,
    reference: `${referenceConcepts}#default-deny-all-ingress-traffic`,
    objects: [
      ...usual,
      networkPolicy({ policyTypes: ["Ingress"], ...(lists === "empty" ? { ingress: [] } : {}) }),
    ],
    denied: [packet("bank/api", "shop/web"), packet(outside, "shop/web"), ping("bank/api", "shop/web")],
  })),
  {
    says: "allows all ingress from everywhere by an empty rule",
    reference: `${referenceConcepts}#allow-all-ingress-traffic`,
    objects: [...usual, networkPolicy({ ingress: [{}] })],
    allowed: [
      packet("bank/api", "shop/web"),
      packet(outside, "shop/web", 53, "UDP"),
      ping(outside, "shop/web"),
    ],
  },
  {
    says: "reads empty from and ports as everyone and everything",
    reference: referenceKubernetes,
    objects: [...usual, networkPolicy({ ingress: [{ from: [], ports: [] }] })],
    allowed: [
      packet("bank/api", "shop/web"),
      packet(outside, "shop/web", 53, "UDP"),
      ping(outside, "shop/web"),
    ],
  },
  {
    says: "adds up: what one policy allows, no other takes away",
    reference: referenceConcepts,
    objects: [...usual, networkPolicy({}), networkPolicy({ ingress: [{ ports: [{ port: 80 }] }] }, "second")],
    allowed: [packet("bank/api", "shop/web")],
    denied: [packet("bank/api", "shop/web", 81)],
  },
  {
    says: "needs the egress of the source and the ingress of the destination",
    reference: `${referenceConcepts}#the-two-sorts-of-pod-isolation`,
    objects: [
      ...usual,
      networkPolicy({
        podSelector: { matchLabels: { app: "web" } },
        policyTypes: ["Egress"],
        egress: [{ to: [{ podSelector: { matchLabels: { app: "db" } } }] }],
      }),
      networkPolicy(
        {
          podSelector: { matchLabels: { app: "db" } },
          ingress: [{ from: [{ podSelector: { matchLabels: { app: "cache" } } }] }],
        },
        "db",
      ),
    ],
    allowed: [packet("shop/cache", "shop/db")],
    denied: [packet("shop/web", "shop/db"), packet("shop/web", "shop/cache")],
  },
  {
    says: "selects no pod of another namespace",
    reference: referenceConcepts,
    objects: [...usual, networkPolicy({})],
    allowed: [packet("shop/web", "bank/api")],
  },
  {
    says: "lets a pod reach itself on its own address",
    reference: `${referenceConcepts}#the-two-sorts-of-pod-isolation`,
    objects: [...usual, networkPolicy({ policyTypes: ["Ingress", "Egress"] })],
    allowed: [packet("shop/web", "shop/web")],
    denied: [packet("shop/web", "shop/db")],
  },
  {
    says: "leaves a pod with its node's network alone",
    reference: `${referenceConcepts}#networkpolicy-and-hostnetwork-pods`,
    objects: [
      ...usual.slice(0, 2),
      { ...(pod("shop/web", { hostNetwork: true }) as { spec: object }), status: { podIP: "192.168.0.8" } },
      pod("bank/api"),
      networkPolicy({ policyTypes: ["Ingress", "Egress"] }),
      calicoPolicy({ ingress: [{ action: "Deny" }] }),
    ],
    allowed: [
      { ...packet("bank/api", "bank/api"), to: { pod: "shop/web", address: "192.168.0.8" } },
      { ...packet("bank/api", "bank/api"), from: { pod: "shop/web", address: "192.168.0.8" } },
    ],
  },
];
