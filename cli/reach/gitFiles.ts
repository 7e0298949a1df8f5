import { statSync } from "node:fs";
import { basename, dirname, posix } from "node:path";
import { showValue } from "../../problems/problem.js";
import { runGit } from "../git/runGit.js";
import { UsageError } from "../io.js";
import { defaultLimits } from "../manifests/limits.js";

/** A file as a revision has it. */
export interface GitFile {
  /** Path below what was asked for; the file's own name where that is a file. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * Files of a folder (or a file) as a revision of its repository has them. Objects are read, the work tree is not touched,
 * and nothing is fetched.
 *
 * @param wanted whether a file, by its path below the folder, is to be read
 * @throws UsageError where the revision is none, or has more than manifests may be
 */
export function gitFiles(path: string, revision: string, wanted: (path: string) => boolean): GitFile[] {
  // What begins with a hyphen would be an option to git; no revision does.
  if (revision.startsWith("-") || revision === "") throw noRevision(revision);
  const isFolder = statSync(path).isDirectory();
  const directory = isFolder ? path : dirname(path);
  const commit = git(directory, [
    "rev-parse",
    "--verify",
    "--quiet",
    "--end-of-options",
    `${revision}^{commit}`,
  ]);
  if (commit === undefined) throw noRevision(revision);
  const prefix = git(directory, ["rev-parse", "--show-prefix"])?.toString("utf8").trimEnd() ?? "";
  const tree = `${commit.toString("utf8").trim()}:${prefix.replace(/\/$/, "")}`;
  const listing = git(directory, ["ls-tree", "-r", "-l", "-z", "--full-tree", "--end-of-options", tree]);
  // The folder is new since then.
  if (listing === undefined) return [];
  const entries = parseListing(listing).filter((entry) =>
    isFolder ? wanted(entry.path) : entry.path === basename(path),
  );
  return readBlobs(
    directory,
    entries.map((entry) => resolveLink(directory, entry, parseListing(listing), revision)),
  );
}

interface Entry {
  readonly mode: string;
  readonly hash: string;
  readonly size: number;
  readonly path: string;
}

/** Lines `<mode> <type> <hash> <size>\t<path>`, each ended by NUL. */
function parseListing(listing: Buffer): Entry[] {
  return listing
    .toString("utf8")
    .split("\0")
    .filter((line) => line !== "")
    .map((line) => {
      const tab = line.indexOf("\t");
      const [mode = "", , hash = "", size = ""] = line.slice(0, tab).split(/ +/);
      return { mode, hash, size: Number(size), path: line.slice(tab + 1) };
    });
}

/** Links to files are followed inside the folder, as when manifests are read from it. */
function resolveLink(directory: string, entry: Entry, all: readonly Entry[], revision: string): Entry {
  if (entry.mode !== "120000") return entry;
  const target = git(directory, ["cat-file", "blob", entry.hash])?.toString("utf8") ?? "";
  const found = all.find(({ path }) => path === posix.join(posix.dirname(entry.path), target));
  if (found && found.mode !== "120000") return { ...found, path: entry.path };
  throw new UsageError(
    `--diff: found ${showValue(entry.path)} of ${showValue(revision)}, a link that leads out of the folder; allowed: files`,
  );
}

function readBlobs(directory: string, entries: readonly Entry[]): GitFile[] {
  const total = entries.reduce((sum, { size }) => sum + size, 0);
  if (entries.length > defaultLimits.files || total > defaultLimits.totalBytes)
    throw new UsageError(`--diff: found ${entries.length} files of ${total} bytes; allowed: fewer`);
  if (entries.length === 0) return [];
  const output = git(
    directory,
    ["cat-file", "--batch"],
    `${entries.map(({ hash }) => hash).join("\n")}\n`,
    total,
  );
  if (output === undefined)
    throw new UsageError("--diff: found a repository with objects missing; allowed: a whole one");
  let at = 0;
  return entries.map(({ path }) => {
    // `<hash> <type> <size>\n<contents>\n`
    const end = output.indexOf(10, at);
    const size = Number(output.toString("utf8", at, end).split(" ")[2]);
    if (!Number.isInteger(size))
      throw new UsageError("--diff: found a repository with objects missing; allowed: a whole one");
    at = end + 1 + size + 1;
    return { path, bytes: output.subarray(end + 1, end + 1 + size) };
  });
}

/** What git prints; undefined where it refuses. */
function git(directory: string, args: readonly string[], input?: string, size = 0): Buffer | undefined {
  const run = runGit(directory, args, { input, maxBytes: size + 200 * defaultLimits.files + (1 << 26) });
  if (run.status === "missing")
    throw new UsageError(
      `--diff: could not run git (${run.reason}); allowed: with git installed, or BASE as a folder or a file`,
    );
  return run.status === 0 ? run.stdout : undefined;
}

function noRevision(revision: string): UsageError {
  return new UsageError(
    `--diff: found ${showValue(revision)}, which is no folder or file, and no revision of the repository; allowed: DIR, FILE, what --json wrote, or a git revision such as main or HEAD~1`,
  );
}
