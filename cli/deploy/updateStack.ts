import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ConsequencesReport } from "../consequences/report.js";
import type { EngineRun } from "../engine/engineRun.js";
import type { EngineStack } from "../engine/engineStack.js";
import { interruptible } from "../engine/interruptible.js";
import { runUpdate } from "../engine/runUpdate.js";
import { journalOf } from "../history/journal.js";
import { repositoryOf } from "../history/repositoryOf.js";
import { updateMessage } from "../history/updateMessage.js";
import { whoRuns } from "../history/whoRuns.js";
import type { Io } from "../io.js";
import { ownFolder } from "../ownFolder.js";
import { commitSubject } from "./commitSubject.js";
import { countChanges } from "./countChanges.js";
import type { UpdateReport } from "./deployReport.js";

/**
 * Updates a stack with what was previewed, written down in the journal before and in the stack's history after.
 *
 * @param before what the history says: the commit that runs, and when its newest entry began
 * @returns how it went, and whether somebody interrupted it
 * @throws UsageError where no update began
 */
export async function updateStack(
  stack: EngineStack,
  { directory, stack: name }: { readonly directory: string; readonly stack: string },
  { pins, commit }: ConsequencesReport,
  { from, newest }: { readonly from: string | undefined; readonly newest: string | undefined },
  io: Io,
): Promise<{ update: UpdateReport; interrupted: boolean }> {
  const summary = commitSubject(directory);
  const who = whoRuns(io.env);
  const message = updateMessage({
    summary,
    by: who,
    ...(commit ? { commit: commit.id } : {}),
    pins: Object.fromEntries(pins.map(({ name: pin, to }) => [pin, to ?? "removed"])),
  });
  const configuration = join(directory, `policies/environments/${name}.json`);
  const end = journalOf(repositoryOf(directory), name).begin({
    kind: "deploy",
    summary,
    who,
    ...(newest === undefined ? {} : { since: newest }),
    ...(from === undefined ? {} : { from }),
    ...(commit ? { to: commit.id } : {}),
  });
  let interrupted = false;
  let succeeded = false;
  try {
    const run = await interruptible(
      async (signal, isStopping) => {
        const ended = await runUpdate(stack, {
          message,
          pack: join(ownFolder, "policies"),
          ...(existsSync(configuration) ? { packConfiguration: configuration } : {}),
          signal,
          tell: io.err,
        });
        interrupted = isStopping();
        return ended;
      },
      () => undefined,
      io.err,
    );
    succeeded = run.failure === undefined;
    const update = { message, changes: countChanges(run), failed: run.failed };
    return {
      update: run.failure === undefined ? update : { ...update, failure: reasonOf(run, run.failure) },
      interrupted,
    };
  } finally {
    end(succeeded ? "succeeded" : "failed");
  }
}

/** What the provider or the program complained of; what the CLI ends with says no more than that it failed. */
function reasonOf({ diagnostics }: EngineRun, failure: string): string {
  const errors = diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message);
  return errors.length > 0 ? [...new Set(errors)].join("\n") : failure;
}
