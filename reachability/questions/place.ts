import type { Origin } from "../model/manifest.js";

/** `file:line` of a value in an object; the file alone where there are no lines. */
export function placeOf(origin: Origin, path: readonly PropertyKey[] = []): string {
  const line = origin.lineOf(path);
  return line === undefined ? origin.file : `${origin.file}:${line}`;
}
