import type { Value } from "./value.js";

/** A value, and what has to be true of it; asked only of values that are known. */
export type Condition = readonly [value: Value, holds: (value: Value) => boolean];

/**
 * Whether all conditions hold. Known values come first: one that fails decides, whatever the others are. Where it takes
 * an unknown value to decide, that is noted and the answer is no.
 */
export function allHold(conditions: readonly Condition[]): boolean {
  if (conditions.some(([value, holds]) => !value.unknown && !holds(value))) return false;
  return conditions.filter(([value]) => waitsFor(value)).length === 0;
}

/** Whether only a deployment can tell a value, which is noted then: the rule is undecided without it. */
export function waitsFor(value: Value): boolean {
  return value.unknown && !value.present;
}
