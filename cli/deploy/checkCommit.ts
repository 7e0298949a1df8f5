import type { ConsequencesReport } from "../consequences/report.js";
import type { Check } from "./check.js";

/** What is deployed has to be a commit and nothing else: nobody could return to it otherwise. */
export function checkCommit(commit: ConsequencesReport["commit"]): Check {
  if (!commit)
    return {
      name: "commit",
      status: "failed",
      found: "the project is in no git repository, or has no commit",
      todo: "commit it; what is deployed from nowhere cannot be returned to",
    };
  const id = commit.id.slice(0, 12);
  if (!commit.clean)
    return {
      name: "commit",
      status: "failed",
      found: `the work tree has more than commit ${id}: changed files, or files that git does not know`,
      todo: "commit or stash them (`git status` lists them); what is deployed besides a commit cannot be returned to",
    };
  return { name: "commit", status: "ok", found: `${id}, and nothing else` };
}
