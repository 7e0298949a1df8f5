import type { OpenStack } from "../engine/engineStack.js";
import type { ConsequencesReport } from "../consequences/report.js";
import { repositoryOf } from "../history/repositoryOf.js";
import { UsageError, type Io } from "../io.js";
import type { Availability } from "./availability.js";
import { deployTarget } from "./deployTarget.js";
import type { FindExisting } from "./existingResource.js";
import { interruptible } from "../engine/interruptible.js";
import { prepareTarget } from "./prepareTarget.js";
import type { ConfirmRelease } from "./resume.js";
import type { RollbackReport } from "./rollbackReport.js";
import { surveyStack } from "./surveyStack.js";
import type { WorkTree } from "./workTree.js";

/** What is rolled back, and how. */
export interface RollbackRequest {
  /** The project's folder, in a git repository. */
  readonly directory: string;
  readonly stack: string;
  /** A number of the history, a commit, a time, or `-1`: see findVersion. */
  readonly to: string;
  /** That version's own secrets instead of the present ones. Default: false. */
  readonly oldSecrets?: boolean;
  /** That version's stack file and namespaces with the present program. Default: false. */
  readonly declarationOnly?: boolean;
  /** Deals with what a killed update has left, first. Default: false. */
  readonly resume?: boolean;
}

/** What a rollback works with besides git. */
export interface RollbackTools {
  readonly open: OpenStack;
  readonly availability: Availability;
  /** Looks for what a killed update was creating, in the cluster's region. */
  readonly find: (region: string | undefined) => FindExisting;
  /** Shows the consequences and asks; undefined where nobody is there to answer. */
  readonly confirm: (
    consequences: ConsequencesReport,
    report: RollbackReport,
  ) => Promise<boolean | undefined>;
  readonly confirmRelease: ConfirmRelease;
}

/**
 * Redeploys a version that the stack has had: its commit in a work tree of its own, by `pulumi up`. The working tree, the
 * index, HEAD and the selected stack stay as they are, whatever happens; no older state is ever put in the present one's
 * place.
 *
 * @throws UsageError where it cannot be tried at all: no repository, no such version, no engine
 */
export async function rollBack(
  request: RollbackRequest,
  tools: RollbackTools,
  io: Pick<Io, "err" | "env">,
): Promise<RollbackReport> {
  const { directory } = request;
  const repository = repositoryOf(directory);
  if (!repository)
    throw new UsageError(
      `${directory}: found no git repository, which has the versions to return to; allowed: a project in one, with git installed`,
    );
  let tree: WorkTree | undefined;
  return interruptible(
    async (signal) => {
      const survey = await surveyStack(request, tools, repository);
      if (survey.ended) return survey.ended;
      const target = await prepareTarget(request, tools, survey, signal, (made) => (tree = made));
      if (target.ended) return target.ended;
      return await deployTarget(request, tools, survey, target, signal, io);
    },
    () => tree?.remove(),
    io.err,
  );
}
