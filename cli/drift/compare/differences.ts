import { isDeepStrictEqual } from "node:util";
import { isUntold } from "../declaredObjects.js";
import { isMapping, listOf, type Mapping } from "../cluster/kubernetesObject.js";
import { byContent, completed, isFilled, isUnwritten, type Shape } from "./shape.js";
import { sameQuantity } from "./sameQuantity.js";

/** One way in which an object is not what it should be. */
export interface Difference {
  /** For people: `spec.template.spec.containers[web].image`. */
  readonly path: string;
  /** changed: another value. missing: declared, and not there. added: there, and not declared. */
  readonly change: "changed" | "missing" | "added";
  readonly declared?: unknown;
  readonly live?: unknown;
  /** Of what changed: nobody declared a value, and it is another than the default. */
  readonly isDefault?: true;
  /** Where it stands in the live object; absent where it is missing there. */
  readonly at?: readonly (string | number)[];
}

/**
 * Every way in which a live value is not what was declared. What the API server fills in is no difference, nor is the
 * order of keys, nor what stands for a value that is not known here.
 */
export function differences(
  declared: unknown,
  live: unknown,
  shape: Shape | undefined,
  path = "",
  at: readonly (string | number)[] = [],
): Difference[] {
  return compare(completed(declared, shape), completed(live, shape), shape, path, at);
}

function compare(
  declared: unknown,
  live: unknown,
  shape: Shape | undefined,
  path: string,
  at: readonly (string | number)[],
): Difference[] {
  if (isUntold(declared)) return live === undefined ? [{ path, change: "missing" }] : [];
  if (isMapping(declared) && isMapping(live)) return compareMappings(declared, live, shape, path, at);
  if (Array.isArray(declared) && Array.isArray(live))
    return compareLists(listOf(declared), listOf(live), shape, path, at);
  if (isDeepStrictEqual(declared, live) || (shape?.quantity === true && sameQuantity(declared, live)))
    return [];
  if (shape?.caseless && isSameWord(declared, live)) return [];
  return [{ path, change: "changed", declared, live, at }];
}

function isSameWord(a: unknown, b: unknown): boolean {
  return typeof a === "string" && typeof b === "string" && a.toLowerCase() === b.toLowerCase();
}

function compareMappings(
  declared: Mapping,
  live: Mapping,
  shape: Shape | undefined,
  path: string,
  at: readonly (string | number)[],
): Difference[] {
  const found: Difference[] = [];
  for (const key of new Set([...Object.keys(declared), ...Object.keys(live)])) {
    const own = joined(path, key);
    const inner = shape?.fields?.[key] ?? shape?.values;
    const isDeclared = Object.hasOwn(declared, key);
    if (!isDeclared && isFilled(key, shape)) continue;
    if (!isDeclared) found.push(...added(live[key], inner, own, [...at, key]));
    else if (!Object.hasOwn(live, key)) found.push({ path: own, change: "missing", declared: declared[key] });
    else {
      const changes = compare(declared[key], live[key], inner, own, [...at, key]);
      const isDefault = isUnwritten(declared, key);
      found.push(...(isDefault ? changes.map((each) => ({ ...each, isDefault })) : changes));
    }
  }
  return found;
}

/** What is there and nobody declared: of a list whose items have names, and of one that the cluster adds to, each item. */
function added(
  live: unknown,
  shape: Shape | undefined,
  path: string,
  at: readonly (string | number)[],
): Difference[] {
  const apart = Array.isArray(live) && (shape?.addedItem ?? isNamed(shape));
  return apart ? compareLists([], listOf(live), shape, path, at) : [{ path, change: "added", live, at }];
}

function isNamed(shape: Shape | undefined): boolean {
  return shape?.key !== undefined && shape.key !== byContent;
}

function compareLists(
  declared: readonly unknown[],
  live: readonly unknown[],
  shape: Shape | undefined,
  path: string,
  at: readonly (string | number)[],
): Difference[] {
  const inner = shape?.items;
  const identify = shape?.key;
  const positions = live.map((_, index) => index).filter((index) => !isAdded(live[index], declared, shape));
  const pairs: (readonly [number | undefined, number | undefined])[] = [];
  if (identify) {
    const waiting = new Map<string, number[]>();
    for (const index of positions)
      waiting.set(identify(live[index]), [...(waiting.get(identify(live[index])) ?? []), index]);
    declared.forEach((item, index) => pairs.push([index, waiting.get(identify(item))?.shift()]));
    for (const rest of waiting.values()) for (const index of rest) pairs.push([undefined, index]);
  } else if (shape?.unordered) pairs.push(...pairsOfEqual(declared, live, positions, inner));
  else
    for (let index = 0; index < Math.max(declared.length, positions.length); index++)
      pairs.push([index < declared.length ? index : undefined, positions[index]]);
  return pairs.flatMap(([ours, theirs]): Difference[] => {
    if (ours === undefined) {
      const index = theirs!;
      return [
        {
          path: itemPath(path, live[index], index, shape),
          change: "added",
          live: live[index],
          at: [...at, index],
        },
      ];
    }
    const own = itemPath(path, declared[ours], ours, shape);
    if (theirs === undefined) return [{ path: own, change: "missing", declared: declared[ours] }];
    return compare(declared[ours], live[theirs], inner, own, [...at, theirs]);
  });
}

/** Whether an item is one that the cluster adds by itself, and nobody declared. */
function isAdded(item: unknown, declared: readonly unknown[], shape: Shape | undefined): boolean {
  if (!shape?.addedItem?.(item)) return false;
  const identify = shape.key ?? byContent;
  return !declared.some((each) => identify(each) === identify(item));
}

/** Equal items are each other's; what is left is compared in its order, so that the message is about one item. */
function pairsOfEqual(
  declared: readonly unknown[],
  live: readonly unknown[],
  positions: readonly number[],
  inner: Shape | undefined,
): (readonly [number | undefined, number | undefined])[] {
  const left = [...positions];
  const pairs: [number | undefined, number | undefined][] = [];
  const unmatched: number[] = [];
  declared.forEach((item, index) => {
    const match = left.findIndex((position) => compare(item, live[position], inner, "", []).length === 0);
    if (match === -1) unmatched.push(index);
    else pairs.push([index, left.splice(match, 1)[0]]);
  });
  for (const index of unmatched) pairs.push([index, left.shift()]);
  for (const position of left) pairs.push([undefined, position]);
  return pairs;
}

function joined(path: string, key: string): string {
  const shown = /^[\w$-]+$/.test(key) ? key : `[${JSON.stringify(key)}]`;
  return path === "" ? shown : shown.startsWith("[") ? `${path}${shown}` : `${path}.${shown}`;
}

/** An item by what identifies it, else by its position. */
function itemPath(path: string, item: unknown, index: number, shape: Shape | undefined): string {
  const name = isNamed(shape) ? shape!.key!(item) : "";
  return `${path}[${/^[\w./-]{1,100}$/.test(name) ? name : index}]`;
}
