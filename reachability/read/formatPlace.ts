import { formatPath } from "../../problems/problem.js";
import type { Origin } from "../model/manifest.js";

/** Where an object stands, for a message about another: `file:line`, and the place in a List. */
export function formatPlace(origin: Origin): string {
  const line = origin.lineOf([]);
  const path = origin.path.length === 0 ? "" : ` ${formatPath(origin.path)}`;
  return `${origin.file}${line === undefined ? "" : `:${line}`}${path}`;
}
