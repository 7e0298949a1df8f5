import type { Labels } from "../model/cluster.js";
import type { Selector } from "../model/selector.js";
import {
  emptySet,
  intersect,
  interval,
  setOf,
  subtract,
  unionAll,
  type IntervalSet,
} from "../sets/intervals.js";

/**
 * Answers selectors with the set of all items that they select, by set algebra over the items that have each label:
 * the cost is that of the answer, not of asking every item.
 */
export class LabelIndex {
  private readonly all: IntervalSet;
  private readonly byValue = new Map<string, Map<string, number[]>>();
  private readonly kept = new Map<number[], IntervalSet>();

  /** @param items the labels of each item; its number is its place */
  constructor(items: readonly Labels[]) {
    this.all = interval(0, items.length - 1);
    for (const [item, labels] of items.entries()) {
      for (const key of Object.keys(labels)) {
        const values = this.byValue.get(key) ?? new Map<string, number[]>();
        this.byValue.set(key, values);
        const value = labels[key]!;
        const having = values.get(value);
        if (having) having.push(item);
        else values.set(value, [item]);
      }
    }
  }

  /** The items that a selector selects. */
  select(selector: Selector): IntervalSet {
    switch (selector.op) {
      case "all":
        return this.all;
      case "has":
        return this.having(selector.key, () => true);
      case "in":
        return unionAll(selector.values.map((value) => this.exactly(selector.key, value)));
      case "contains":
        return this.having(selector.key, (value) => value.includes(selector.text));
      case "startsWith":
        return this.having(selector.key, (value) => value.startsWith(selector.text));
      case "endsWith":
        return this.having(selector.key, (value) => value.endsWith(selector.text));
      case "not":
        return subtract(this.all, this.select(selector.operand));
      case "and":
        return selector.operands
          .map((operand) => this.select(operand))
          .sort((a, b) => a.length - b.length)
          .reduce(intersect, this.all);
      case "or":
        return unionAll(selector.operands.map((operand) => this.select(operand)));
    }
  }

  private exactly(key: string, value: string): IntervalSet {
    const items = this.byValue.get(key)?.get(value);
    return items ? this.setOf(items) : emptySet;
  }

  private having(key: string, holds: (value: string) => boolean): IntervalSet {
    const sets: IntervalSet[] = [];
    for (const [value, items] of this.byValue.get(key) ?? []) if (holds(value)) sets.push(this.setOf(items));
    return unionAll(sets);
  }

  private setOf(items: number[]): IntervalSet {
    const kept = this.kept.get(items) ?? setOf(items);
    this.kept.set(items, kept);
    return kept;
  }
}
