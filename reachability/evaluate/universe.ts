import { emptySet, has, interval, membersOf, setOf, unionAll, type IntervalSet } from "../sets/intervals.js";
import type { AddressSpace } from "./addressSpace.js";
import type { Endpoint } from "./endpoints.js";

/** Where a pod may be: one part of the address space. */
interface Located {
  readonly endpointClass: number;
  readonly part: number;
}

/**
 * Everything that can be an end of a connection, numbered: first the parts of the address space, then pods. Pods that
 * no rule can tell apart are one element; a pod whose address is not known is one element for each part of the address
 * space where it may be.
 */
export class Universe {
  /** Number of elements. */
  readonly size: number;
  /** Elements that are pods. */
  readonly pods: IntervalSet;
  /** Everything. */
  readonly all: IntervalSet;
  /** For each class of endpoints, its members' numbers. */
  readonly classes: readonly (readonly number[])[];
  private readonly classOf: Int32Array;
  private readonly representatives: readonly number[];
  private readonly located: readonly Located[];
  private readonly firstOf: readonly number[];
  private readonly atPart = new Map<number, IntervalSet>();

  /**
   * @param told sets of endpoints: what is in the same of them, and may have the same addresses, is one element
   * @throws RangeError where more than {@link maxElements} would be needed
   */
  constructor(
    readonly space: AddressSpace,
    endpoints: readonly Endpoint[],
    told: readonly IntervalSet[],
    partsOf: (endpoint: Endpoint) => IntervalSet,
  ) {
    const parts = endpoints.map((endpoint) => (endpoint.hostNetwork ? emptySet : partsOf(endpoint)));
    const { classOf, classes } = classesOf(endpoints, told, parts);
    this.classOf = classOf;
    this.classes = classes;
    this.representatives = classes.map((members) => members[0]!);
    const located: Located[] = [];
    this.firstOf = this.representatives.map((representative, endpointClass) => {
      const first = space.size + located.length;
      for (const part of membersOf(parts[representative]!)) {
        located.push({ endpointClass, part });
        if (located.length > maxElements) throw new RangeError("too many places where pods may be");
      }
      return first;
    });
    this.located = located;
    this.size = space.size + located.length;
    this.all = interval(0, this.size - 1);
    this.pods = interval(space.size, this.size - 1);
    const atPart = new Map<number, number[]>();
    for (const [index, { part }] of located.entries()) {
      const list = atPart.get(part);
      if (list) list.push(space.size + index);
      else atPart.set(part, [space.size + index]);
    }
    for (const [part, list] of atPart) this.atPart.set(part, setOf(list));
  }

  /** Classes of some endpoints. The set is one that the universe was told, or made of such. */
  classesIn(endpoints: IntervalSet): IntervalSet {
    const classes: number[] = [];
    for (let i = 0; i < endpoints.length; i += 2) {
      const from = firstAtLeast(this.representatives, endpoints[i]!);
      classes.push(from, firstAtLeast(this.representatives, endpoints[i + 1]! + 1) - 1);
    }
    return normal(classes);
  }

  /** Elements that are pods of some endpoints, as {@link classesIn}. */
  ofEndpoints(endpoints: IntervalSet): IntervalSet {
    return normal(
      this.classesIn(endpoints).map((bound, index) =>
        index % 2 === 0 ? this.startOf(bound) : this.startOf(bound + 1) - 1,
      ),
    );
  }

  /** Elements whose address is in some parts: the parts themselves, and the pods that may be there. */
  atAddresses(parts: IntervalSet): IntervalSet {
    const occupied = [...this.atPart.keys()].filter((part) => has(parts, part));
    return unionAll([parts, ...occupied.map((part) => this.atPart.get(part)!)]);
  }

  /** Elements of one address family. */
  ofFamily(family: 4 | 6): IntervalSet {
    return this.atAddresses(this.space.partsOf(family));
  }

  familyOf(element: number): 4 | 6 {
    return this.space.familyOf(
      element < this.space.size ? element : this.located[element - this.space.size]!.part,
    );
  }

  /** The class that a pod's element is of. */
  classAt(element: number): number {
    return this.located[element - this.space.size]!.endpointClass;
  }

  /** The class that an endpoint is of. */
  classOfEndpoint(endpoint: number): number {
    return this.classOf[endpoint]!;
  }

  /** The elements of a class: one for each part of the address space where it may be. */
  elementsOf(endpointClass: number): IntervalSet {
    return interval(this.startOf(endpointClass), this.startOf(endpointClass + 1) - 1);
  }

  private startOf(endpointClass: number): number {
    return this.firstOf[endpointClass] ?? this.size;
  }
}

/** Most elements that pods may make: what a gigabyte has room for. */
export const maxElements = 2_000_000;

/** Intervals in order, those that touch joined, empty ones left out. */
function normal(bounds: readonly number[]): IntervalSet {
  const result: number[] = [];
  for (let i = 0; i < bounds.length; i += 2) {
    if (bounds[i]! > bounds[i + 1]!) continue;
    const end = result.length - 1;
    if (end >= 0 && bounds[i]! <= result[end]! + 1) result[end] = Math.max(result[end]!, bounds[i + 1]!);
    else result.push(bounds[i]!, bounds[i + 1]!);
  }
  return result;
}

function firstAtLeast(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Groups endpoints that are in exactly the same sets. A set's number is random and an endpoint's signature is the xor of
 * the numbers of its sets, 128 bits: the cost is that of the intervals, not of their members (A. Zobrist, 1970).
 */
function classesOf(
  endpoints: readonly Endpoint[],
  told: readonly IntervalSet[],
  parts: readonly IntervalSet[],
): { classOf: Int32Array; classes: number[][] } {
  const words = 4;
  const changes = new Uint32Array((endpoints.length + 1) * words);
  for (const set of told) {
    const random = crypto.getRandomValues(new Uint32Array(words));
    for (const [index, bound] of set.entries()) {
      const at = (index % 2 === 0 ? bound : bound + 1) * words;
      for (let word = 0; word < words; word += 1) changes[at + word]! ^= random[word]!;
    }
  }
  const classes: number[][] = [];
  const known = new Map<string, number>();
  const classOf = new Int32Array(endpoints.length);
  const signature = new Uint32Array(words);
  for (let endpoint = 0; endpoint < endpoints.length; endpoint += 1) {
    for (let word = 0; word < words; word += 1) signature[word]! ^= changes[endpoint * words + word]!;
    const key = `${signature.join()}|${parts[endpoint]!.join()}`;
    const number = known.get(key) ?? classes.length;
    known.set(key, number);
    if (number === classes.length) classes.push([endpoint]);
    else classes[number]!.push(endpoint);
    classOf[endpoint] = number;
  }
  return { classOf, classes };
}
