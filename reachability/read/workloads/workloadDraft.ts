import type { PodVariant } from "../../model/cluster.js";
import type { Origin } from "../../model/manifest.js";
import type { Field } from "../field.js";

/** What one object says of a workload, before its owner and its service account are looked up. */
export interface WorkloadDraft {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly origin: Origin;
  /** The object that controls it. */
  readonly owner?: OwnerReference;
  readonly variant: VariantDraft;
  /** Whether it has no pods, and its owner's template says all that may come back. */
  readonly retired: boolean;
}

/** A reference to the object that controls another one of the same namespace. */
export interface OwnerReference {
  readonly kind: string;
  readonly name: string;
  /** Where it is written. */
  readonly field: Field;
}

/** A kind of pods. */
export interface VariantDraft extends Omit<PodVariant, "serviceAccount"> {
  /** Name of the service account. */
  readonly serviceAccount: string;
  /** Whether it is a Pod, and not a template for some. */
  readonly running: boolean;
  /** Ordinals of the pods of a StatefulSet; undefined for other pods. */
  readonly ordinals?: { readonly start: number; readonly count: number };
}
