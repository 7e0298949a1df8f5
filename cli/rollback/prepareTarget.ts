import { runGit } from "../git/runGit.js";
import { valueAt } from "../../config/lookUp.js";
import { declarationOf, type HistoryEntry } from "../history/historyEntry.js";
import type { Io } from "../io.js";
import { checkAvailable } from "./availability.js";
import { layDeclaration } from "./declarationFiles.js";
import { copyCharts, installPackages } from "./installPackages.js";
import { namespacesAt } from "./namespacesAt.js";
import { configOf, neededImages, type Declared } from "./neededImages.js";
import type { RollbackRequest, RollbackTools } from "./rollBack.js";
import type { RollbackReport } from "./rollbackReport.js";
import { stateRefusals, uncheckedState } from "./stateRefusals.js";
import type { Survey } from "./surveyStack.js";
import { prepareTree } from "./targetTree.js";
import { addWorkTree, type WorkTree } from "./workTree.js";

/** A version that can be previewed: in a work tree, with its packages. */
export interface PreparedTarget {
  readonly tree: WorkTree;
  /** The commit whose program runs. */
  readonly commit: string;
  readonly report: RollbackReport;
  /** Where this is the end already. */
  readonly ended?: RollbackReport;
}

/**
 * Checks the version out and finds out whether it can be deployed, before the engine is asked.
 *
 * @param made hears of the work tree as soon as there is one: it has to be removed
 */
export async function prepareTarget(
  { directory: present, stack, oldSecrets = false, declarationOnly = false }: RollbackRequest,
  { availability, env }: Pick<RollbackTools, "availability"> & Pick<Io, "env">,
  { repository, target, deployed, facts, installed, report }: Survey,
  signal: AbortSignal,
  made: (tree: WorkTree) => void,
): Promise<PreparedTarget> {
  // A version without one is refused before.
  const version = target.version!;
  const commit = declarationOnly ? repository.resolve("HEAD")! : version.commit;
  const tree = addWorkTree(repository, present, commit);
  made(tree);
  const { directory, scratch: root } = tree;
  const declaration = declarationOf(version);
  if (declaration !== commit) layDeclaration(root, directory, stack, declaration);
  const prepared = prepareTree({ root, directory, present, stack, target, oldSecrets, env });
  const namespaces = namespacesAt(directory, declaration);
  const needed = neededImages(
    { config: valueAt(prepared.file, ["config"]), namespaces: namespaces.read },
    deployed ? declaredBy(deployed, directory) : { config: {}, namespaces: [] },
  );
  const available = await checkAvailable(needed, availability);
  const isThere = prepared.file !== undefined;
  const refusals = [
    ...prepared.refusals,
    ...(isThere ? stateRefusals(facts, prepared.facts, installed, declarationOnly) : []),
    ...available.refusals,
  ];
  const remarks = [
    ...prepared.remarks,
    ...(isThere ? uncheckedState(facts, prepared.facts, installed) : []),
    ...available.remarks,
    ...namespaces.unread.map(
      (path) => `whether the images of ${path} still exist was not checked: it cannot be read`,
    ),
    ...(declarationOnly && hasChanges(present)
      ? ["the present program is that of HEAD: changes in the working tree are left out"]
      : []),
  ];
  const told = { ...report, refusals, remarks };
  if (refusals.length > 0) return { tree, commit, report: told, ended: { ...told, outcome: "refused" } };
  await installPackages(directory, present, signal);
  copyCharts(present, directory, root);
  return { tree, commit, report: told };
}

/** What runs there: of what was deployed with changes in no commit the configuration alone is known. */
function declaredBy({ version, clean, configuration }: HistoryEntry, directory: string): Declared {
  const isKnown = version !== undefined && clean;
  return {
    config: configOf(configuration),
    namespaces: isKnown ? namespacesAt(directory, declarationOf(version)).read : [],
  };
}

function hasChanges(directory: string): boolean {
  const run = runGit(directory, ["status", "--porcelain"]);
  return run.status !== 0 || run.stdout.length > 0;
}
