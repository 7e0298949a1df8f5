import type { ConsequencesReport } from "../consequences/report.js";
import type { HistoryEntry } from "../history/historyEntry.js";
import type { Io } from "../io.js";
import type { RollbackReport } from "./deployReport.js";

/** `basalt rollback` with these arguments; answers its exit code. */
export type RollBack = (args: readonly string[], io: Io) => Promise<number>;

/**
 * Returns to what ran before an update that failed.
 *
 * @param before what ran
 * @param commit what failed
 * @returns how it went; undefined where there is nothing to return to
 */
export async function returnTo(
  before: HistoryEntry | undefined,
  commit: ConsequencesReport["commit"],
  { directory, stack }: { readonly directory: string; readonly stack: string },
  rollBack: RollBack,
  io: Io,
): Promise<RollbackReport | undefined> {
  if (!before?.version || !before.clean || before.version.commit === commit?.id) {
    io.err("basalt:deployment asks for a rollback, and there is no earlier commit to return to\n");
    return undefined;
  }
  const to = { number: before.number, commit: before.version.commit };
  io.err(`the update failed; returning to ${to.commit.slice(0, 12)}, as basalt:deployment asks\n`);
  const code = await rollBack(
    ["--stack", stack, "--cwd", directory, "--to", String(to.number), "--yes"],
    // Results are the deployment's own.
    { ...io, out: io.err },
  );
  return { to, result: code === 0 ? "done" : "failed" };
}
