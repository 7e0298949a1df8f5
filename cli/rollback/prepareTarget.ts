import { runGit } from "../git/runGit.js";
import { declarationOf } from "../history/historyEntry.js";
import { checkAvailable } from "./availability.js";
import { layDeclaration } from "./declarationFiles.js";
import { copyCharts, installPackages } from "./installPackages.js";
import { neededImages } from "./neededImages.js";
import type { RollbackRequest, RollbackTools } from "./rollBack.js";
import type { RollbackReport } from "./rollbackReport.js";
import { stateRefusals } from "./stateRefusals.js";
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
  { availability }: Pick<RollbackTools, "availability">,
  { repository, target, deployed, facts, installed, report }: Survey,
  signal: AbortSignal,
  made: (tree: WorkTree) => void,
): Promise<PreparedTarget> {
  // A version without one is refused before.
  const version = target.version!;
  const commit = declarationOnly ? repository.resolve("HEAD")! : version.commit;
  const tree = addWorkTree(repository, present, commit);
  made(tree);
  const { directory } = tree;
  if (declarationOf(version) !== commit) layDeclaration(directory, stack, declarationOf(version));
  const prepared = prepareTree({ directory, present, stack, target, oldSecrets });
  const available = await checkAvailable(
    neededImages(prepared.file, deployed?.configuration ?? {}),
    availability,
  );
  const refusals = [
    ...prepared.refusals,
    ...(prepared.file === undefined ? [] : stateRefusals(facts, prepared.facts, installed, declarationOnly)),
    ...available.refusals,
  ];
  const remarks = [
    ...prepared.remarks,
    ...available.remarks,
    ...(declarationOnly && hasChanges(present)
      ? ["the present program is that of HEAD: changes in the working tree are left out"]
      : []),
  ];
  const told = { ...report, refusals, remarks };
  if (refusals.length > 0) return { tree, commit, report: told, ended: { ...told, outcome: "refused" } };
  await installPackages(directory, present, signal);
  copyCharts(present, directory);
  return { tree, commit, report: told };
}

function hasChanges(directory: string): boolean {
  const run = runGit(directory, ["status", "--porcelain"]);
  return run.status !== 0 || run.stdout.length > 0;
}
