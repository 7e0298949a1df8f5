/** What keeps a proof from holding. */
export interface Unproven {
  readonly check: UnprovenCheck;
  /** What was found. */
  readonly text: string;
  /** What there may be; undefined where the text says all. */
  readonly allowed?: string;
}

/** Stable ids; docs/plan-json.md describes them. */
export type UnprovenCheck =
  /** Something gets through that no flow declares. */
  | "undeclared-connection"
  /** One end's policies open something that no flow declares; so far the other end's stop it. */
  | "undeclared-opening"
  /** A declared flow does not get through. */
  | "blocked-flow"
  /** An end of a declared flow is no pod of the cluster. */
  | "flow-without-pods"
  /** Something gets through that an assertion forbids. */
  | "broken-assertion"
  /** A policy is of a kind that this Calico does not enforce. */
  | "policy-not-enforced"
  /** An object cannot be understood: nothing is proved. */
  | "unreadable-policy"
  /** The comparison stopped: connections, openings and flows may be missing. */
  | "more-differences"
  /** The same of assertions. */
  | "more-broken-assertions";
