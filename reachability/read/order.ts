import { formatPath } from "../../problems/problem.js";
import type { Origin } from "../model/manifest.js";

/** Compares texts by UTF-16 code units, which no locale changes. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What has a namespace, or is of the whole cluster, and a name. */
interface Named {
  readonly namespace?: string;
  readonly name: string;
}

/** By namespace, then name. */
export function byName(a: Named, b: Named): number {
  return compareText(a.namespace ?? "", b.namespace ?? "") || compareText(a.name, b.name);
}

/** By file, line and place in a List: what is read in another order is not sorted in another. */
export function byOrigin(a: Origin, b: Origin): number {
  return (
    compareText(a.file, b.file) ||
    (a.lineOf([]) ?? 0) - (b.lineOf([]) ?? 0) ||
    compareText(formatPath(a.path), formatPath(b.path))
  );
}
