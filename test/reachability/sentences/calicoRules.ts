import {
  calicoPolicy,
  namespaces,
  packet,
  ping,
  pod,
  referenceCalico,
  referenceSource,
  serving,
  usual,
} from "./manifests.js";
import type { Sentence } from "./sentence.js";

const outside = "203.0.113.9";
const rule = `${referenceCalico}networkpolicy#rule`;
const entity = `${referenceCalico}networkpolicy#entityrule`;
const services = `${referenceSource}felix/serviceindex/serviceindex.go (membersFromEndpointSlice)`;
const allow = (more: object) => [...usual, calicoPolicy({ ingress: [{ action: "Allow", ...more }] })];
const serviceObjects = [
  ...namespaces,
  pod("shop/web"),
  pod("shop/db", serving({ name: "sql", containerPort: 5432 })),
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "store", namespace: "shop" },
    spec: { selector: { app: "db" }, ports: [{ port: 80, targetPort: "sql" }] },
  },
];
const slice = (ports: readonly object[]) => ({
  apiVersion: "discovery.k8s.io/v1",
  kind: "EndpointSlice",
  metadata: { name: "ext-1", namespace: "shop", labels: { "kubernetes.io/service-name": "ext" } },
  addressType: "IPv4",
  endpoints: [{ addresses: [outside] }],
  ports,
});

/** What else a rule of Calico's tests. */
export const calicoRules: readonly Sentence[] = [
  {
    says: "matches every protocol where none is named",
    reference: rule,
    objects: allow({}),
    allowed: [
      packet(outside, "shop/web"),
      ping(outside, "shop/web"),
      packet(outside, "shop/web", undefined, 47),
    ],
  },
  {
    says: "matches a protocol by number as by name",
    reference: rule,
    objects: allow({ protocol: 6 }),
    allowed: [packet(outside, "shop/web")],
    denied: [packet(outside, "shop/web", 80, "UDP")],
  },
  {
    says: "excludes notProtocol",
    reference: rule,
    objects: allow({ notProtocol: "TCP" }),
    allowed: [packet(outside, "shop/web", 80, "UDP"), ping(outside, "shop/web")],
    denied: [packet(outside, "shop/web")],
  },
  {
    says: "reads ports as numbers, ranges and names",
    reference: `${referenceCalico}networkpolicy#ports`,
    objects: [
      ...namespaces,
      pod(
        "shop/web",
        serving({ name: "http", containerPort: 8080 }, { name: "x", containerPort: 9, protocol: "UDP" }),
      ),
      calicoPolicy({
        ingress: [{ action: "Allow", protocol: "TCP", destination: { ports: [80, "90:92", "http", "x"] } }],
      }),
    ],
    allowed: [80, 90, 92, 8080].map((port) => packet(outside, "shop/web", port)),
    denied: [
      ...[79, 81, 89, 93, 9].map((port) => packet(outside, "shop/web", port)),
      packet(outside, "shop/web", 80, "UDP"),
    ],
  },
  {
    says: "excludes notPorts",
    reference: entity,
    objects: allow({ protocol: "TCP", destination: { ports: ["80:90"], notPorts: [85] } }),
    allowed: [packet(outside, "shop/web", 80), packet(outside, "shop/web", 86)],
    denied: [packet(outside, "shop/web", 85), packet(outside, "shop/web", 91)],
  },
  {
    says: "reads a source's ports as source ports",
    reference: entity,
    objects: allow({ protocol: "TCP", source: { ports: [500] } }),
    allowed: [packet(outside, "shop/web", 80, "TCP", { sourcePort: 500 })],
    denied: [packet(outside, "shop/web", 500, "TCP", { sourcePort: 501 })],
  },
  {
    says: "matches all ICMP by the protocol alone",
    reference: `${referenceCalico}networkpolicy#icmp`,
    objects: allow({ protocol: "ICMP" }),
    allowed: [ping(outside, "shop/web"), ping(outside, "shop/web", 3, 1)],
    denied: [packet(outside, "shop/web")],
  },
  {
    says: "matches ICMP by type",
    reference: `${referenceCalico}networkpolicy#icmp`,
    objects: allow({ protocol: "ICMP", icmp: { type: 8 } }),
    allowed: [ping(outside, "shop/web", 8, 0), ping(outside, "shop/web", 8, 1)],
    denied: [ping(outside, "shop/web", 3, 0)],
  },
  {
    says: "matches ICMP by type and code",
    reference: `${referenceCalico}networkpolicy#icmp`,
    objects: allow({ protocol: "ICMP", icmp: { type: 3, code: 1 } }),
    allowed: [ping(outside, "shop/web", 3, 1)],
    denied: [ping(outside, "shop/web", 3, 0)],
  },
  {
    says: "excludes notICMP",
    reference: `${referenceCalico}networkpolicy#icmp`,
    objects: allow({ protocol: "ICMP", notICMP: { type: 8 } }),
    allowed: [ping(outside, "shop/web", 3, 0)],
    denied: [ping(outside, "shop/web", 8, 0)],
  },
  {
    says: "matches no other IP version than ipVersion",
    reference: rule,
    objects: allow({ ipVersion: 6 }),
    denied: [packet(outside, "shop/web")],
  },
  {
    says: "needs everything in a rule to match",
    reference: rule,
    objects: allow({
      protocol: "TCP",
      source: { selector: "app == 'db'" },
      destination: { selector: "app == 'web'", ports: [80] },
    }),
    allowed: [packet("shop/db", "shop/web")],
    denied: [
      packet("shop/db", "shop/cache"),
      packet("shop/cache", "shop/web"),
      packet("shop/db", "shop/web", 81),
    ],
  },
  {
    says: "matches a service of egress by address and port",
    reference: services,
    objects: [
      ...serviceObjects,
      calicoPolicy({
        egress: [{ action: "Allow", destination: { services: { namespace: "shop", name: "store" } } }],
      }),
    ],
    allowed: [packet("shop/web", "shop/db", 5432)],
    denied: [
      packet("shop/web", "shop/db", 80),
      packet("shop/web", "shop/db", 5432, "UDP"),
      packet("shop/web", outside, 5432),
    ],
  },
  {
    says: "matches a service of ingress by address alone",
    reference: services,
    objects: [
      ...serviceObjects,
      calicoPolicy({
        selector: "app == 'web'",
        ingress: [{ action: "Allow", source: { services: { namespace: "shop", name: "store" } } }],
      }),
    ],
    allowed: [packet("shop/db", "shop/web", 1), packet("shop/db", "shop/web", 1, "UDP")],
    denied: [packet(outside, "shop/web", 1)],
  },
  {
    says: "matches a service by the EndpointSlices that are written",
    reference: services,
    objects: [
      ...serviceObjects,
      slice([{ port: 443 }]),
      calicoPolicy({
        egress: [{ action: "Allow", destination: { services: { namespace: "shop", name: "ext" } } }],
      }),
    ],
    allowed: [packet("shop/web", outside, 443)],
    denied: [packet("shop/web", outside, 444), packet("shop/web", "shop/db", 443)],
  },
  {
    says: "matches nothing by a service that does not exist",
    reference: services,
    objects: [
      ...serviceObjects,
      calicoPolicy({
        egress: [{ action: "Allow", destination: { services: { namespace: "shop", name: "none" } } }],
      }),
    ],
    denied: [packet("shop/web", "shop/db", 5432)],
  },
];
