import { spawnSync } from "node:child_process";

/** How one run of git ended. */
export type GitRun =
  | { readonly status: "missing"; readonly reason: string }
  | { readonly status: number; readonly stdout: Buffer; readonly stderr: string };

interface GitOptions {
  readonly input?: string;
  /** The most that it may print. Default: 64 MiB. */
  readonly maxBytes?: number;
}

/** Runs git in a folder. It asks nobody, takes no locks that it can do without, and fetches nothing by itself. */
export function runGit(
  directory: string,
  args: readonly string[],
  { input, maxBytes = 1 << 26 }: GitOptions = {},
): GitRun {
  // In a hook these name a repository by a path that holds elsewhere alone.
  const { GIT_DIR: _directory, GIT_WORK_TREE: _tree, GIT_INDEX_FILE: _index, ...env } = process.env;
  const { error, status, signal, stdout, stderr } = spawnSync("git", args, {
    cwd: directory,
    input,
    maxBuffer: maxBytes,
    env: { ...env, GIT_OPTIONAL_LOCKS: "0", GIT_NO_LAZY_FETCH: "1", GIT_TERMINAL_PROMPT: "0" },
  });
  if (error) return { status: "missing", reason: error.message };
  if (status === null) return { status: "missing", reason: `ended by ${signal}` };
  return { status, stdout, stderr: stderr.toString("utf8").trim() };
}
