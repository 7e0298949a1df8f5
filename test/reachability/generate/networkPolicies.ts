import fc from "fast-check";
import { anyLabelSelector, anySubjectSelector } from "./labelSelectors.js";
import { anyOf, anyPort, cidrs, namespaceLabels, namespaceNames, podLabels, portNames } from "./pools.js";

/** A policy that has no name yet: the cluster gives each its own. */
export type Unnamed = (name: string) => object;

// "except" must be strictly inside of "cidr": pkg/apis/networking/validation/validation.go (ValidateIPBlock)
const anyIpBlock = fc.oneof(
  fc.constantFrom(...cidrs.v4, ...cidrs.v6).map((cidr) => ({ cidr })),
  fc.constantFrom(
    { cidr: "0.0.0.0/0", except: ["10.244.0.0/16"] },
    { cidr: "0.0.0.0/0", except: ["10.0.0.0/8", "203.0.113.0/24"] },
    { cidr: "10.244.0.0/16", except: ["10.244.0.0/24", "10.244.1.11/32"] },
    { cidr: "203.0.113.0/24", except: ["203.0.113.128/25"] },
    { cidr: "203.0.113.0/24", except: [] },
    { cidr: "::/0", except: ["fd00:10:244::8/125"] },
  ),
);

const podSelector = anyLabelSelector(podLabels);
const namespaceSelector = anyLabelSelector({
  ...namespaceLabels,
  "kubernetes.io/metadata.name": namespaceNames,
});

const anyPeer = fc.oneof(
  fc.record({ podSelector }),
  fc.record({ namespaceSelector }),
  fc.record({ podSelector, namespaceSelector }),
  anyIpBlock.map((ipBlock) => ({ ipBlock })),
);

const protocol = fc.constantFrom("TCP", "UDP", "SCTP");
const range = fc.tuple(anyPort, anyPort).map((ports) => ({
  port: Math.min(...ports),
  endPort: Math.max(...ports),
}));

/** A port of a rule: nothing at all, a protocol, a number, a range or a name. */
const anyPortOfRule = fc.oneof(
  { weight: 1, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: fc.record({ protocol }) },
  { weight: 3, arbitrary: anyOf({ protocol, port: anyPort }) },
  { weight: 2, arbitrary: fc.tuple(range, anyOf({ protocol })).map(([one, two]) => ({ ...one, ...two })) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom(...portNames), anyOf({ protocol }))
      .map(([port, rest]) => ({ port, ...rest })),
  },
);

const peers = fc.array(anyPeer, { maxLength: 2 });
const ports = fc.array(anyPortOfRule, { maxLength: 2 });

/** The spec of a NetworkPolicy: lists that are absent, empty or full, and types that fit them or do not. */
export const anyNetworkPolicySpec = fc
  .tuple(
    fc.record({ podSelector: anySubjectSelector(podLabels) }),
    anyOf({
      policyTypes: fc.constantFrom([], ["Ingress"], ["Egress"], ["Ingress", "Egress"], ["Egress", "Ingress"]),
      ingress: fc.array(anyOf({ from: peers, ports }), { maxLength: 2 }),
      egress: fc.array(anyOf({ to: peers, ports }), { maxLength: 2 }),
    }),
  )
  .map(([required, optional]) => ({ ...required, ...optional }));

/** A NetworkPolicy of networking.k8s.io/v1 in one of the namespaces. */
export const anyNetworkPolicy: fc.Arbitrary<Unnamed> = fc
  .tuple(fc.constantFrom(...namespaceNames), anyNetworkPolicySpec)
  .map(([namespace, spec]) => (name: string) => ({
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name, namespace },
    spec,
  }));
