import { valueAt } from "../../config/lookUp.js";
import { projectName } from "../projectName.js";
import type { ClusterPlace } from "./existingResource.js";
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
    find: find(placeOf(survey)),
  };
}

/** Where the cluster is, or was. */
function placeOf({ deployed, target }: Pick<Survey, "deployed" | "target">): ClusterPlace | undefined {
  const said = (key: string) =>
    [deployed, target]
      .map((entry) => valueAt(entry?.configuration["basalt:cluster"]?.objectValue, [key]))
      .find((value) => typeof value === "string");
  const [region, account] = [said("region"), said("account")];
  if (region === undefined) return undefined;
  return { region, ...(account === undefined ? {} : { account }) };
}
