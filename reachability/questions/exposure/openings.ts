import type { Origin } from "../../model/manifest.js";
import type { Direction, EndpointSelection } from "../../model/policy.js";
import type { AllowedTraffic } from "../allowedTraffic.js";

/** What a cluster opens to those whom nobody declared. */
export interface Exposures {
  /** By workload, then direction, then who. */
  readonly openings: readonly Exposure[];
  /** Ways in whose pods let nobody in. */
  readonly closedEntryPoints: readonly EntryPointName[];
  /** Address families that this is about. */
  readonly families: readonly (4 | 6)[];
}

/** What gets through between a workload and somebody undeclared. */
export interface Exposure extends AllowedTraffic {
  /** `namespace/name` as in a matrix. */
  readonly workload: string;
  readonly kind: string;
  /** ingress: the workload could be reached. egress: it could reach them. */
  readonly direction: Direction;
  readonly who: Who;
  /** Ways in from outside that lead to what is open here. */
  readonly entryPoints: readonly EntryPointName[];
}

/** Somebody undeclared. Pods without labels, unless labels are named. */
export type Who =
  /** Any pod, in the namespaces that are there and in others. */
  | { readonly kind: "any-pod" }
  /** A pod in this namespace. */
  | { readonly kind: "namespace"; readonly namespace: string }
  /** A pod in a namespace that is not there. */
  | { readonly kind: "other-namespace" }
  /** A pod that a rule allows, and that is not there. */
  | { readonly kind: "selection"; readonly selection: EndpointSelection; readonly example: ExamplePod }
  /** Addresses: public ones, private ones that are no node's, and nodes'. */
  | {
      readonly kind: "internet" | "private" | "nodes";
      /** Maximal ranges `a.b.c.d-e.f.g.h`. */
      readonly ranges: readonly string[];
      /** Whether these are all of that kind. */
      readonly all: boolean;
    };

/** One of the pods that a selection would find. */
export interface ExamplePod {
  readonly namespace: string;
  readonly namespaceLabels: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly serviceAccount: string;
  readonly serviceAccountLabels: Readonly<Record<string, string>>;
}

/** A way into the cluster. */
export interface EntryPointName {
  readonly kind: "LoadBalancer" | "NodePort" | "ExternalIP" | "Ingress";
  readonly namespace: string;
  readonly name: string;
  /** Port of the Service, by number or by name. */
  readonly port: number | string;
  readonly origin: Origin;
  readonly path: readonly PropertyKey[];
}
