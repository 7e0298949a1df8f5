import fc from "fast-check";
import type { Settings } from "../oracle/packet.js";
import { anyCalicoPolicy, anyStagedPolicy, anyTiers } from "./calicoPolicies.js";
import { anyCluster } from "./cluster.js";
import {
  anyAdminNetworkPolicy,
  anyBaselineAdminNetworkPolicy,
  anyClusterNetworkPolicy,
} from "./clusterPolicies.js";
import { anyNetworkPolicy, type Unnamed } from "./networkPolicies.js";
import { anyNetworkSet } from "./networkSets.js";
import { nodeCidr, podCidr } from "./pools.js";
import { anyManualService, anySelectingService } from "./services.js";

/** A cluster to ask about. */
export interface Case {
  readonly objects: readonly object[];
  readonly settings: Settings;
}

// Later ones get smaller names, so that who relies on the order in which objects come is found out.
function named(all: readonly Unnamed[], prefix: string): readonly object[] {
  return all.map((policy, index) => policy(`${prefix}${all.length - index}`));
}

const settings = (calicoMinor: number, staged: boolean): Settings => ({
  calicoMinor,
  podCidr,
  nodeCidr,
  ...(staged ? { staged } : {}),
});

const minor = fc.constantFrom(31, 32);

// A policy or set may be of a namespace that this cluster does not have, which the API server would refuse.
function inNamespaces(objects: readonly object[]): readonly object[] {
  interface Named {
    readonly kind: string;
    readonly metadata: { readonly name: string; readonly namespace?: string };
  }
  const all = objects as readonly Named[];
  const known = all.filter(({ kind }) => kind === "Namespace").map(({ metadata }) => metadata.name);
  return all.filter(({ metadata: { namespace } }) => namespace === undefined || known.includes(namespace));
}

interface Question {
  readonly calicoMinor: number;
  readonly isStaged: boolean;
}

const plain: fc.Arbitrary<Question> = fc.record({ calicoMinor: minor, isStaged: fc.constant(false) });

function anyCase(
  isDualStack: boolean,
  policies: (calicoMinor: number) => fc.Arbitrary<readonly object[]>,
  question: fc.Arbitrary<Question> = plain,
): fc.Arbitrary<Case> {
  return question.chain(({ calicoMinor, isStaged }) =>
    fc.tuple(anyCluster(isDualStack), policies(calicoMinor)).map(([cluster, more]) => ({
      objects: inNamespaces([...cluster, ...more]),
      settings: settings(calicoMinor, isStaged),
    })),
  );
}

/** From none to many policies, mostly many: with few of them nearly everything is allowed. */
function several(
  policy: fc.Arbitrary<Unnamed>,
  maxLength: number,
  prefix = "p",
): fc.Arbitrary<readonly object[]> {
  return fc
    .oneof(
      { weight: 1, arbitrary: fc.array(policy, { maxLength }) },
      {
        weight: 4,
        arbitrary: fc.array(policy, { minLength: Math.floor(maxLength / 2), maxLength, size: "max" }),
      },
    )
    .map((all) => named(all, prefix));
}

function together(...parts: readonly fc.Arbitrary<readonly object[]>[]): fc.Arbitrary<readonly object[]> {
  return fc.tuple(...parts).map((all) => all.flat());
}

const kubernetes = () => several(anyNetworkPolicy, 9);
const calico = () =>
  together(
    anyTiers,
    several(anyCalicoPolicy, 7),
    several(anyNetworkPolicy, 3, "k"),
    several(anyNetworkSet, 2),
    anySelectingService("alpha"),
    anyManualService("shop"),
  );
// Mostly of the kinds that the version enforces.
const admin = (calicoMinor: number) =>
  together(
    several(anyAdminNetworkPolicy, calicoMinor >= 32 ? 1 : 5, "a"),
    fc.array(anyBaselineAdminNetworkPolicy, { maxLength: 1 }),
    several(anyClusterNetworkPolicy, calicoMinor >= 32 ? 6 : 1, "c"),
    several(anyNetworkPolicy, 8, "k"),
  );
const staged = () =>
  together(anyTiers, several(anyCalicoPolicy, 4), several(anyNetworkPolicy, 4), several(anyStagedPolicy, 3));

/** The kinds of clusters that are asked about, by name. */
export const flavours: Readonly<Record<string, fc.Arbitrary<Case>>> = {
  "Kubernetes policies": anyCase(false, kubernetes),
  "Calico policies in tiers": anyCase(false, calico),
  "policies of administrators": anyCase(false, admin),
  "staged policies": anyCase(false, staged, fc.record({ calicoMinor: minor, isStaged: fc.boolean() })),
  "IPv4 and IPv6": anyCase(true, (calicoMinor) => fc.oneof(kubernetes(), calico(), admin(calicoMinor))),
};
