import { formatPath, maxProblems, showValue, type Problem } from "../../problems/problem.js";
import type { Labels } from "../model/cluster.js";
import type { Manifest, Origin } from "../model/manifest.js";

/** Where mistakes go; the same list for everything that is read together. */
export type Problems = Problem[];

/**
 * A value in a manifest and its place. Every question about it that its type does not answer is a problem that names
 * the place, and is then answered as if the value were absent. As for the API server, null is absent.
 */
export class Field {
  private constructor(
    readonly value: unknown,
    private readonly parent: Field | undefined,
    private readonly key: PropertyKey,
    readonly origin: Origin,
    private readonly problems: Problems,
  ) {}

  /** The whole object. */
  static of({ value, origin }: Manifest, problems: Problems): Field {
    return new Field(value ?? undefined, undefined, "", origin, problems);
  }

  /** Place in the object. Made only when somebody asks: most values are right, and nobody does. */
  get path(): readonly PropertyKey[] {
    const path: PropertyKey[] = [];
    for (let { parent, key } = this as Field; parent; { parent, key } = parent) path.push(key);
    return path.reverse();
  }

  get present(): boolean {
    return this.value !== undefined;
  }

  /** The value under a key of a mapping, absent where there is none. */
  at(key: string): Field {
    const value = isMapping(this.value) && Object.hasOwn(this.value, key) ? this.value[key] : undefined;
    return new Field(value ?? undefined, this, key, this.origin, this.problems);
  }

  /** A text; undefined where it is absent, or another type. */
  text(allowed = "a text"): string | undefined {
    if (typeof this.value === "string" || !this.present) return this.value as string | undefined;
    this.refuse(allowed);
    return undefined;
  }

  /** A text; undefined where it is absent, empty (to the API server mostly the same), or another type. */
  nonEmptyText(): string | undefined {
    const text = this.text();
    return text === "" ? undefined : text;
  }

  /** One of some texts; undefined where it is absent, or something else. */
  oneOf<const Choice extends string>(choices: readonly Choice[]): Choice | undefined {
    if (!this.present || choices.includes(this.value as Choice)) return this.value as Choice | undefined;
    this.refuse(choices.join(", "));
    return undefined;
  }

  /** A whole number from `least` to `most`; undefined where it is absent, or something else. */
  integer(
    least: number,
    most: number,
    allowed = `a whole number from ${least} to ${most}`,
  ): number | undefined {
    const { value } = this;
    if (!this.present) return undefined;
    if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) return value;
    this.refuse(allowed);
    return undefined;
  }

  /** true or false; undefined where it is absent, or another type. */
  flag(): boolean | undefined {
    if (typeof this.value === "boolean" || !this.present) return this.value as boolean | undefined;
    this.refuse("true or false");
    return undefined;
  }

  /** Whether it is a list without items, or absent. */
  isEmpty(): boolean {
    return !this.present || (Array.isArray(this.value) && this.value.length === 0);
  }

  /** The items of a list; none where it is absent, or another type. */
  items(allowed = "a list"): Field[] {
    if (!this.present) return [];
    if (!Array.isArray(this.value)) {
      this.refuse(allowed);
      return [];
    }
    return this.value.map(
      (item: unknown, index) => new Field(item ?? undefined, this, index, this.origin, this.problems),
    );
  }

  /** Whether it is a mapping; reports anything else that is there. */
  isMapping(allowed = "a mapping"): boolean {
    if (isMapping(this.value)) return true;
    if (this.present) this.refuse(allowed);
    return false;
  }

  /** Reports every key of a mapping that is not among these: what the API server does not know, it drops or refuses. */
  only(keys: readonly string[]): void {
    if (!isMapping(this.value)) return;
    for (const key of Object.keys(this.value))
      if (!keys.includes(key))
        this.report([...this.path, key], `the unknown field ${showValue(key)}`, keys.join(", "));
  }

  /** Texts by name, such as labels; what is not a text is reported and left out. */
  labels(): Labels {
    if (!this.isMapping("texts by name")) return noLabels;
    // Without a prototype: `constructor` is a fine key.
    const labels: Record<string, string> = Object.create(null) as Record<string, string>;
    for (const [key, value] of this.texts()) labels[key] = value;
    return labels;
  }

  /** Texts by name, in the order in which they are written; what is not a text is reported and left out. */
  texts(): [string, string][] {
    const texts: [string, string][] = [];
    if (!this.isMapping("texts by name")) return texts;
    const mapping = this.value as Readonly<Record<string, unknown>>;
    for (const key of Object.keys(mapping)) {
      // The API server reads null here as an empty text: to leave it out would widen a selector.
      const value = mapping[key] ?? "";
      if (typeof value === "string") texts.push([key, value]);
      else this.at(key).refuse("a text; quote it");
    }
    return texts;
  }

  /** Reports the value itself (or `found`) as a mistake. */
  refuse(allowed: string, found: string = showValue(this.value)): void {
    this.report(this.path, found, allowed);
  }

  private report(path: readonly PropertyKey[], found: string, allowed: string): void {
    if (this.problems.length >= maxProblems) return;
    this.problems.push({
      file: this.origin.file,
      line: this.origin.lineOf(path),
      path: formatPath([...this.origin.path, ...path]),
      found,
      allowed,
    });
  }
}

const noLabels: Labels = Object.freeze(Object.create(null) as Labels);

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
