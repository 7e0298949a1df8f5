import { formatPath, showValue } from "../../problems/problem.js";
import { isMapping, opaque, unknownValue, unwrap } from "./wireValue.js";

/** Takes the places that a rule asked for and that nobody knows, and why; by default only a deployment can tell them. */
export type NoteUnknown = (value: Value, because?: string) => void;

/**
 * A value of a resource and its place, as a rule reads it. Reading never fails: what is of another type than was asked
 * for is undefined. What only a deployment can tell is undefined too, and noted: the rule is then undecided there, unless
 * known values already decide it. So a rule reads known values first, and no rule takes an unknown value for a good one.
 */
export class Value {
  private constructor(
    private readonly raw: unknown,
    private readonly parent: Value | undefined,
    private readonly key: PropertyKey,
    /** Whether it must not be shown: it, or something that it is part of, is secret. */
    readonly secret: boolean,
    private readonly note: NoteUnknown,
  ) {}

  /** All properties of a resource, as the engine sends them. */
  static root(properties: unknown, note: NoteUnknown): Value {
    return new Value(properties, undefined, "", false, note);
  }

  private child(key: PropertyKey, raw: unknown): Value {
    // What is inside something unknown is unknown.
    const { value, secret } =
      this.raw === unknownValue ? { value: unknownValue, secret: false } : unwrap(raw);
    return new Value(value, this, key, this.secret || secret, this.note);
  }

  /** Its place in the resource: `spec.template.spec.containers[0].image`; empty for the whole. */
  get path(): string {
    const keys: PropertyKey[] = [];
    for (let { parent, key } = this as Value; parent; { parent, key } = parent) keys.push(key);
    return formatPath(keys.reverse());
  }

  /** Whether a deployment has to tell it; asking this notes nothing. */
  get unknown(): boolean {
    return this.raw === unknownValue;
  }

  /** The value under a key, or down a path of keys; absent where there is none. */
  at(...keys: readonly (string | number)[]): Value {
    return keys.reduce<Value>((value, key) => value.under(key), this);
  }

  private under(key: string | number): Value {
    const { raw } = this;
    if (Array.isArray(raw)) return this.child(key, typeof key === "number" ? raw[key] : undefined);
    return this.child(key, isMapping(raw) && Object.hasOwn(raw, key) ? raw[key] : undefined);
  }

  /** This value where it has to hide what it is: what is inside is then never shown. */
  hidden(): Value {
    return new Value(this.raw, this.parent, this.key, true, this.note);
  }

  /** Whether there is something; null is nothing. */
  get present(): boolean {
    return this.read() !== undefined;
  }

  /** Whether there is something, or will be; asking this notes nothing. */
  get given(): boolean {
    return this.unknown || (this.raw ?? undefined) !== undefined;
  }

  /**
   * Whether something inside is under one of some keys, known or not, at most so many levels down. Asking notes nothing,
   * and is much quicker than reading.
   */
  mentions(keys: ReadonlySet<string>, levels: number): boolean {
    return mentions(this.raw, keys, levels);
  }

  /**
   * Notes that nothing in the program decides about this value, known or not.
   *
   * @param because why, where a deployment tells it no more
   */
  leaveOpen(because?: string): void {
    this.note(this, because);
  }

  /** A text. */
  text(): string | undefined {
    const value = this.read();
    return typeof value === "string" ? value : undefined;
  }

  /** A number. */
  number(): number | undefined {
    const value = this.read();
    return typeof value === "number" ? value : undefined;
  }

  /** true or false; the texts are read as well: AWS properties have both. */
  flag(): boolean | undefined {
    const value = this.read();
    if (value === "true" || value === "false") return value === "true";
    return typeof value === "boolean" ? value : undefined;
  }

  /** The items of a list; none where it is something else. */
  items(): Value[] {
    const value = this.read();
    return Array.isArray(value) ? value.map((item, index) => this.child(index, item)) : [];
  }

  /** The values of a mapping with their keys; none where it is something else. */
  entries(): [string, Value][] {
    const value = this.read();
    if (!isMapping(value)) return [];
    return Object.entries(value).map(([key, item]) => [key, this.child(key, item)]);
  }

  /** Texts by key, such as labels; what is not a text is left out. */
  texts(): Record<string, string> {
    return Object.fromEntries(
      this.entries().flatMap(([key, value]) => {
        const text = value.text();
        return text === undefined ? [] : [[key, text]];
      }),
    );
  }

  /** Plain data, unknown parts left out and noted. For what reads whole objects by itself. */
  plain(): unknown {
    const value = this.read();
    if (Array.isArray(value)) return this.items().map((item) => item.plain());
    if (!isMapping(value)) return value;
    return Object.fromEntries(
      this.entries().flatMap(([key, item]) => {
        const plain = item.plain();
        return plain === undefined ? [] : [[key, plain]];
      }),
    );
  }

  /** As a message shows it: short, on one line, never a secret. */
  show(): string {
    if (this.secret) return "a secret";
    if (this.unknown) return "a value that only a deployment can tell";
    return this.raw === opaque ? "a file or an archive" : showValue(this.raw ?? undefined);
  }

  private read(): unknown {
    if (this.raw !== unknownValue) return this.raw ?? undefined;
    this.note(this);
    return undefined;
  }
}

function mentions(raw: unknown, keys: ReadonlySet<string>, levels: number): boolean {
  if (typeof raw !== "object" || raw === null || levels === 0) return false;
  if (Array.isArray(raw)) return raw.some((item) => mentions(item, keys, levels - 1));
  const { value } = unwrap(raw);
  if (value !== raw) return mentions(value, keys, levels);
  return Object.entries(raw).some(([key, item]) => keys.has(key) || mentions(item, keys, levels - 1));
}
