import type { OpenStack } from "../engine/engineStack.js";
import { interruptible } from "../engine/interruptible.js";
import { goOnUnless } from "../engine/stoppedError.js";
import type { ConsequencesReport } from "../consequences/report.js";
import { repositoryOf } from "../history/repositoryOf.js";
import { UsageError, type Io } from "../io.js";
import { beforehandText } from "../reporters/rollback/beforehandText.js";
import { abortable } from "./abortable.js";
import type { Availability } from "./availability.js";
import { deeds, isAnything, type Beforehand } from "./beforehand.js";
import { deployTarget } from "./deployTarget.js";
import type { ClusterPlace, FindExisting } from "./existingResource.js";
import type { DeadHolder } from "./lockHolder.js";
import { prepareTarget } from "./prepareTarget.js";
import type { ConfirmRelease } from "./resume.js";
import type { ReviewedRollback } from "./reviewedRollback.js";
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
  /** With `resume`, a lock's holder on another machine of whom somebody says that it is dead. */
  readonly deadHolder?: DeadHolder;
  /** Goes no further than to the question, and changes nothing on the way. Default: false. */
  readonly preview?: boolean;
  /** What somebody reviewed: anything of another kind is refused. */
  readonly reviewed?: ReviewedRollback;
}

/** What a rollback works with besides git. */
export interface RollbackTools {
  readonly open: OpenStack;
  readonly availability: Availability;
  /** Looks for what a killed update was creating, where the cluster is. */
  readonly find: (place: ClusterPlace | undefined) => FindExisting;
  /** Shows the consequences of what may be deployed. */
  readonly show: (consequences: ConsequencesReport, report: RollbackReport) => void;
  /** Asks whether that is meant; undefined where nobody is there to answer. */
  readonly confirm: () => Promise<boolean | undefined>;
  readonly confirmRelease: ConfirmRelease;
}

/**
 * Redeploys a version that the stack has had: its commit in a work tree of its own, by `pulumi up`. The working tree, the
 * index, HEAD and the selected stack stay as they are, whatever happens; no older state is ever put in the present one's
 * place. Once it is told to stop, nothing new begins.
 *
 * @throws UsageError where it cannot be tried at all: no repository, no such version, no engine; and where it was stopped
 * before anything was deployed
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
  const done = deeds((more) => beforehandText(more).forEach((line) => io.err(`${line}\n`)));
  return interruptible(
    async (signal, isStopping) => {
      const goOn = goOnUnless(isStopping);
      const own: RollbackTools = {
        ...tools,
        open: async (place) => abortable(await tools.open(place), signal, goOn),
      };
      try {
        const survey = await surveyStack(request, own, repository);
        if (survey.ended) return survey.ended;
        const target = await prepareTarget(
          request,
          { ...own, env: io.env },
          survey,
          signal,
          (made) => (tree = made),
        );
        goOn();
        if (target.ended) return target.ended;
        return await deployTarget(request, own, survey, target, { goOn, done }, io);
      } catch (error) {
        throw withDeeds(error, isStopping(), done.done());
      }
    },
    () => tree?.remove(),
    io.err,
  );
}

/** A mistake, or that it was stopped, with what was done before. */
function withDeeds(error: unknown, isStopping: boolean, done: Beforehand): unknown {
  if (!(error instanceof UsageError)) return error;
  const before = isAnything(done)
    ? `nothing was deployed; before that, ${beforehandText(done).join("; ")}`
    : undefined;
  // Whatever failed then, failed because it was stopped.
  if (isStopping) return new UsageError(`stopped: ${before ?? "nothing was changed"}`, { cause: error });
  return before === undefined
    ? error
    : new UsageError(`${error.message}\n${before}`, { cause: error.cause ?? error });
}
