import { isMapping, listOf, type Mapping } from "../cluster/kubernetesObject.js";

/**
 * What is known of a part of an object besides its values: what the API server fills in where nothing is written, and
 * what identifies the items of a list. What no shape tells is compared as it stands.
 */
export interface Shape {
  /** What an absent field means; of a function, by the mapping that it is absent from. */
  readonly defaults?: Readonly<Record<string, unknown>>;
  /**
   * Fields that the cluster fills with values of its own, all, or those that a function tells: compared only where they
   * are declared.
   */
  readonly filled?: readonly string[] | "all" | ((field: string) => boolean);
  readonly fields?: Readonly<Record<string, Shape>>;
  /** Of every value of a mapping, whatever its key. */
  readonly values?: Shape;
  /** Of every item of a list. */
  readonly items?: Shape;
  /** By what an item of a list is the same one in both. Without it, items are compared in their order. */
  readonly key?: (item: unknown) => string;
  /** Whether the order of a list means nothing although nothing identifies its items. */
  readonly unordered?: true;
  /** Items of a list that the cluster adds by itself. */
  readonly addedItem?: (item: unknown) => boolean;
  /** Whether values are quantities: 1000m is 1. */
  readonly quantity?: true;
  /** Whether capitals mean nothing in it. */
  readonly caseless?: true;
}

/** A default that depends on the mapping around it. */
export type DefaultFrom = (around: Mapping) => unknown;

/** Whether a field is one that the cluster fills. */
export function isFilled(field: string, { filled = [] }: Shape = {}): boolean {
  if (typeof filled === "function") return filled(field);
  return filled === "all" || filled.includes(field);
}

/** Of mappings that were completed, the fields that nobody wrote. */
const unwritten = new WeakMap<object, ReadonlySet<string>>();

/** Whether a field of a completed mapping has its value only because nobody wrote one. */
export function isUnwritten(completedMapping: Mapping, field: string): boolean {
  return unwritten.get(completedMapping)?.has(field) ?? false;
}

/** A value with everything said that an absent field means. */
export function completed(value: unknown, shape: Shape | undefined): unknown {
  if (shape === undefined) return value;
  if (Array.isArray(value)) return value.map((item) => completed(item, shape.items));
  if (!isMapping(value)) return value;
  const result: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    // The API server leaves out what is empty, and so may the declaration.
    if (item === undefined || item === null || (Array.isArray(item) && item.length === 0)) continue;
    result[key] = item;
  }
  const filled = new Set<string>();
  for (const [key, standard] of Object.entries(shape.defaults ?? {})) {
    if (Object.hasOwn(result, key)) continue;
    const known: unknown = typeof standard === "function" ? (standard as DefaultFrom)(result) : standard;
    if (known === undefined) continue;
    result[key] = known;
    filled.add(key);
  }
  unwritten.set(result, filled);
  for (const [key, item] of Object.entries(result))
    result[key] = completed(item, shape.fields?.[key] ?? shape.values);
  return result;
}

/** Items by fields of theirs. */
export function byField(...fields: readonly string[]): (item: unknown) => string {
  return (item) => fields.map((field) => (isMapping(item) ? textOf(item[field]) : "")).join(" ");
}

function textOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : JSON.stringify(value ?? "");
}

/** Items by all that they say. */
export function byContent(item: unknown): string {
  return JSON.stringify(sorted(item));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return listOf(value).map(sorted);
  if (!isMapping(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}
