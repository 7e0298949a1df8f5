import type { Field } from "../field.js";

/**
 * The one key of a mapping that may have one of several; undefined, and a problem, where it has none, more, or another.
 * (`MinProperties=1` and `MaxProperties=1` of the kinds' schemas.)
 */
export function exactlyOne<const Key extends string>(mapping: Field, keys: readonly Key[]): Key | undefined {
  const expected = `one of ${keys.join(", ")}`;
  if (!mapping.isMapping(expected)) {
    if (!mapping.present) mapping.refuse(expected);
    return undefined;
  }
  mapping.only(keys);
  const written = keys.filter((key) => mapping.at(key).present);
  if (written.length === 1) return written[0];
  mapping.refuse(expected);
  return undefined;
}
