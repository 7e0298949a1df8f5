import { realpathSync } from "node:fs";
import { join } from "node:path";
import { runGit } from "../git/runGit.js";

/** The repository that a project is in, asked and never changed. */
export interface ProjectRepository {
  /** The folder that all of its work trees share: where git keeps objects and configuration. */
  readonly commonFolder: string;
  /** The project's folder below the work tree's, `""` or with a slash at its end. */
  readonly prefix: string;
  /** Of these commits, those that are in it. */
  has(commits: readonly string[]): ReadonlySet<string>;
  /** The full id of the commit that a revision names; undefined where there is none. */
  resolve(revision: string): string | undefined;
  /** Whether older commits were never fetched. */
  readonly isShallow: boolean;
}

/** The repository of a folder; undefined outside one, and where there is no git. */
export function repositoryOf(directory: string): ProjectRepository | undefined {
  const lines = gitText(directory, [
    "rev-parse",
    "--path-format=absolute",
    "--git-common-dir",
    "--show-prefix",
    "--is-shallow-repository",
  ])?.split("\n");
  if (!lines) return undefined;
  const [common = "", prefix = "", shallow = ""] = lines;
  return {
    commonFolder: realpathSync(join(common)),
    prefix,
    isShallow: shallow === "true",
    has(commits) {
      const ids = [...new Set(commits)];
      const run = runGit(directory, ["cat-file", "--batch-check"], { input: `${ids.join("\n")}\n` });
      if (run.status !== 0) return new Set();
      const answers = run.stdout.toString("utf8").split("\n");
      return new Set(ids.filter((id, index) => answers[index]?.startsWith(`${id} commit`)));
    },
    resolve(revision) {
      // What begins with a hyphen would be an option to git; no revision does.
      if (revision === "" || revision.startsWith("-")) return undefined;
      return gitText(directory, [
        "rev-parse",
        "--verify",
        "--quiet",
        "--end-of-options",
        `${revision}^{commit}`,
      ])?.trim();
    },
  };
}

/** What git prints; undefined where it refuses or is missing. */
function gitText(directory: string, args: readonly string[]): string | undefined {
  const run = runGit(directory, args);
  return run.status === 0 ? run.stdout.toString("utf8") : undefined;
}
