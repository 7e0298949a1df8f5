import type { Origin } from "../../model/manifest.js";
import type { Direction, Entity, Policy, Rule } from "../../model/policy.js";

/** What a check of hygiene finds. The names are stable. */
export type AdviceId =
  /** A policy applies to no pod. */
  | "policy-selects-nothing"
  /** A peer of a rule is no pod and no network set. */
  | "peer-selects-nothing"
  /** Earlier rules decide all that a rule matches. */
  | "rule-shadowed"
  /** An earlier rule says the same for the same pods. */
  | "rule-repeated"
  /** Too many rules to look for shadowed ones. */
  | "shadowing-unchecked"
  /** What a rule allows, the other side never does. */
  | "rule-one-sided"
  /** A rule opens a port that no container of its pods declares. */
  | "port-not-declared"
  /** A rule names a port that no pod has. */
  | "named-port-missing"
  /** A Service selects no pod. */
  | "service-selects-nothing"
  /** A Service's port has a named target that no pod behind it has. */
  | "service-target-missing"
  /** An Ingress leads to a Service that is not there. */
  | "ingress-service-missing"
  /** An Ingress leads to a port that the Service has not. */
  | "ingress-port-missing"
  /** An ipBlock of an ingress rule has addresses of pods, and of nodes' tunnels with them. */
  | "ip-block-admits-nodes"
  /** An ipBlock of all addresses has those of pods as well. */
  | "any-address-matches-pods"
  /** Policies seem to apply to pods on their host's network, and do not. */
  | "host-network-not-enforced"
  /** A pod without labels would be open to everyone. */
  | "no-default-deny-ingress"
  /** A pod without labels could reach everyone. */
  | "no-default-deny-egress";

/** Something that works otherwise than it seems to, or not at all. */
export interface Advice {
  readonly id: AdviceId;
  readonly text: string;
  /** Undefined for a namespace that nobody defined. */
  readonly origin?: Origin;
  /** Place in the object. */
  readonly path: readonly PropertyKey[];
}

/** A policy as texts name it: `NetworkPolicy shop/in`. */
export function policyName({ kind, namespace, name }: Policy): string {
  return `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}

/** What the policies say, rule by rule. */
export function* everyRule(policies: readonly Policy[]): Generator<{
  readonly policy: Policy;
  readonly number: number;
  readonly direction: Direction;
  readonly rule: Rule;
  /** The ends that the policy's own pods are not. */
  readonly peers: readonly Entity[];
}> {
  for (const [number, policy] of policies.entries())
    for (const direction of ["ingress", "egress"] as const)
      for (const rule of policy[direction] ?? [])
        yield {
          policy,
          number,
          direction,
          rule,
          peers: (direction === "ingress" ? rule.source : rule.destination) ?? [],
        };
}
