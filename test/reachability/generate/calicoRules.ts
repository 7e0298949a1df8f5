import fc from "fast-check";
import type { CalicoRule } from "../oracle/calicoPolicy.js";
import type { EntityRule } from "../oracle/calicoEntity.js";
import { anyCalicoSelector } from "./calicoSelectors.js";
import {
  accountLabels,
  anyPort,
  cidrs,
  namespaceLabels,
  namespaceNames,
  podLabels,
  portNames,
  rarely,
  serviceAccountNames,
  setLabels,
  written,
  type Family,
} from "./pools.js";

/** The services that generated rules name, one of which no cluster has. */
export const serviceNames = ["backend", "external", "missing"] as const;

const selectorOfPeers = anyCalicoSelector({
  app: [...podLabels.app, ...setLabels.app],
  tier: podLabels.tier,
  zone: setLabels.zone,
  "projectcalico.org/namespace": namespaceNames,
  "projectcalico.org/serviceaccount": serviceAccountNames,
});
const selectorOfNamespaces = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom("all()", "global()") },
  {
    weight: 2,
    arbitrary: anyCalicoSelector({ ...namespaceLabels, "projectcalico.org/name": namespaceNames }),
  },
);
const serviceAccounts = fc.record(
  {
    names: fc.uniqueArray(fc.constantFrom(...serviceAccountNames), { maxLength: 2 }),
    selector: anyCalicoSelector(accountLabels),
  },
  { requiredKeys: [] },
);
const port: fc.Arbitrary<number | string> = fc.oneof(
  { weight: 3, arbitrary: anyPort },
  {
    weight: 2,
    arbitrary: fc.tuple(anyPort, anyPort).map((two) => `${Math.min(...two)}:${Math.max(...two)}`),
  },
  { weight: 2, arbitrary: fc.constantFrom(...portNames) },
);
const ports = fc.array(port, { maxLength: 2 });

/** The networks of one side; a negated one must not be everything (validator.go, validateRule). */
function anyNets(family: Family): fc.Arbitrary<EntityRule> {
  const all: readonly string[] = cidrs[family];
  const net = fc.constantFrom(...all);
  const negated = fc.constantFrom(...all.filter((cidr) => !cidr.endsWith("/0")));
  return fc
    .record({
      nets: rarely(fc.uniqueArray(net, { maxLength: 2 })),
      notNets: rarely(fc.uniqueArray(negated, { maxLength: 2 })),
    })
    .map(written);
}

const anySelectors: fc.Arbitrary<EntityRule> = fc
  .record({
    selector: fc.option(selectorOfPeers, { nil: undefined, freq: 2 }),
    notSelector: rarely(selectorOfPeers),
    namespaceSelector: rarely(selectorOfNamespaces),
    serviceAccounts: rarely(serviceAccounts),
  })
  .map(written);

const noEntity: fc.Arbitrary<EntityRule> = fc.constant({});

/** How the sides of a rule are filled; services go with no other match, and stand where its direction allows. */
function anyEntity(family: Family, mayHaveService: boolean, hasPorts: boolean): fc.Arbitrary<EntityRule> {
  const matches = fc.oneof(
    { weight: 3, arbitrary: noEntity },
    { weight: 4, arbitrary: anySelectors },
    { weight: 2, arbitrary: anyNets(family) },
    {
      weight: 1,
      arbitrary: fc.tuple(anySelectors, anyNets(family)).map(([one, two]) => ({ ...one, ...two })),
    },
  );
  const withPorts = hasPorts
    ? fc
        .tuple(matches, fc.record({ ports: rarely(ports), notPorts: rarely(ports) }))
        .map(([one, two]) => ({ ...one, ...written(two) }))
    : matches;
  const service: fc.Arbitrary<EntityRule> = fc
    .record({ name: fc.constantFrom(...serviceNames), namespace: fc.constantFrom(...namespaceNames) })
    .map((services) => ({ services }));
  return mayHaveService
    ? fc.oneof({ weight: 7, arbitrary: withPorts }, { weight: 1, arbitrary: service })
    : withPorts;
}

/** What a rule says of the protocol; ports need one that has them, ICMP fields need ICMP. */
function anyProtocol(family: Family): fc.Arbitrary<Partial<CalicoRule>> {
  const icmpName = family === "v4" ? "ICMP" : "ICMPv6";
  const type = fc.constantFrom(family === "v4" ? 8 : 128, 3);
  const icmp = fc.record({ type, code: fc.constantFrom(0, 1) }, { requiredKeys: ["type"] });
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant<Partial<CalicoRule>>({}) },
    { weight: 6, arbitrary: fc.constantFrom("TCP", "UDP", "SCTP", 6, 17).map((protocol) => ({ protocol })) },
    { weight: 1, arbitrary: fc.constantFrom(icmpName, 47, "UDPLite").map((protocol) => ({ protocol })) },
    { weight: 1, arbitrary: icmp.map((one) => ({ protocol: icmpName, icmp: one })) },
    { weight: 1, arbitrary: icmp.map((one) => ({ protocol: icmpName, notICMP: one })) },
    { weight: 1, arbitrary: fc.constantFrom("TCP", "UDP", 132).map((notProtocol) => ({ notProtocol })) },
  );
}

const portProtocols: readonly unknown[] = ["TCP", "UDP", "SCTP", 6, 17];

/** A rule of a direction, with one IP version throughout; mostly Allow, so that verdicts are mixed. */
export function anyCalicoRule(direction: "ingress" | "egress"): fc.Arbitrary<CalicoRule> {
  const action = fc.oneof(
    { weight: 5, arbitrary: fc.constant("Allow" as const) },
    { weight: 3, arbitrary: fc.constantFrom("Deny" as const, "Pass" as const, "Log" as const) },
  );
  return fc.constantFrom<Family[]>("v4", "v4", "v4", "v6").chain((family) =>
    anyProtocol(family).chain((protocol) => {
      const hasPorts = portProtocols.includes(protocol.protocol);
      return fc
        .record({
          action,
          ipVersion: rarely(fc.constant(family === "v4" ? (4 as const) : (6 as const))),
          source: fc.option(anyEntity(family, direction === "ingress", hasPorts), { nil: undefined }),
          destination: fc.option(anyEntity(family, direction === "egress", hasPorts), { nil: undefined }),
        })
        .map((rule) => ({ ...written(rule), action: rule.action, ...protocol }));
    }),
  );
}
