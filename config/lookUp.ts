/**
 * The entry that a user declared under `name`, or undefined. Plain indexing would also find what every object
 * inherits, and `constructor` is a good name for a namespace, a pin or a variable.
 */
export function lookUp<Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
