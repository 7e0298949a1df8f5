import { existsSync } from "node:fs";
import { join } from "node:path";
import { runGit } from "../git/runGit.js";
import { commitOf } from "./commitOf.js";
import type { ConsequencesReport } from "./report.js";
import { verdictOf } from "./verdict.js";

/** Whether a project has no file of a stack any more that it has in a revision. */
export function isRemoved(directory: string, stack: string, revision: string): boolean {
  const file = `Pulumi.${stack}.yaml`;
  if (existsSync(join(directory, file)) || revision.startsWith("-")) return false;
  return runGit(directory, ["cat-file", "-e", `${revision}:./${file}`]).status === 0;
}

/**
 * The report of a stack whose file is gone: there is nothing to be previewed, and the stack itself is not destroyed by
 * that.
 *
 * @param base the revision that still has the file
 */
export function removedReport(directory: string, stack: string, base: string): ConsequencesReport {
  const commit = commitOf(directory);
  const found = {
    failures: [],
    changes: [],
    policies: { findings: [], exceptions: [] },
    network: { broken: [] },
    pins: [],
    removed: true,
  } as const;
  return {
    version: 1,
    stack,
    source: "plan",
    ...(commit ? { commit } : {}),
    base,
    verdict: verdictOf(found),
    unchanged: 0,
    ...found,
  };
}
