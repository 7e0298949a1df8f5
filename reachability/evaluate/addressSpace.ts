import { interval, unionAll, type IntervalSet } from "../sets/intervals.js";
import { allAddresses, type AddressRange } from "../sets/addresses.js";

/**
 * All addresses, cut wherever something that was read begins or ends. No rule can tell two addresses of one part from
 * each other, so a verdict about one holds for all of them. Parts are numbered in order, IPv4 first.
 */
export class AddressSpace {
  private readonly starts: Readonly<Record<4 | 6, readonly bigint[]>>;

  /**
   * @param families those that anything has; IPv4 where it is empty
   * @param ranges what the space is cut at
   */
  constructor(families: ReadonlySet<4 | 6>, ranges: readonly AddressRange[]) {
    const cut = (family: 4 | 6) => {
      if (families.size === 0 ? family === 6 : !families.has(family)) return [];
      const starts = new Set([0n]);
      for (const range of ranges) {
        if (range.family !== family) continue;
        starts.add(range.first);
        if (range.last < allAddresses[family].last) starts.add(range.last + 1n);
      }
      return [...starts].sort((a, b) => (a < b ? -1 : 1));
    };
    this.starts = { 4: cut(4), 6: cut(6) };
  }

  /** Number of parts. */
  get size(): number {
    return this.starts[4].length + this.starts[6].length;
  }

  /** The families that anything has. */
  get families(): readonly (4 | 6)[] {
    return ([4, 6] as const).filter((family) => this.starts[family].length > 0);
  }

  /** Every part of a family. */
  partsOf(family: 4 | 6): IntervalSet {
    const offset = this.offsetOf(family);
    return interval(offset, offset + this.starts[family].length - 1);
  }

  /** The parts that have an address in one of the ranges. Ranges that the space was cut at are exactly their parts. */
  partsIn(ranges: readonly AddressRange[]): IntervalSet {
    return unionAll(
      ranges
        .filter(({ family }) => this.starts[family].length > 0)
        .map(({ family, first, last }) => {
          const offset = this.offsetOf(family);
          return interval(offset + this.indexOf(family, first), offset + this.indexOf(family, last));
        }),
    );
  }

  /** The addresses of the parts from `first` to `last`, which are of one family. */
  rangeOf(first: number, last: number): AddressRange {
    const family = this.familyOf(first);
    const starts = this.starts[family];
    const offset = this.offsetOf(family);
    const next = starts[last - offset + 1];
    return {
      family,
      first: starts[first - offset]!,
      last: next === undefined ? allAddresses[family].last : next - 1n,
    };
  }

  /** The family of a part. */
  familyOf(part: number): 4 | 6 {
    return part < this.starts[4].length ? 4 : 6;
  }

  private offsetOf(family: 4 | 6): number {
    return family === 4 ? 0 : this.starts[4].length;
  }

  /** Index of the last start that is not after an address. */
  private indexOf(family: 4 | 6, address: bigint): number {
    const starts = this.starts[family];
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= address) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
