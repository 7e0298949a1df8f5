import fc from "fast-check";
import { anyLabelSelector, anySubjectSelector } from "./labelSelectors.js";
import type { Unnamed } from "./networkPolicies.js";
import { anyOf, anyPort, cidrs, namespaceLabels, podLabels, portNames, written } from "./pools.js";

const namespaces = anyLabelSelector(namespaceLabels);
const pods = fc.record({ namespaceSelector: namespaces, podSelector: anyLabelSelector(podLabels) });
// Half of the time everybody, so that some rules of every policy hit.
const peer = fc.oneof(fc.record({ namespaces: anySubjectSelector(namespaceLabels) }), fc.record({ pods }));
const subject = fc.oneof(fc.record({ namespaces: anySubjectSelector(namespaceLabels) }), fc.record({ pods }));
const networks = fc
  .uniqueArray(fc.constantFrom(...cidrs.v4, ...cidrs.v6), { minLength: 1, maxLength: 2 })
  .map((all) => ({ networks: all }));
const from = fc.array(peer, { minLength: 1, maxLength: 2 });
const to = fc.array(fc.oneof({ weight: 3, arbitrary: peer }, { weight: 2, arbitrary: networks }), {
  minLength: 1,
  maxLength: 2,
});
// Ties are common, and order names.
const priority = fc.constantFrom(0, 5, 5, 1000);
const metadataName = fc.constantFrom(undefined, "the rule");

const range = fc
  .uniqueArray(anyPort, { minLength: 2, maxLength: 2 })
  .map((ports) => ({ start: Math.min(...ports), end: Math.max(...ports) }));
const protocol = fc.constantFrom("TCP", "UDP", "SCTP");
const anyAdminPort = fc.oneof(
  fc.record({ protocol, port: anyPort }).map((portNumber) => ({ portNumber })),
  fc.tuple(protocol, range).map(([name, one]) => ({ portRange: { protocol: name, ...one } })),
);
const adminPorts = fc.option(fc.array(anyAdminPort, { minLength: 1, maxLength: 2 }), { nil: undefined });

function adminRules(side: "from" | "to", actions: readonly string[]): fc.Arbitrary<readonly object[]> {
  const rule = fc.record({
    name: metadataName,
    action: fc.constantFrom(...actions, "Deny"),
    [side]: side === "from" ? from : to,
    ports: adminPorts,
  });
  return fc.array(rule.map(written), { maxLength: 3, size: "max" });
}

/** An AdminNetworkPolicy of policy.networking.k8s.io/v1alpha1; named ports only where the API has them. */
export const anyAdminNetworkPolicy: fc.Arbitrary<Unnamed> = fc
  .tuple(
    fc.record({ priority, subject }),
    anyOf({
      ingress: adminRules("from", ["Allow", "Deny", "Pass"]),
      egress: adminRules("to", ["Allow", "Deny", "Pass"]),
    }),
  )
  .map(([required, optional]) => (name: string) => ({
    apiVersion: "policy.networking.k8s.io/v1alpha1",
    kind: "AdminNetworkPolicy",
    metadata: { name },
    spec: { ...required, ...optional },
  }));

/** The BaselineAdminNetworkPolicy, of which there is one, named `default`. */
export const anyBaselineAdminNetworkPolicy: fc.Arbitrary<object> = fc
  .tuple(
    fc.record({ subject }),
    anyOf({ ingress: adminRules("from", ["Allow", "Deny"]), egress: adminRules("to", ["Allow", "Deny"]) }),
  )
  .map(([required, optional]) => ({
    apiVersion: "policy.networking.k8s.io/v1alpha1",
    kind: "BaselineAdminNetworkPolicy",
    metadata: { name: "default" },
    spec: { ...required, ...optional },
  }));

const destinationPort = fc.oneof(
  anyPort.map((number) => ({ number })),
  range.map((one) => ({ range: one })),
);
const numbered = fc
  .tuple(fc.constantFrom("tcp", "udp", "sctp"), destinationPort)
  .map(([name, port]) => ({ [name]: { destinationPort: port } }));
const named = fc.constantFrom(...portNames).map((destinationNamedPort) => ({ destinationNamedPort }));

// Networks have no named ports: the CRD refuses both in one rule.
const anyTarget = fc.oneof(
  fc.record({ to, protocols: fc.array(numbered, { minLength: 1, maxLength: 2 }) }),
  fc.record({ to: from, protocols: fc.array(fc.oneof(numbered, named), { minLength: 1, maxLength: 2 }) }),
  fc.record({ to }),
);
const anySource = anyOf({
  protocols: fc.array(fc.oneof(numbered, named), { minLength: 1, maxLength: 2 }),
}).chain((rest) => from.map((peers) => ({ from: peers, ...rest })));
const action = fc.constantFrom("Accept", "Deny", "Deny", "Pass");

function clusterRules(rest: fc.Arbitrary<object>): fc.Arbitrary<readonly object[]> {
  return fc.array(
    fc
      .tuple(fc.record({ action, name: metadataName }).map(written), rest)
      .map((parts) => ({ ...parts[0], ...parts[1] })),
    { maxLength: 3, size: "max" },
  );
}

/** A ClusterNetworkPolicy of policy.networking.k8s.io/v1alpha2, of either tier. */
export const anyClusterNetworkPolicy: fc.Arbitrary<Unnamed> = fc
  .tuple(
    fc.record({ tier: fc.constantFrom("Admin", "Baseline"), priority, subject }),
    anyOf({ ingress: clusterRules(anySource), egress: clusterRules(anyTarget) }),
  )
  .map(([required, optional]) => (name: string) => ({
    apiVersion: "policy.networking.k8s.io/v1alpha2",
    kind: "ClusterNetworkPolicy",
    metadata: { name },
    spec: { ...required, ...optional },
  }));
