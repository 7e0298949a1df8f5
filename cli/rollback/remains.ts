import { valueAt } from "../../config/lookUp.js";
import { projectName } from "../projectName.js";
import { livenessOf, lockHolders } from "./lockHolder.js";
import type { Remains } from "./resume.js";
import type { RollbackRequest, RollbackTools } from "./rollBack.js";
import type { Survey } from "./surveyStack.js";

/** What a killed update has left, as far as this machine and AWS tell. */
export function remainsOf(
  { directory, stack }: Pick<RollbackRequest, "directory" | "stack">,
  { find }: Pick<RollbackTools, "find">,
  survey: Pick<Survey, "backend" | "journal" | "deployed" | "target">,
): Remains {
  const { backend, journal } = survey;
  const project = projectName(directory);
  return {
    holders: () => lockHolders(backend, project, stack),
    livenessOf: (holder) => livenessOf(holder, journal.interrupted()),
    find: find(regionOf(survey)),
  };
}

/** Where the cluster is, or was. */
function regionOf({ deployed, target }: Pick<Survey, "deployed" | "target">): string | undefined {
  const region = [deployed, target]
    .map((entry) => valueAt(entry?.configuration["basalt:cluster"]?.objectValue, ["region"]))
    .find((value) => typeof value === "string");
  return typeof region === "string" ? region : undefined;
}
