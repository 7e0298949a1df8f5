import fc from "fast-check";

/** Makes the next number below another one; the same sequence for the same seed. */
export type Roll = (below: number) => number;

/** A source of numbers that a failure repeats. */
export const anyRoll: fc.Arbitrary<Roll> = fc
  .infiniteStream(fc.nat({ max: 0xffff }))
  .map((stream) => (below) => (stream.next() as IteratorYieldResult<number>).value % below);

/** The items in any order. */
export function shuffled<T>(items: readonly T[], roll: Roll): T[] {
  const left = [...items];
  return items.map(() => left.splice(roll(left.length), 1)[0]!);
}

/** A value, the keys of its mappings in any order, and its lists but those that a path says are sequences. */
export function shuffledInside(
  value: unknown,
  roll: Roll,
  isSequence: (path: readonly string[]) => boolean,
  path: readonly string[] = [],
): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => shuffledInside(item, roll, isSequence, [...path, "[]"]));
    return isSequence(path) ? items : shuffled(items, roll);
  }
  return Object.fromEntries(
    shuffled(Object.entries(value), roll).map(([key, inner]) => [
      key,
      shuffledInside(inner, roll, isSequence, [...path, key]),
    ]),
  );
}
