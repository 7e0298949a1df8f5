/**
 * A condition on labels. Kubernetes' label selectors and Calico's expressions both become this: `!=`, `not in`, NotIn
 * and DoesNotExist are `not` of the positive test, which is why they hold where the key is absent.
 */
export type Selector =
  /** Holds for every set of labels. */
  | { readonly op: "all" }
  | { readonly op: "has"; readonly key: string }
  /** The key is there, and its value is one of these. `==` is `in` with one. */
  | { readonly op: "in"; readonly key: string; readonly values: readonly string[] }
  | { readonly op: "contains" | "startsWith" | "endsWith"; readonly key: string; readonly text: string }
  | { readonly op: "not"; readonly operand: Selector }
  | { readonly op: "and" | "or"; readonly operands: readonly Selector[] };

/** The selector that holds for every set of labels. */
export const everything: Selector = { op: "all" };
