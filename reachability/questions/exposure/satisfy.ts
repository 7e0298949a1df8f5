import type { Labels } from "../../model/cluster.js";
import type { Selector } from "../../model/selector.js";

/** A condition on one label, and whether it must hold. */
interface Literal {
  readonly test: Extract<Selector, { key: string }>;
  readonly holds: boolean;
}

/** At most so many ways to make a selector hold are tried. */
const maxWays = 256;

/** Fillers of a value of which only parts are said: one that no part forbids is mostly among them. */
const fillers = ["", "x", "y", "0"];

/**
 * Labels that a selector holds for, as few as it takes; undefined where none were found, mostly because there are none.
 *
 * @param fixed labels that are there whatever the selector wants; they are not among the result
 */
export function satisfy(selector: Selector, fixed: Labels = {}): Labels | undefined {
  let tried = 0;
  for (const literals of ways(selector, true)) {
    const labels = solve(literals, fixed);
    if (labels) return labels;
    tried += 1;
    if (tried === maxWays) return undefined;
  }
  return undefined;
}

/**
 * Every way to make a selector hold (or not) as labels, each value of a list by itself: at most so many, distinct.
 *
 * @param fixed labels that are there whatever the selector wants; they are not among the results
 */
export function everyWay(selector: Selector, holds: boolean, fixed: Labels, most: number): Labels[] {
  const found = new Map<string, Labels>();
  let tried = 0;
  for (const literals of ways(oneByOne(selector), holds)) {
    const labels = solve(literals, fixed);
    if (labels) found.set(JSON.stringify(Object.entries(labels).sort()), labels);
    tried += 1;
    if (found.size === most || tried === maxWays) break;
  }
  return [...found.values()];
}

/** The same selector with each value of a list by itself. */
function oneByOne(selector: Selector): Selector {
  switch (selector.op) {
    case "in":
      if (selector.values.length === 1) return selector;
      return { op: "or", operands: selector.values.map((value) => ({ ...selector, values: [value] })) };
    case "not":
      return { op: "not", operand: oneByOne(selector.operand) };
    case "and":
    case "or":
      return { op: selector.op, operands: selector.operands.map(oneByOne) };
    case "all":
    case "has":
    case "contains":
    case "startsWith":
    case "endsWith":
      return selector;
  }
}

/** Lists of literals, each of which makes a selector hold (or not), in the order of what was written. */
function* ways(selector: Selector, holds: boolean): Generator<readonly Literal[]> {
  switch (selector.op) {
    case "all":
      if (holds) yield [];
      return;
    case "not":
      yield* ways(selector.operand, !holds);
      return;
    case "and":
    case "or":
      if ((selector.op === "and") === holds) yield* together(selector.operands, holds);
      else for (const operand of selector.operands) yield* ways(operand, holds);
      return;
    case "has":
    case "in":
    case "contains":
    case "startsWith":
    case "endsWith":
      yield [{ test: selector, holds }];
  }
}

function* together(operands: readonly Selector[], holds: boolean): Generator<readonly Literal[]> {
  const [first, ...rest] = operands;
  if (!first) yield [];
  else
    for (const own of ways(first, holds))
      for (const others of together(rest, holds)) yield [...own, ...others];
}

function solve(literals: readonly Literal[], fixed: Labels): Labels | undefined {
  // Without a prototype: `constructor` is a fine key.
  const labels: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const key of new Set(literals.map(({ test }) => test.key))) {
    const own = literals.filter(({ test }) => test.key === key);
    if (Object.hasOwn(fixed, key)) {
      if (!holdsFor(own, fixed[key]!)) return undefined;
    } else if (own.some(({ holds }) => holds)) {
      const value = candidates(own).find((candidate) => holdsFor(own, candidate));
      if (value === undefined) return undefined;
      labels[key] = value;
    }
    // Else absent: `not` holds for it.
  }
  return labels;
}

/** Values that a label may have, if any can. */
function candidates(literals: readonly Literal[]): readonly string[] {
  const wanted = literals.filter(({ holds }) => holds).map(({ test }) => test);
  const listed = wanted.find((test) => test.op === "in");
  if (listed) return listed.values;
  const texts = (op: Selector["op"]) =>
    wanted
      .flatMap((test) => ("text" in test && test.op === op ? [test.text] : []))
      .sort((a, b) => b.length - a.length);
  // Of several beginnings (or ends), the longest has the others in it, if any value has them all.
  const [beginning = "", end = ""] = [texts("startsWith")[0], texts("endsWith")[0]];
  return fillers.map((filler) => [beginning, ...texts("contains"), filler, end].join(""));
}

function holdsFor(literals: readonly Literal[], value: string): boolean {
  return literals.every(({ test, holds }) => testValue(test, value) === holds);
}

function testValue(test: Literal["test"], value: string): boolean {
  switch (test.op) {
    case "has":
      return true;
    case "in":
      return test.values.includes(value);
    case "contains":
      return value.includes(test.text);
    case "startsWith":
      return value.startsWith(test.text);
    case "endsWith":
      return value.endsWith(test.text);
  }
}
