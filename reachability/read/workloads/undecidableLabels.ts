import type { Workload } from "../../model/cluster.js";
import type { ReadContext } from "../context.js";
import type { UsedLabels } from "../usedLabels.js";
import { jobNameLabels, perPodLabels } from "./perPodLabels.js";

/** Notes the labels that selectors ask for and templates do not tell: pods that were read have them, others not. */
export function noteUndecidableLabels(
  workloads: readonly Workload[],
  used: UsedLabels,
  context: ReadContext,
): void {
  const scheduled = workloads.some(({ kind }) => kind === "CronJob");
  for (const key of [...perPodLabels, ...(scheduled ? jobNameLabels : [])])
    if (used.pods.has(key))
      context.note(
        "undecidable-label",
        `a selector asks for ${key}, which controllers set: pods made from a template are taken not to have it`,
      );
}
