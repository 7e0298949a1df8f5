import type { Budget } from "./limits.js";
import { Mistake } from "./mistake.js";
import type { DocumentRange } from "./splitDocuments.js";

/** A value of a JSON text, by its place. */
export interface JsonValue extends DocumentRange {
  readonly value: unknown;
}

/** A value's place, and how many keys its mappings have together. */
interface Range extends DocumentRange {
  readonly pairs: number;
}

/**
 * The values of a text that may be JSON: one, or several one after the other, as Kubernetes reads them. Undefined where
 * it is not JSON, which YAML may be all the same, or where a mapping has a key twice, which JSON.parse does not tell.
 */
export function parseJson(text: string, budget: Budget): JsonValue[] | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined;
  const ranges = findValues(text, budget);
  const values: JsonValue[] = [];
  for (const { start, end, pairs } of ranges ?? []) {
    let value: unknown;
    try {
      value = JSON.parse(text.slice(start, end));
    } catch {
      return undefined;
    }
    if (countPairs(value) !== pairs) return undefined;
    values.push({ start, end, value });
  }
  return ranges && values;
}

const [tab, lineFeed, carriageReturn, space, quote, comma, colon] = [9, 10, 13, 32, 34, 44, 58];
const [openList, backslash, closeList, openMapping, closeMapping] = [91, 92, 93, 123, 125];

/** Where values start and end, and how many keys each has, if it is JSON; undefined where it cannot be. */
function findValues(text: string, budget: Budget): Range[] | undefined {
  const { depth } = budget.limits;
  const found: Range[] = [];
  let values = 0;
  let [level, start, pairs] = [0, 0, 0];
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case quote:
        at = findQuote(text, at + 1);
        if (at < 0 || level === 0) return undefined;
        break;
      case openList:
      case openMapping:
        values++;
        if (level === 0) [start, pairs] = [at, 0];
        if (++level > depth) throw new Mistake(at, "values nested too deeply", `at most ${depth} levels`);
        break;
      case closeList:
      case closeMapping:
        if (--level < 0) return undefined;
        if (level !== 0) break;
        budget.takeObject();
        found.push({ start, end: at + 1, pairs });
        break;
      case colon:
        pairs++;
        // Its key and its value.
        values += 2;
        break;
      case comma:
        values++;
        if (level === 0) return undefined;
        break;
      case tab:
      case lineFeed:
      case carriageReturn:
      case space:
        break;
      default:
        if (level === 0) return undefined;
    }
  }
  if (level !== 0) return undefined;
  budget.takeValues(values);
  return found;
}

/** Place of the quote that ends a text which starts at `from`; -1 where none does. */
function findQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(at - 1 - backslashes) === backslash && at - 1 - backslashes >= from) backslashes++;
    if (backslashes % 2 === 0) return at;
  }
  return -1;
}

function countPairs(value: unknown): number {
  const open = [value];
  let pairs = 0;
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next !== "object" || next === null) continue;
    const values: unknown[] = Array.isArray(next) ? next : Object.values(next);
    if (!Array.isArray(next)) pairs += values.length;
    for (const each of values) if (typeof each === "object") open.push(each);
  }
  return pairs;
}
