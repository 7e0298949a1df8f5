import { isDeepStrictEqual } from "node:util";
import type { EngineRun } from "../engine/engineRun.js";

/** What a stack tells of itself, by name. */
type Outputs = Readonly<Record<string, unknown>>;

/** The stack's outputs before and after a run, as far as the engine tells them; a new stack has none before. */
export function outputVersions({ steps }: Pick<EngineRun, "steps">): { before?: Outputs; after?: Outputs } {
  const stack = steps.find(({ type }) => type === "pulumi:pulumi:Stack");
  const [before, after] = [stack?.old?.outputs, stack?.new?.outputs].map((outputs) =>
    outputs && Object.keys(outputs).length > 0 ? outputs : undefined,
  );
  return { ...(before ? { before } : {}), ...(after ? { after } : {}) };
}

/**
 * Names of outputs that would be others, sorted; none where one of both versions is not known. Secrets are masked in
 * both: that one is another nobody sees here.
 */
export function changedOutputs({ before, after }: { before?: Outputs; after?: Outputs }): string[] {
  if (!before || !after) return [];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((name) => !isDeepStrictEqual(before[name], after[name]))
    .sort();
}
