import { SCALAR_STYLE, type ScalarEvent } from "js-yaml";
import { showValue } from "../../problems/problem.js";
import { Mistake } from "./mistake.js";
import { isMergeKey, offsetOf, readKey } from "./yamlScalar.js";

export type Mapping = Record<string, unknown>;

/** What an anchor names. */
export interface Anchored {
  readonly value: unknown;
  /** Of how many values it consists, those that aliases in it stand for included. */
  size: number;
  /** Its collection has not ended: an alias to it would be a cycle. */
  open: boolean;
}

/** A list or a mapping while it is read. */
export class Frame {
  size = 1;
  private key = "";
  private keyEvent?: ScalarEvent;
  private hasKey = false;
  private isMerge = false;
  /** Keys that only a merge has set: the mapping's own come before them. */
  private merged?: Set<string>;

  constructor(
    readonly value: unknown[] | Mapping,
    readonly anchored: Anchored,
  ) {}

  get awaitsKey(): boolean {
    return !Array.isArray(this.value) && !this.hasKey;
  }

  /** Where the next value goes, or the present one is. */
  get segment(): PropertyKey {
    return Array.isArray(this.value) ? this.value.length : this.key;
  }

  /** Where the key stands that was read last. */
  get keyOffset(): number | undefined {
    return this.keyEvent && offsetOf(this.keyEvent);
  }

  startKey(source: string, event: ScalarEvent): void {
    this.keyEvent = event;
    // [a:] is a text for Kubernetes, and a mapping for YAML 1.2.
    if (
      event.style === SCALAR_STYLE.PLAIN &&
      /^:[[\]{},]/.test(source.slice(event.valueEnd, event.valueEnd + 2))
    )
      throw this.mistake(
        'a ":" with a bracket or a comma after it',
        'a space after the ":", or the text in quotes',
      );
    this.isMerge = isMergeKey(source, event);
    this.key = this.isMerge ? "<<" : readKey(source, event);
    this.hasKey = true;
  }

  /** Adds a list's item or the value of the key. Returns how many values a merge copied. */
  add(value: unknown, isAlias: boolean): number {
    if (Array.isArray(this.value)) {
      this.value.push(value);
      return 0;
    }
    let copied = 0;
    if (this.isMerge) copied = this.merge(this.value, value, isAlias);
    else if (Object.hasOwn(this.value, this.key) && !this.merged?.delete(this.key))
      throw this.mistake(`the key ${showValue(this.key)} again`, "each key of a mapping once");
    else setKey(this.value, this.key, value);
    this.hasKey = false;
    return copied;
  }

  /**
   * go-yaml copies where the merge stands, so that it beats the mapping's keys before it; YAML says that the mapping's
   * own keys win. Where the two differ, nobody can know what was meant.
   * https://github.com/yaml/go-yaml/blob/v2.4.4/decode.go#L786-L811
   */
  private merge(target: Mapping, value: unknown, isAlias: boolean): number {
    const sources: unknown[] = Array.isArray(value) && !isAlias ? value : [value];
    if (this.merged) throw this.mistake('the key "<<" again', "one << with a list of mappings");
    this.merged = new Set();
    let copied = 0;
    for (const source of sources) {
      if (typeof source !== "object" || source === null || Array.isArray(source))
        throw this.mistake(`${showValue(source)} to merge`, "a mapping, or a list of mappings");
      for (const [key, each] of Object.entries(source)) {
        copied++;
        if (this.merged.has(key)) continue;
        if (Object.hasOwn(target, key))
          throw this.mistake(
            `a merge of the key ${showValue(key)}, which is there already`,
            "<< before the keys of the mapping; readers of YAML disagree on who wins",
          );
        this.merged.add(key);
        setKey(target, key, each);
      }
    }
    return copied;
  }

  private mistake(found: string, allowed: string): Mistake {
    return new Mistake(this.keyOffset, found, allowed);
  }
}

/** Sets a key that assignment would take for the prototype, too. */
function setKey(target: Mapping, key: string, value: unknown): void {
  if (key === "__proto__")
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  else target[key] = value;
}
