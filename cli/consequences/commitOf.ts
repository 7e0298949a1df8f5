import { runGit } from "../git/runGit.js";
import type { ConsequencesReport } from "./report.js";

/** The commit that a folder is at, and whether it has nothing else; undefined outside a repository. */
export function commitOf(directory: string): ConsequencesReport["commit"] {
  const head = runGit(directory, ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]);
  if (head.status !== 0) return undefined;
  const changes = runGit(directory, ["status", "--porcelain", "--untracked-files=normal"]);
  return {
    id: head.stdout.toString("utf8").trim(),
    clean: changes.status === 0 && changes.stdout.length === 0,
  };
}
