import {
  namespaces,
  networkPolicy,
  packet,
  ping,
  pod,
  referenceConcepts,
  referenceKubernetes,
  serving,
  usual,
} from "./manifests.js";
import type { Sentence } from "./sentence.js";

const outside = "203.0.113.9";
const open = (...ports: readonly object[]) => [...usual, networkPolicy({ ingress: [{ ports }] })];
const named = [
  ...namespaces,
  pod(
    "shop/web",
    serving({ name: "http", containerPort: 8080 }, { name: "dns", containerPort: 53, protocol: "UDP" }),
  ),
  pod("shop/db", serving({ name: "http", containerPort: 9090 })),
  pod("bank/api", serving({ name: "http", containerPort: 7070 })),
];

/** Which ports the rules of a NetworkPolicy open. */
export const kubernetesPorts: readonly Sentence[] = [
  {
    says: "means all TCP ports, and only these, by an empty port",
    reference: referenceKubernetes,
    objects: open({}),
    allowed: [packet(outside, "shop/web", 1), packet(outside, "shop/web", 65_535)],
    denied: [
      packet(outside, "shop/web", 1, "UDP"),
      packet(outside, "shop/web", 1, "SCTP"),
      ping(outside, "shop/web"),
    ],
  },
  {
    says: "means TCP where protocol is absent",
    reference: referenceKubernetes,
    objects: open({ port: 53 }),
    allowed: [packet(outside, "shop/web", 53)],
    denied: [packet(outside, "shop/web", 53, "UDP"), packet(outside, "shop/web", 54)],
  },
  {
    says: "knows SCTP",
    reference: `${referenceConcepts}#sctp-support`,
    objects: open({ protocol: "SCTP", port: 7777 }),
    allowed: [packet(outside, "shop/web", 7777, "SCTP")],
    denied: [packet(outside, "shop/web", 7777)],
  },
  {
    says: "means all ports of a protocol where port is absent",
    reference: referenceKubernetes,
    objects: open({ protocol: "UDP" }),
    allowed: [packet(outside, "shop/web", 9, "UDP")],
    denied: [packet(outside, "shop/web", 9)],
  },
  {
    says: "includes both ends of a range",
    reference: `${referenceConcepts}#targeting-a-range-of-ports`,
    objects: open({ port: 32_000, endPort: 32_768 }),
    allowed: [packet(outside, "shop/web", 32_000), packet(outside, "shop/web", 32_768)],
    denied: [packet(outside, "shop/web", 31_999), packet(outside, "shop/web", 32_769)],
  },
  {
    says: "resolves a named port of ingress on the pod that the policy selects",
    reference: referenceKubernetes,
    objects: [...named, networkPolicy({ ingress: [{ ports: [{ port: "http" }] }] })],
    allowed: [packet("bank/api", "shop/web", 8080), packet("bank/api", "shop/db", 9090)],
    denied: [packet("bank/api", "shop/web", 9090), packet("bank/api", "shop/web", 7070)],
  },
  {
    says: "resolves a named port of egress on the destination",
    reference: referenceKubernetes,
    objects: [...named, networkPolicy({ policyTypes: ["Egress"], egress: [{ ports: [{ port: "http" }] }] })],
    allowed: [packet("shop/web", "bank/api", 7070), packet("shop/web", "shop/db", 9090)],
    denied: [
      packet("shop/web", "bank/api", 8080),
      packet("shop/web", outside, 8080),
      packet("shop/web", outside, 7070),
    ],
  },
  {
    says: "resolves a named port per protocol",
    reference:
      "https://github.com/projectcalico/calico/blob/v3.32.0/felix/labelindex/named_port_index.go (LookupNamedPorts)",
    objects: [
      ...named,
      networkPolicy({ ingress: [{ ports: [{ port: "dns" }, { protocol: "UDP", port: "http" }] }] }),
    ],
    denied: [
      packet("bank/api", "shop/web", 53),
      packet("bank/api", "shop/web", 53, "UDP"),
      packet("bank/api", "shop/web", 8080, "UDP"),
    ],
  },
  {
    says: "opens nothing by a name that the pod does not have",
    reference: referenceKubernetes,
    objects: [...named, networkPolicy({ ingress: [{ ports: [{ port: "grpc" }] }] })],
    denied: [packet("bank/api", "shop/web", 8080), packet("bank/api", "shop/web", 80)],
  },
  {
    says: "pairs the peers and the ports of the same rule only",
    reference: referenceKubernetes,
    objects: [
      ...usual,
      networkPolicy({
        ingress: [
          { from: [{ podSelector: { matchLabels: { app: "db" } } }], ports: [{ port: 80 }] },
          { from: [{ podSelector: { matchLabels: { app: "cache" } } }], ports: [{ port: 81 }] },
        ],
      }),
    ],
    allowed: [packet("shop/db", "shop/web", 80), packet("shop/cache", "shop/web", 81)],
    denied: [packet("shop/db", "shop/web", 81), packet("shop/cache", "shop/web", 80)],
  },
];
