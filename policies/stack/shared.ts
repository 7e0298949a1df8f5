import type { Stack } from "../model/rule.js";

/** Something that is found once for each question, and that several rules use. */
export function shared<Found>(find: (stack: Stack) => Found): (stack: Stack) => Found {
  const kept = new WeakMap<object, { readonly found: Found }>();
  return (stack) => {
    const before = kept.get(stack.question);
    if (before) return before.found;
    const found = find(stack);
    kept.set(stack.question, { found });
    return found;
  };
}
