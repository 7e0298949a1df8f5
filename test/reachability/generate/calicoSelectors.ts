import fc from "fast-check";
import { anyKey, anyValue, type LabelPool } from "./pools.js";

/** A selector of Calico's language over a pool: every operator, both quotes, spaces or none. */
export function anyCalicoSelector(pool: LabelPool, depth = 2): fc.Arbitrary<string> {
  if (depth === 0) return anyTerm(pool);
  const inner = anyCalicoSelector(pool, depth - 1);
  return fc.oneof(
    { weight: 6, arbitrary: anyTerm(pool) },
    { weight: 1, arbitrary: fc.tuple(inner, inner).map(([one, other]) => `${one} && ${other}`) },
    { weight: 2, arbitrary: fc.tuple(inner, inner).map(([one, other]) => `${one}||${other}`) },
    { weight: 1, arbitrary: inner.map((one) => `!(${one})`) },
    { weight: 1, arbitrary: inner.map((one) => `( ${one} )`) },
  );
}

function anyTerm(pool: LabelPool): fc.Arbitrary<string> {
  const key = anyKey(pool);
  const literal = fc
    .tuple(anyValue(pool), fc.constantFrom('"', "'"))
    .map(([value, quote]) => `${quote}${value}${quote}`);
  const part = anyValue(pool).map((value) => `"${value.slice(0, 1)}"`);
  const set = fc.array(literal, { minLength: 1, maxLength: 2 }).map((values) => `{ ${values.join(", ")} }`);
  const join = (operator: string, right: fc.Arbitrary<string>) =>
    fc.tuple(key, right).map(([left, value]) => `${left} ${operator} ${value}`);
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant("all()") },
    { weight: 5, arbitrary: join("==", literal) },
    join("!=", literal),
    { weight: 2, arbitrary: join("in", set) },
    join("not in", set),
    { weight: 2, arbitrary: key.map((label) => `has(${label})`) },
    key.map((label) => `!has(${label})`),
    join("contains", part),
    join("starts with", part),
    join("ends with", part),
  );
}
