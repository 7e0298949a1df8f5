import type { Endpoint } from "../evaluate/endpoints.js";
import type { Labels } from "../model/cluster.js";
import type { AddressRange } from "../sets/addresses.js";
import type { IntervalSet } from "../sets/intervals.js";

/** What the network is to allow: exactly this, as far as `closed` reaches. */
export interface Expectation {
  readonly flows: readonly ExpectedFlow[];
  readonly never: readonly ExpectedNever[];
  /** Pods that may have what is expected and nothing else; about the others nothing is said. */
  readonly closed: (endpoint: Endpoint) => boolean;
}

/** One flow that has to get through, and may. */
export interface ExpectedFlow {
  /** As it was declared: `frontend -> cartservice [grpc 7070]`. */
  readonly text: string;
  /** Where it was declared: `namespaces/shop.yaml:93 flows[3]`; undefined for what every namespace has. */
  readonly place?: string;
  readonly from: ExpectedEnd;
  readonly to: ExpectedEnd;
  readonly traffic: IntervalSet;
  /** Whether nobody may block it either. */
  readonly required: boolean;
}

export type ExpectedEnd =
  /** Pods of a namespace that have these labels. */
  | { readonly kind: "pods"; readonly namespace: string; readonly labels: Labels }
  /** Every pod there is. */
  | { readonly kind: "every-pod" }
  | { readonly kind: "addresses"; readonly ranges: readonly AddressRange[] };

/** Something that no policy may ever allow. */
export interface ExpectedNever {
  readonly text: string;
  readonly place?: string;
  readonly from: NeverEnd;
  readonly to: NeverEnd;
  /** Sources that are left out. */
  readonly except: readonly ExpectedEnd[];
}

/** anything: every pod and every address; outside: every address that is not in `inside`. */
export type NeverEnd =
  | ExpectedEnd
  | { readonly kind: "anything" }
  | { readonly kind: "outside"; readonly inside: readonly AddressRange[] };
