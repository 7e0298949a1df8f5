import type { DiffReport } from "../reach/diffReport.js";
import type { Unread } from "./cluster/readLive.js";
import type { Difference } from "./compare/differences.js";

/**
 * What a stack's account and cluster have that its declaration does not: what `basalt drift --json` prints.
 * docs/drift-json.md describes it. `version` changes when a field changes its meaning or goes; new fields do not change
 * it.
 */
export interface DriftReport {
  readonly version: 1;
  readonly stack: string;
  /** The cluster's name. */
  readonly cluster: string;
  /** clean: everything was looked at, and nothing differs. incomplete: nothing differs in what could be looked at. */
  readonly verdict: "opens" | "drifted" | "incomplete" | "clean";
  readonly network: NetworkDrift;
  /** What opens connections first, then changed, missing, undeclared; by name. */
  readonly findings: readonly DriftFinding[];
  /** What could not be looked at, and why: as long as there is any, nothing is clean. */
  readonly unread: readonly Unread[];
  /** What is there, undeclared, and no drift; by reason. */
  readonly left: readonly LeftAlone[];
  /** Of a repair that changed something and did not come to its end: why. All else is what is there since. */
  readonly failure?: string;
}

/** Who can talk to whom in the cluster and not by the declaration, and the other way round. */
export interface NetworkDrift {
  /** Absent where it cannot be told; `unknown` says why. */
  readonly difference?: DiffReport;
  readonly unknown?: string;
}

/** One thing that is not as declared. */
export interface DriftFinding {
  readonly change: "changed" | "missing" | "undeclared";
  /** Who sees it: the comparison with the cluster, or the engine's refresh. */
  readonly source: "cluster" | "engine";
  /** The kind of the object, or the resource's type. */
  readonly kind: string;
  readonly apiVersion?: string;
  readonly namespace?: string;
  readonly name: string;
  readonly urn?: string;
  /** Of what changed, in which ways. Values only where they cannot be secrets. */
  readonly differences: readonly ReportedDifference[];
  /** Of what decides about the network: whether it, by itself, opens anything. Absent where that was not looked into. */
  readonly effect?: Effect;
  /** Present where the declaration itself is what changed: it says something else than what was deployed last. */
  readonly notDeployed?: true;
  /** Of an undeclared namespace: how many objects were found in it. */
  readonly holds?: number;
  /** What `--repair` does about it. */
  readonly repair: Repair;
}

/** opens: something gets through that should not. closes: something declared does not. none: neither, as things are. */
export type Effect = "opens" | "closes" | "none";

/**
 * engine: the update does it. write: the object is written back. delete: it is deleted. evict: the pod is, and its
 * controller makes another. none: nothing does; `because` says why.
 */
export type Repair =
  | { readonly by: "engine" | "write" | "delete" | "evict" }
  | { readonly by: "none"; readonly because: string };

/** A {@link Difference} as it may be shown. */
export type ReportedDifference = Pick<Difference, "path" | "change"> & {
  readonly declared?: string;
  readonly live?: string;
};

/** Objects that nobody declared, and that are no drift. */
export interface LeftAlone {
  readonly reason: string;
  readonly objects: readonly string[];
}
