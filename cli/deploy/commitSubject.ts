import { runGit } from "../git/runGit.js";

/** The first line of the message of the commit that a folder is at. */
export function commitSubject(directory: string): string {
  const run = runGit(directory, ["log", "-1", "--format=%s", "HEAD"]);
  const subject = run.status === 0 ? run.stdout.toString("utf8").trim() : "";
  return subject === "" ? "a commit without a message" : subject;
}
