import {
  calicoObject,
  calicoPolicy,
  globalPolicy,
  networkPolicy,
  packet,
  referenceCalico,
  referenceSource,
  usual,
} from "./manifests.js";
import type { Sentence } from "./sentence.js";

const outside = "203.0.113.9";
const sorter = `${referenceSource}felix/calc/policy_sorter.go`;
const tier = (name: string, spec: object) => calicoObject("Tier", name, spec);
const inTier = (name: string, action: string, more: object = {}) =>
  globalPolicy({ tier: name, ingress: [{ action }], ...more }, `${name}.rule`);
const both = [packet("bank/api", "shop/web")];

/** In which order Calico decides, and what happens where no rule matches. */
export const calicoTiers: readonly Sentence[] = [
  {
    says: "evaluates the tier of the lower order first",
    reference: `${referenceCalico}tier`,
    objects: [
      ...usual,
      inTier("late", "Allow"),
      inTier("early", "Deny"),
      tier("late", { order: 20 }),
      tier("early", { order: 10 }),
    ],
    denied: both,
  },
  {
    says: "evaluates a tier without order last",
    reference: sorter,
    objects: [...usual, inTier("a", "Allow"), inTier("b", "Deny"), tier("a", {}), tier("b", { order: 99 })],
    denied: both,
  },
  {
    says: "orders tiers of one order by name",
    reference: `${referenceCalico}tier`,
    objects: [
      ...usual,
      inTier("b", "Allow"),
      inTier("a", "Deny"),
      tier("b", { order: 5 }),
      tier("a", { order: 5 }),
    ],
    denied: both,
  },
  {
    says: "orders policies within a tier, an absent order last",
    reference: `${referenceCalico}networkpolicy`,
    objects: [
      ...usual,
      globalPolicy({ ingress: [{ action: "Allow" }] }, "a"),
      globalPolicy({ order: 5000, ingress: [{ action: "Deny" }] }, "b"),
    ],
    denied: both,
  },
  {
    says: "orders policies of one order by name",
    reference: `${sorter} (PolKVLess)`,
    objects: [
      ...usual,
      globalPolicy({ order: 5, ingress: [{ action: "Allow" }] }, "b"),
      globalPolicy({ order: 5, ingress: [{ action: "Deny" }] }, "a"),
    ],
    denied: both,
  },
  {
    says: "orders a namespaced and a global policy of one order by name alone since 3.32",
    reference: `${sorter} (PolKVLess)`,
    objects: [
      ...usual,
      calicoPolicy({ order: 5, ingress: [{ action: "Deny" }] }, "a"),
      globalPolicy({ order: 5, ingress: [{ action: "Allow" }] }, "b"),
    ],
    denied: both,
  },
  {
    says: "orders a namespaced and a global policy of one order by namespace first before 3.32",
    reference: "https://github.com/projectcalico/calico/blob/v3.31.7/felix/calc/policy_sorter.go (PolKVLess)",
    settings: { calicoMinor: 31 },
    objects: [
      ...usual,
      calicoPolicy({ order: 5, ingress: [{ action: "Deny" }] }, "a"),
      globalPolicy({ order: 5, ingress: [{ action: "Allow" }] }, "b"),
    ],
    allowed: both,
  },
  {
    says: "takes the first rule that matches",
    reference: `${referenceCalico}networkpolicy#rule`,
    objects: [
      ...usual,
      calicoPolicy({
        ingress: [
          { action: "Deny", protocol: "TCP", destination: { ports: [81] } },
          { action: "Allow", protocol: "TCP", destination: { ports: ["80:82"] } },
          { action: "Deny", protocol: "TCP", destination: { ports: [82] } },
        ],
      }),
    ],
    allowed: [packet("bank/api", "shop/web", 80), packet("bank/api", "shop/web", 82)],
    denied: [packet("bank/api", "shop/web", 81)],
  },
  {
    says: "goes on after Log",
    reference: `${referenceCalico}networkpolicy#rule`,
    objects: [...usual, calicoPolicy({ ingress: [{ action: "Log" }, { action: "Allow" }] })],
    allowed: both,
  },
  {
    says: "denies after Log alone",
    reference: `${referenceCalico}networkpolicy#rule`,
    objects: [...usual, calicoPolicy({ ingress: [{ action: "Log" }] })],
    denied: both,
  },
  {
    says: "goes to the next tier at Pass, past the rest of this one",
    reference: `${referenceCalico}networkpolicy#rule`,
    objects: [
      ...usual,
      tier("early", { order: 1 }),
      globalPolicy({ tier: "early", order: 1, ingress: [{ action: "Pass" }] }, "early.a"),
      globalPolicy({ tier: "early", order: 2, ingress: [{ action: "Deny" }] }, "early.b"),
      networkPolicy({ ingress: [{ ports: [{ port: 80 }] }] }),
    ],
    allowed: both,
    denied: [packet("bank/api", "shop/web", 81)],
  },
  {
    says: "allows what passes the last tier",
    reference: `${referenceSource}libcalico-go/lib/backend/k8s/conversion/conversion.go (NamespaceToProfile)`,
    objects: [...usual, globalPolicy({ ingress: [{ action: "Pass" }] })],
    allowed: both,
  },
  {
    says: "denies by a tier's default what its policies govern and no rule matches",
    reference: `${referenceCalico}tier`,
    objects: [
      ...usual,
      tier("early", { order: 1 }),
      globalPolicy(
        { tier: "early", ingress: [{ action: "Allow", protocol: "TCP", destination: { ports: [80] } }] },
        "early.a",
      ),
      networkPolicy({ ingress: [{}] }),
    ],
    allowed: both,
    denied: [packet("bank/api", "shop/web", 81)],
  },
  {
    says: "passes on by a tier's default where that is Pass",
    reference: `${referenceCalico}tier`,
    objects: [
      ...usual,
      tier("early", { order: 1, defaultAction: "Pass" }),
      globalPolicy(
        { tier: "early", ingress: [{ action: "Deny", protocol: "TCP", destination: { ports: [80] } }] },
        "early.a",
      ),
    ],
    allowed: [packet("bank/api", "shop/web", 81)],
    denied: both,
  },
  {
    says: "applies a tier's default to no other direction than its policies'",
    reference: `${referenceCalico}tier`,
    objects: [...usual, globalPolicy({ types: ["Ingress"] })],
    allowed: [packet("shop/web", outside)],
    denied: both,
  },
  {
    says: "skips a tier none of whose policies selects the pod",
    reference: `${referenceCalico}tier`,
    objects: [...usual, globalPolicy({ selector: 'app == "nobody"', ingress: [] })],
    allowed: both,
  },
  {
    says: "denies all other egress of what a policy that allows DNS selects",
    reference: `${referenceCalico}globalnetworkpolicy`,
    objects: [
      ...usual,
      globalPolicy({
        namespaceSelector: 'projectcalico.org/name == "shop"',
        types: ["Egress"],
        egress: [{ action: "Allow", protocol: "UDP", destination: { ports: [53] } }],
      }),
    ],
    allowed: [packet("shop/web", outside, 53, "UDP"), packet("bank/api", outside)],
    denied: [packet("shop/web", outside), packet("shop/web", "shop/db")],
  },
  {
    says: "beats a Kubernetes policy by a Deny of lower order in the default tier",
    reference: `${referenceSource}libcalico-go/lib/backend/k8s/conversion/conversion.go (order 1000)`,
    objects: [
      ...usual,
      networkPolicy({ ingress: [{}] }),
      globalPolicy({
        order: 999,
        ingress: [{ action: "Deny", protocol: "TCP", destination: { ports: [80] } }],
      }),
    ],
    allowed: [packet("bank/api", "shop/web", 81)],
    denied: both,
  },
  {
    says: "is beaten by a Kubernetes policy at a higher order than 1000",
    reference: `${referenceSource}libcalico-go/lib/backend/k8s/conversion/conversion.go (order 1000)`,
    objects: [
      ...usual,
      networkPolicy({ ingress: [{ ports: [{ port: 80 }] }] }),
      globalPolicy({ order: 1001, ingress: [{ action: "Deny" }] }),
    ],
    allowed: both,
    denied: [packet("bank/api", "shop/web", 81)],
  },
];
