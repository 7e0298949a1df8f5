import type { Value } from "./value.js";

/** What a rule found wrong at one place. Texts that a person reads; none shows a secret. */
export interface Finding {
  /** Path of the property; empty where it is about the resource. */
  readonly path: string;
  readonly found: string;
  readonly allowed: string;
  /** What to do, where the rule's own steps do not say it. */
  readonly fix?: string;
  /** The resource, for rules about whole stacks; absent where it is about the stack. */
  readonly urn?: string;
}

/** What a finding says besides where and what was found. */
export interface Advice {
  readonly allowed: string;
  readonly fix?: string;
  /** What was found, where the value itself is too long or says too little. Must not show a secret. */
  readonly found?: string;
}

/** A finding at a value; what was found is the value itself unless `advice` says it. */
export function finding(value: Value, { allowed, fix, found }: Advice): Finding {
  return { path: value.path, found: found ?? value.show(), allowed, ...(fix === undefined ? {} : { fix }) };
}

/**
 * A finding where a value is not right, none where it is. A value that only a deployment can tell is no finding: that
 * the rule is undecided there is noted.
 *
 * @param holds whether the value is right
 */
export function expect(value: Value, holds: (value: Value) => boolean, advice: Advice): Finding[] {
  if (holds(value)) return [];
  if (!value.unknown) return [finding(value, advice)];
  value.leaveOpen();
  return [];
}
