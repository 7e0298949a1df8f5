import { existsSync } from "node:fs";
import { join } from "node:path";
import { printable } from "../../../problems/problem.js";
import type { ConsequencesReport } from "../../consequences/report.js";
import { consequencesRefusals } from "../../deploy/refusals.js";
import type { EngineRun } from "../../engine/engineRun.js";
import type { EngineStack } from "../../engine/engineStack.js";
import { interruptible } from "../../engine/interruptible.js";
import { refreshStack } from "../../engine/refreshStack.js";
import { runUpdate } from "../../engine/runUpdate.js";
import { historyEntries } from "../../history/historyEntry.js";
import { journalOf } from "../../history/journal.js";
import { lastRollback } from "../../history/lastRollback.js";
import type { HistoryRecord } from "../../history/readHistory.js";
import { repositoryOf } from "../../history/repositoryOf.js";
import { unchangedSince } from "../../history/unchangedSince.js";
import { updateMessage } from "../../history/updateMessage.js";
import { whoRuns } from "../../history/whoRuns.js";
import { UsageError, type Io } from "../../io.js";
import { ownFolder } from "../../ownFolder.js";
import type { DriftPlace } from "../driftReport.js";
import { sameTree } from "./sameTree.js";

/** What an update that repairs goes by. */
export interface RefreshingUpdate {
  /** First line of the message in the stack's history. */
  readonly summary: string;
  /** The commit that was previewed before anything was repaired. */
  readonly commit: ConsequencesReport["commit"];
  /** The stack's history as it was then. */
  readonly seen: readonly HistoryRecord[];
  /** Previews the declaration with the policy pack. */
  readonly preview: () => Promise<ConsequencesReport>;
  /**
   * Hears what the update would do, before it does.
   *
   * @throws UsageError where that is not to be
   */
  readonly agree: (consequences: ConsequencesReport) => Promise<void>;
}

/**
 * Reads what exists, and updates: that is how the engine makes again what is gone, and what is another in AWS. What the
 * update will do is known only between the two, so there it is previewed with the policy pack, and agreed to.
 *
 * @throws UsageError where a policy or somebody refuses it, where the stack or the work tree is another meanwhile, and
 *   where it fails
 */
export async function refreshingUpdate(
  stack: EngineStack,
  place: DriftPlace,
  { summary, commit, seen, preview, agree }: RefreshingUpdate,
  io: Io,
): Promise<void> {
  const { directory, stack: name } = place;
  await refreshStack(stack);
  const history = await unchangedSince(stack, seen, true);
  const consequences = await preview();
  const refusals = consequencesRefusals(consequences);
  if (refusals.length > 0) throw failed("the update that makes good the rest was not begun", refusals);
  await agree(consequences);
  sameTree(directory, commit);
  await unchangedSince(stack, history);

  const who = whoRuns(io.env);
  // The newest entry says whether what runs is a rollback, which the next deployment must not undo unasked.
  const rollback = lastRollback(history);
  const message = updateMessage({
    summary,
    by: who,
    ...(commit?.clean ? { commit: commit.id } : {}),
    ...(rollback?.from === undefined ? {} : { rolledBackFrom: rollback.from }),
    ...(rollback ? { rolledBackTo: rollback.to } : {}),
  });
  const configuration = join(directory, `policies/environments/${name}.json`);
  const since = historyEntries(history)[0]?.time;
  const end = journalOf(repositoryOf(directory), name).begin({
    kind: "deploy",
    summary,
    who,
    ...(since === undefined ? {} : { since }),
  });
  let succeeded = false;
  try {
    const run = await interruptible(
      (signal) =>
        runUpdate(stack, {
          message,
          pack: join(ownFolder, "policies"),
          ...(existsSync(configuration) ? { packConfiguration: configuration } : {}),
          signal,
          tell: io.err,
        }),
      () => undefined,
      io.err,
    );
    if (run.failure !== undefined) throw failed("the update failed", reasonsOf(run, run.failure));
    succeeded = true;
  } finally {
    end(succeeded ? "succeeded" : "failed");
  }
}

/** What the provider, the program or a policy complained of; what the CLI ends with says only that it failed. */
function reasonsOf({ diagnostics, verdicts }: EngineRun, failure: string): readonly string[] {
  const reasons = [
    ...diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message),
    ...verdicts
      .filter(({ level }) => level === "mandatory")
      .map(({ rule, message }) => `${rule}: ${message}`),
  ];
  return reasons.length > 0 ? reasons : [failure];
}

function failed(what: string, reasons: readonly string[]): UsageError {
  const lines = reasons.flatMap((reason) => reason.split("\n")).map(printable);
  return new UsageError([what, ...lines].join("\n"));
}
