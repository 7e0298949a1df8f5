import type { EngineRun } from "../engine/engineRun.js";

/** Resources by what was done with them; what stayed as it is does not count. */
export function countChanges({ steps, failed }: EngineRun): Record<string, number> {
  const counts: Record<string, number> = {};
  const done = steps.filter(({ op, urn }) => op !== "same" && op !== "replace" && !failed.includes(urn));
  for (const { op } of done) counts[op] = (counts[op] ?? 0) + 1;
  return counts;
}
