import fc from "fast-check";
import { anyCalicoRule } from "./calicoRules.js";
import { anyCalicoSelector } from "./calicoSelectors.js";
import { anyNetworkPolicySpec, type Unnamed } from "./networkPolicies.js";
import {
  accountLabels,
  anyOf,
  namespaceLabels,
  namespaceNames,
  podLabels,
  rarely,
  written,
} from "./pools.js";

/** The tiers that a cluster with Calico's policies declares besides the default one. */
export const tierNames = ["security", "last"] as const;

const anyTierSpec = anyOf({
  // Ties with each other, with Calico's own tiers, and before and after those.
  order: fc.constantFrom(-1, 10, 10, 1_000, 1_000_000, 20_000_000),
  defaultAction: fc.constantFrom("Deny", "Pass", "Pass"),
});

/** Tiers whose order and default action may be absent. */
export const anyTiers: fc.Arbitrary<readonly object[]> = fc
  .tuple(...tierNames.map(() => anyTierSpec))
  .map((specs) =>
    specs.map((spec, index) => ({
      apiVersion: "projectcalico.org/v3",
      kind: "Tier",
      metadata: { name: tierNames[index]! },
      spec,
    })),
  );

const tier = fc.constantFrom(undefined, undefined, "default", ...tierNames);
// Among them the order of every Kubernetes policy.
const order = fc.constantFrom(undefined, undefined, -5, 0.5, 10, 10, 1000, 1000, 2000);
const types = fc.constantFrom(undefined, undefined, ["Ingress"], ["Egress"], ["Ingress", "Egress"]);
const rules = (direction: "ingress" | "egress") =>
  fc.option(fc.array(anyCalicoRule(direction), { maxLength: 3 }), { nil: undefined, freq: 3 });
const selector = fc.option(anyCalicoSelector(podLabels), { nil: undefined, freq: 3 });
const serviceAccountSelector = rarely(anyCalicoSelector(accountLabels));
const stagedAction = fc.constantFrom(undefined, undefined, "Set", "Delete");

const common = { tier, order, types, selector, serviceAccountSelector };
const anyNamespacedSpec = fc
  .record({ ...common, ingress: rules("ingress"), egress: rules("egress") })
  .map(written);
const anyGlobalSpec = fc
  .record({
    ...common,
    namespaceSelector: rarely(
      anyCalicoSelector({ ...namespaceLabels, "projectcalico.org/name": namespaceNames }),
    ),
    ingress: rules("ingress"),
    egress: rules("egress"),
    // Only for host endpoints, and then with applyOnForward.
    doNotTrack: rarely(fc.constant(true)),
  })
  .map((spec) => written({ ...spec, applyOnForward: spec.doNotTrack }));

/** Calico wants the name of a policy to begin with its tier, unless that is the default one. */
function nameIn(spec: { readonly tier?: string }, name: string): string {
  return spec.tier === undefined || spec.tier === "default" ? name : `${spec.tier}.${name}`;
}

function calicoObject(kind: string, name: string, namespace: string | undefined, spec: object): object {
  const metadata = written({ name: nameIn(spec, name), namespace });
  return { apiVersion: "projectcalico.org/v3", kind, metadata, spec };
}

const namespace = fc.constantFrom(...namespaceNames);

/** A NetworkPolicy or GlobalNetworkPolicy of Calico. */
export const anyCalicoPolicy: fc.Arbitrary<Unnamed> = fc.oneof(
  fc.tuple(namespace, anyNamespacedSpec).map(
    ([space, spec]) =>
      (name: string) =>
        calicoObject("NetworkPolicy", name, space, spec),
  ),
  anyGlobalSpec.map((spec) => (name: string) => calicoObject("GlobalNetworkPolicy", name, undefined, spec)),
);

// A staged policy that deletes says nothing else than its tier.
function stagedSpec(spec: { readonly tier?: string }, action: string | undefined): object {
  return action === "Delete"
    ? written({ tier: spec.tier, stagedAction: action })
    : written({ ...spec, stagedAction: action });
}

/** A staged policy of one of the three kinds, sometimes with the name of one that is enforced. */
export const anyStagedPolicy: fc.Arbitrary<Unnamed> = fc.oneof(
  fc.tuple(namespace, anyNamespacedSpec, stagedAction).map(
    ([space, spec, action]) =>
      (name: string) =>
        calicoObject("StagedNetworkPolicy", name, space, stagedSpec(spec, action)),
  ),
  fc.tuple(anyGlobalSpec, stagedAction).map(
    ([spec, action]) =>
      (name: string) =>
        calicoObject("StagedGlobalNetworkPolicy", name, undefined, stagedSpec(spec, action)),
  ),
  fc
    .tuple(namespace, anyNetworkPolicySpec, stagedAction, fc.constantFrom(["Ingress"], ["Ingress", "Egress"]))
    .map(([space, spec, action, policyTypes]) => (name: string) => {
      // Types are always written: no API server fills them in for a staged policy.
      const whole =
        action === "Delete" ? { podSelector: {}, stagedAction: action } : { ...spec, policyTypes };
      return calicoObject("StagedKubernetesNetworkPolicy", name, space, whole);
    }),
);
