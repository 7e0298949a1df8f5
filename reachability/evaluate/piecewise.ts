import type { IntervalSet } from "../sets/intervals.js";

/**
 * A function of the elements of the universe that is constant on few pieces: `values[i]` holds from `starts[i]` to before
 * `starts[i + 1]`, the last one to the end. The first start is 0.
 */
export interface Piecewise<Value> {
  readonly starts: readonly number[];
  readonly values: readonly Value[];
}

/** The same value everywhere. */
export function constant<Value>(value: Value): Piecewise<Value> {
  return { starts: [0], values: [value] };
}

/** One value on a set, another elsewhere. */
export function on<Value>(set: IntervalSet, value: Value, elsewhere: Value, size: number): Piecewise<Value> {
  const starts: number[] = [];
  const values: Value[] = [];
  let next = 0;
  for (let i = 0; i < set.length; i += 2) {
    if (set[i]! > next) {
      starts.push(next);
      values.push(elsewhere);
    }
    starts.push(set[i]!);
    values.push(value);
    next = set[i + 1]! + 1;
  }
  if (next < size || starts.length === 0) {
    starts.push(next);
    values.push(elsewhere);
  }
  return { starts, values };
}

/** Two functions' values combined, piece by piece; neighbours that are the same become one piece. */
export function combine<A, B, Value>(
  a: Piecewise<A>,
  b: Piecewise<B>,
  both: (a: A, b: B) => Value,
  same: (a: Value, b: Value) => boolean,
): Piecewise<Value> {
  const starts: number[] = [];
  const values: Value[] = [];
  let i = 0;
  let j = 0;
  while (i < a.starts.length && j < b.starts.length) {
    const value = both(a.values[i]!, b.values[j]!);
    if (values.length === 0 || !same(values.at(-1)!, value)) {
      starts.push(Math.max(a.starts[i]!, b.starts[j]!));
      values.push(value);
    }
    const nextA = a.starts[i + 1] ?? Infinity;
    const nextB = b.starts[j + 1] ?? Infinity;
    if (nextA <= nextB) i += 1;
    if (nextB <= nextA) j += 1;
  }
  return { starts, values };
}

/** Every value changed; neighbours that become the same become one piece. */
export function map<A, Value>(
  a: Piecewise<A>,
  change: (value: A) => Value,
  same: (a: Value, b: Value) => boolean,
): Piecewise<Value> {
  return combine(a, constant(undefined), change, same);
}

/** The value at an element. */
export function at<Value>({ starts, values }: Piecewise<Value>, element: number): Value {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= element) low = middle;
    else high = middle - 1;
  }
  return values[low]!;
}

/** The pieces of a function from `from` to `to`, both included. */
export function* pieces<Value>(
  { starts, values }: Piecewise<Value>,
  from: number,
  to: number,
): Generator<{ readonly first: number; readonly last: number; readonly value: Value }> {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= from) low = middle;
    else high = middle - 1;
  }
  for (let index = low; index < starts.length && starts[index]! <= to; index += 1) {
    const first = Math.max(from, starts[index]!);
    const last = Math.min(to, (starts[index + 1] ?? Infinity) - 1);
    if (first <= last) yield { first, last, value: values[index]! };
  }
}
