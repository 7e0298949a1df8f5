import { formatProblem } from "../../../../problems/problem.js";
import { ReadContext, type KindReaders } from "../../../../reachability/read/context.js";
import { Field, type Problems } from "../../../../reachability/read/field.js";
import type { ReadSettings } from "../../../../reachability/read/settings.js";

/** What reading some objects gave. */
export interface Reading {
  readonly context: ReadContext;
  /** As users see them. */
  readonly problems: readonly string[];
}

/** Reads objects, one a file: `1.yaml`, `2.yaml` … The Calico is 3.32 unless the settings say otherwise. */
export function readObjects(
  readers: KindReaders,
  objects: readonly object[],
  settings: Partial<ReadSettings> = {},
): Reading {
  const context = new ReadContext({ calicoMinor: 32, staged: false, ...settings });
  const problems: Problems = [];
  objects.forEach((value, index) => {
    const { apiVersion, kind } = value as { apiVersion: string; kind: string };
    const origin = { file: `${index + 1}.yaml`, path: [], lineOf: () => undefined };
    readers[`${apiVersion}/${kind}`]!(Field.of({ value, origin }, problems), context);
  });
  return { context, problems: problems.map(formatProblem) };
}
