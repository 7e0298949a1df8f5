import fc from "fast-check";
import type { LabelSelector } from "../oracle/labelSelector.js";
import { anyKey, anyLabels, anyValue, type LabelPool } from "./pools.js";

/** Whom a policy governs: half of the time everybody, so that verdicts are mixed. */
export function anySubjectSelector(pool: LabelPool): fc.Arbitrary<LabelSelector> {
  return fc.oneof(fc.constant({}), anyLabelSelector(pool));
}

/** A Kubernetes label selector over a pool: empty, labels, or expressions with every operator. */
export function anyLabelSelector(pool: LabelPool): fc.Arbitrary<LabelSelector> {
  const withValues = fc.record({
    key: anyKey(pool),
    operator: fc.constantFrom("In" as const, "NotIn" as const),
    values: fc.uniqueArray(anyValue(pool), { minLength: 1, maxLength: 2 }),
  });
  const withoutValues = fc.record({
    key: anyKey(pool),
    operator: fc.constantFrom("Exists" as const, "DoesNotExist" as const),
  });
  const expressions = fc.array(fc.oneof(withValues, withoutValues), { maxLength: 2 });
  return fc.oneof(
    { weight: 2, arbitrary: fc.constant({}) },
    { weight: 3, arbitrary: fc.record({ matchLabels: anyLabels(pool) }) },
    { weight: 3, arbitrary: fc.record({ matchExpressions: expressions }) },
    { weight: 1, arbitrary: fc.record({ matchLabels: anyLabels(pool), matchExpressions: expressions }) },
  );
}
