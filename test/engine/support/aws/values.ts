import { Struct } from "google-protobuf/google/protobuf/struct_pb.js";

/** A property's value as the engine sends it. */
export type Value = null | boolean | number | string | Value[] | { [key: string]: Value };

/** A resource's inputs or outputs. */
export type Properties = Record<string, Value>;

/** How the engine's protocol writes a value that is not known yet. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Out of a message; none is the same as empty. */
export function fromStruct(struct: Struct | undefined): Properties {
  return struct?.toJavaScript() ?? {};
}

/** Into a message. */
export function toStruct(properties: Properties): Struct {
  return Struct.fromJavaScript(properties);
}

/** Whether a value is an object with keys. */
export function isObject(value: Value | undefined): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A string property, "" when it is absent, unknown or of another type. */
export function text(properties: Properties, key: string): string {
  const value = properties[key];
  return typeof value === "string" && value !== unknown ? value : "";
}

/** What is given, completed by what is computed: given values win, at every depth. */
export function completed(given: Properties, computed: Properties): Properties {
  const result: Properties = { ...computed, ...given };
  for (const [key, value] of Object.entries(computed)) {
    const own = given[key];
    if (isObject(own) && isObject(value)) result[key] = completed(own, value);
  }
  return result;
}

/** The same keys, each unknown; objects that are given stay, so that only their computed parts are unknown. */
export function unknowns(given: Properties, computed: Properties): Properties {
  return Object.fromEntries(
    Object.entries(computed).map(([key, value]): [string, Value] => {
      const own = given[key];
      return [key, isObject(own) && isObject(value) ? unknowns(own, value) : unknown];
    }),
  );
}

/** Whether anything in a value is not known yet. */
export function hasUnknown(value: Value | undefined): boolean {
  if (value === unknown) return true;
  if (Array.isArray(value)) return value.some(hasUnknown);
  return isObject(value) && Object.values(value).some(hasUnknown);
}

/** A copy without the keys that say how a property came about, not what it is. */
export function withoutBookkeeping(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([key]) => key !== "__defaults"));
}
