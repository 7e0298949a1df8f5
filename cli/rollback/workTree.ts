import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { runGit } from "../git/runGit.js";
import type { ProjectRepository } from "../history/repositoryOf.js";
import { UsageError } from "../io.js";
import { isAlive } from "../engine/isAlive.js";
import { stayInside } from "./insideTree.js";

/** A commit in a folder of its own. */
export interface WorkTree {
  /** The project's folder in it. */
  readonly directory: string;
  /** A folder beside it for what else is needed so long. */
  readonly scratch: string;
  /** Removes it; nothing is left in the repository either. Does nothing the second time. */
  remove(): void;
}

const prefix = `basalt-rollback-${hostname().replace(/[^\w.-]/g, "_")}-`;

/**
 * Checks a commit out in a new folder outside every other work tree, of which only git's list of work trees knows. No
 * hook of the repository runs, and what is sparse elsewhere is whole here.
 *
 * @throws UsageError where git refuses
 */
export function addWorkTree(repository: ProjectRepository, directory: string, commit: string): WorkTree {
  const root = realpathSync(mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`)));
  const tree = join(root, "tree");
  const remove = () => forget(repository, root);
  const run = runGit(directory, [
    ...["-c", "core.hooksPath=/dev/null", "-c", "core.sparseCheckout=false"],
    ...["worktree", "add", "--quiet", "--detach", "--force", tree, commit],
  ]);
  if (run.status !== 0) {
    remove();
    const said = run.status === "missing" ? run.reason : run.stderr;
    throw new UsageError(
      `commit ${commit.slice(0, 12)}: git could not check it out (${said}); allowed: a commit whose files the repository has; \`git fetch --refetch origin\` brings those that a partial clone left out`,
    );
  }
  const own = join(tree, repository.prefix);
  try {
    stayInside(tree, tree, repository.prefix, "folder");
  } catch (error) {
    remove();
    throw error;
  }
  return { directory: own, scratch: root, remove };
}

/** Removes the work trees of rollbacks that were killed on this machine; other work trees stay, stale or not. */
export function pruneWorkTrees(repository: ProjectRepository): void {
  const own = realpathSync(tmpdir());
  const isStale = (root: string) => {
    const [, pid] = /^(\d+)-/.exec(basename(root).slice(prefix.length)) ?? [];
    return basename(root).startsWith(prefix) && pid !== undefined && !isAlive(Number(pid));
  };
  const left = readdirSync(own).map((name) => join(own, name));
  const known = administered(repository).map(({ tree }) => dirname(tree));
  for (const root of new Set([...left, ...known.filter((root) => dirname(root) === own)]))
    if (isStale(root) && isOwn(root) && !isWorkedIn(root))
      try {
        forget(repository, root);
      } catch {
        // It takes room, and is in nobody's way.
      }
}

/** In a folder that all users share, others' may not be removed. What is gone already, git alone still knows. */
function isOwn(root: string): boolean {
  const there = lstatSync(root, { throwIfNoEntry: false });
  return !there || process.getuid === undefined || there.uid === process.getuid();
}

/** Whether a process is in a folder: an engine outlives the command that was killed. Only Linux tells. */
function isWorkedIn(root: string): boolean {
  const isIn = (folder: string) => folder === root || folder.startsWith(`${root}/`);
  try {
    return readdirSync("/proc").some((name) => /^\d+$/.test(name) && isIn(workingFolder(name)));
  } catch {
    return false;
  }
}

/** The working folder of a process; of others' processes nobody is told. */
function workingFolder(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return "";
  }
}

/** Removes a folder and what git wrote down about a work tree in it. */
function forget(repository: ProjectRepository, root: string): void {
  // Git's own command refuses half of what a killed run leaves: no folder, or no file in it.
  for (const { tree, record } of administered(repository))
    if (dirname(tree) === root) rmSync(record, { recursive: true, force: true });
  rmSync(root, { recursive: true, force: true, maxRetries: 3 });
  const records = join(repository.commonFolder, "worktrees");
  if (existsSync(records) && readdirSync(records).length === 0)
    rmSync(records, { recursive: true, force: true });
}

/** Git's records of work trees: `worktrees/<name>/gitdir` in its folder has the path of the tree's `.git`. */
function administered({ commonFolder }: ProjectRepository): { tree: string; record: string }[] {
  const records = join(commonFolder, "worktrees");
  if (!existsSync(records)) return [];
  return readdirSync(records).flatMap((name) => {
    const record = join(records, name);
    try {
      return [{ record, tree: dirname(readFileSync(join(record, "gitdir"), "utf8").trim()) }];
    } catch {
      return [];
    }
  });
}
