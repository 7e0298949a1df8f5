/**
 * A set of whole numbers as sorted, disjoint intervals that do not touch: `[first, last, first, last, …]`, both ends
 * included. Ports, endpoints and cut address space are all such sets; most have one interval or two, however many
 * members.
 */
export type IntervalSet = readonly number[];

export const emptySet: IntervalSet = [];

/** The set of the numbers from `first` to `last`; empty where `last` is before `first`. */
export function interval(first: number, last: number): IntervalSet {
  return first <= last ? [first, last] : emptySet;
}

/** The set of some numbers, in any order. */
export function setOf(members: Iterable<number>): IntervalSet {
  const set: number[] = [];
  for (const member of Uint32Array.from(members).sort()) {
    const last = set.length - 1;
    if (last >= 0 && member <= set[last]! + 1) set[last] = Math.max(set[last]!, member);
    else set.push(member, member);
  }
  return set;
}

/** What is in any of some sets. */
export function unionAll(sets: readonly IntervalSet[]): IntervalSet {
  if (sets.length === 1) return sets[0]!;
  // Pairwise from the bottom: a long list costs its length times the logarithm.
  if (sets.length === 0) return emptySet;
  const middle = sets.length >> 1;
  return union(unionAll(sets.slice(0, middle)), unionAll(sets.slice(middle)));
}

/** What is in either set. */
export function union(a: IntervalSet, b: IntervalSet): IntervalSet {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const result: number[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const fromA = j >= b.length || (i < a.length && a[i]! <= b[j]!);
    const first = fromA ? a[i]! : b[j]!;
    const last = fromA ? a[i + 1]! : b[j + 1]!;
    if (fromA) i += 2;
    else j += 2;
    const end = result.length - 1;
    if (end >= 0 && first <= result[end]! + 1) result[end] = Math.max(result[end]!, last);
    else result.push(first, last);
  }
  return result;
}

/** What is in both sets. */
export function intersect(a: IntervalSet, b: IntervalSet): IntervalSet {
  // The longer one is searched, not walked: one endpoint in a namespace of thousands costs a logarithm.
  const [few, many] = a.length <= b.length ? [a, b] : [b, a];
  const result: number[] = [];
  let j = 0;
  for (let i = 0; i < few.length; i += 2) {
    const first = few[i]!;
    const last = few[i + 1]!;
    j = firstEndingAt(many, first, j);
    for (; j < many.length && many[j]! <= last; j += 2) {
      result.push(Math.max(first, many[j]!), Math.min(last, many[j + 1]!));
      if (many[j + 1]! > last) break;
    }
  }
  return result;
}

/** What is in `a` and not in `b`. */
export function subtract(a: IntervalSet, b: IntervalSet): IntervalSet {
  if (b.length === 0) return a;
  const result: number[] = [];
  let j = 0;
  for (let i = 0; i < a.length; i += 2) {
    let first = a[i]!;
    const last = a[i + 1]!;
    j = firstEndingAt(b, first, j);
    for (let k = j; k < b.length && b[k]! <= last && first <= last; k += 2) {
      if (b[k]! > first) result.push(first, b[k]! - 1);
      first = b[k + 1]! + 1;
    }
    if (first <= last) result.push(first, last);
  }
  return result;
}

/** Whether a number is in a set. */
export function has(set: IntervalSet, member: number): boolean {
  const at = firstEndingAt(set, member, 0);
  return at < set.length && set[at]! <= member;
}

/** Whether two sets share a number. */
export function overlaps(a: IntervalSet, b: IntervalSet): boolean {
  const [few, many] = a.length <= b.length ? [a, b] : [b, a];
  for (let i = 0; i < few.length; i += 2) {
    const at = firstEndingAt(many, few[i]!, 0);
    if (at < many.length && many[at]! <= few[i + 1]!) return true;
  }
  return false;
}

/** Whether two sets have the same members. */
export function sameSet(a: IntervalSet, b: IntervalSet): boolean {
  return a === b || (a.length === b.length && a.every((bound, index) => bound === b[index]));
}

/** Whether every number of `inner` is in `outer`. */
export function includes(outer: IntervalSet, inner: IntervalSet): boolean {
  return subtract(inner, outer).length === 0;
}

/** How many members a set has. */
export function sizeOf(set: IntervalSet): number {
  let size = 0;
  for (let i = 0; i < set.length; i += 2) size += set[i + 1]! - set[i]! + 1;
  return size;
}

/** The members, in order. */
export function* membersOf(set: IntervalSet): Generator<number> {
  for (let i = 0; i < set.length; i += 2)
    for (let member = set[i]!; member <= set[i + 1]!; member += 1) yield member;
}

/** Index of the first interval from index `from` on that ends at `member` or after it; the length where none does. */
function firstEndingAt(set: IntervalSet, member: number, from: number): number {
  let low = from >> 1;
  let high = set.length >> 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (set[2 * middle + 1]! < member) low = middle + 1;
    else high = middle;
  }
  return 2 * low;
}
