import type { Direction, Policy, Rule, Tier } from "../model/policy.js";
import { has } from "../sets/intervals.js";
import { peerOf, subjectOf, type Evaluation } from "./evaluation.js";

/** One packet to a pod, or from it, as the pod's own policies see it. */
export interface Packet {
  /** The pod's element. */
  readonly subject: number;
  /** The other end's element. */
  readonly peer: number;
  readonly direction: Direction;
  /** What is sent, by its number among all traffic. */
  readonly traffic: number;
  readonly sourcePort: number;
}

/** How the policies of one end decide about one packet, and why. */
export interface SideDecision {
  readonly allowed: boolean;
  /** Policies that apply, in the order in which they were asked, up to the one that decided. */
  readonly asked: readonly AskedPolicy[];
  readonly cause: Cause;
}

export interface AskedPolicy {
  readonly policy: Policy;
  /** The first of its rules that matched and decided; undefined where none did. */
  readonly rule?: Rule;
}

export type Cause =
  /** No policy applies: open, as Kubernetes has it. */
  | { readonly kind: "no-policy" }
  /** This rule said so. */
  | { readonly kind: "rule"; readonly policy: Policy; readonly rule: Rule }
  /** Policies of the tier apply, none of their rules matched, and the tier denies what none matches. */
  | { readonly kind: "tier-default"; readonly tier: Tier; readonly policies: readonly Policy[] }
  /** Every tier that applies passed it on; the namespace's profile allows. */
  | { readonly kind: "profile" };

/** Asks the policies one after the other, as the specification reads: the long way, for one packet. */
export function decideSide(evaluation: Evaluation, packet: Packet): SideDecision {
  const { cluster, universe } = evaluation;
  const { subject, direction } = packet;
  const policies = evaluation.policiesOf(universe.classAt(subject), direction);
  const asked: AskedPolicy[] = [];
  for (const tier of cluster.tiers) {
    const own = policies.filter((number) => cluster.policies[number]!.tier === tier.name);
    if (own.length === 0) continue;
    const decided = askTier(evaluation, own, packet, asked);
    if (decided?.rule.action === "pass") continue;
    if (decided)
      return { allowed: decided.rule.action === "allow", asked, cause: { kind: "rule", ...decided } };
    if (tier.defaultAction === "deny") {
      const applying = own.map((number) => cluster.policies[number]!);
      return { allowed: false, asked, cause: { kind: "tier-default", tier, policies: applying } };
    }
  }
  return { allowed: true, asked, cause: { kind: policies.length === 0 ? "no-policy" : "profile" } };
}

/** The first rule of the policies that matches and is no Log; notes each policy that was asked. */
function askTier(
  evaluation: Evaluation,
  policies: readonly number[],
  { subject, peer, direction, traffic, sourcePort }: Packet,
  asked: AskedPolicy[],
): { readonly policy: Policy; readonly rule: Rule } | undefined {
  for (const number of policies) {
    const policy = evaluation.cluster.policies[number]!;
    const match = evaluation
      .rulesOf(number, direction)
      .find(
        (rule) =>
          rule.action !== "log" &&
          has(subjectOf(rule, direction), subject) &&
          has(peerOf(rule, direction), peer) &&
          has(rule.traffic, traffic) &&
          has(rule.sourcePorts, sourcePort),
      );
    asked.push({ policy, ...(match ? { rule: match.rule } : {}) });
    if (match) return { policy, rule: match.rule };
  }
  return undefined;
}
