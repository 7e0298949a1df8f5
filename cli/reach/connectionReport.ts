import type { AllowedTraffic } from "../../reachability/questions/allowedTraffic.js";
import type { Basis, Family } from "./basis.js";

/** What `basalt reach --from A --to B --json` prints; docs/reach-json.md describes it. */
export interface ConnectionReport extends Basis {
  readonly version: 1;
  /** As it was asked. */
  readonly from: string;
  readonly to: string;
  readonly port?: string;
  /** depends: some of it, or in some places. Without a port: allowed where anything gets through. */
  readonly verdict: Verdict;
  /** How what was asked was taken. */
  readonly remarks: readonly string[];
  readonly answers: readonly PairAnswer[];
  /** With --explain, where it is not allowed. */
  readonly suggestion?: Suggestion;
}

export type Verdict = "allowed" | "denied" | "depends";

/** The answer for one workload (or some addresses) and another. */
export interface PairAnswer {
  readonly from: string;
  readonly to: string;
  /** `TCP 8080`; undefined where it was not asked about a port. */
  readonly packet?: string;
  /** How a Service's port became the pods'. */
  readonly through?: string;
  readonly verdict: Verdict;
  /** Where it was not asked about a port: what gets through at all, and of it what does in every place. */
  readonly all?: AllowedTraffic;
  readonly certain?: AllowedTraffic;
  /** Where it was asked about a port: one for each way in which it is decided. */
  readonly cases?: readonly ExplainedCase[];
}

export interface ExplainedCase {
  readonly allowed: boolean;
  /** The address family of pods for which it is decided so; undefined where it is in each, or the ranges tell. */
  readonly family?: Family;
  /** Address ranges for which it is decided so; undefined where that is all the same. */
  readonly from?: readonly string[];
  readonly to?: readonly string[];
  /** Undefined where the end has no policies: addresses, and pods on their host's network. */
  readonly egress?: ExplainedSide;
  readonly ingress?: ExplainedSide;
}

/** How the policies of one end decided. */
export interface ExplainedSide {
  readonly allowed: boolean;
  readonly cause: "no-policy" | "rule" | "tier-default" | "profile";
  /** What decided: a rule as it is among `asked`, or the tier whose default it was. */
  readonly tier?: string;
  /** Policies that apply, in the order in which they were asked. */
  readonly asked: readonly AskedPolicy[];
}

export interface AskedPolicy {
  readonly tier: string;
  /** `NetworkPolicy shop/default-deny`. */
  readonly policy: string;
  readonly place: string;
  /** The rule that matched; undefined where none did. */
  readonly rule?: { readonly path: string; readonly place: string; readonly action: string };
}

/** The smallest change that would allow it. */
export interface Suggestion {
  /** Changes to make; empty where no addition can do it. */
  readonly changes: readonly SuggestedChange[];
  /** Why none, or what else has to be known. */
  readonly remarks: readonly string[];
  /** Whether the answer, asked again with the changes, is "allowed". */
  readonly verified: boolean;
}

export interface SuggestedChange {
  /** `namespaces/shop.yaml, under flows` or what else the text belongs into. */
  readonly where: string;
  /** YAML. */
  readonly text: string;
}
