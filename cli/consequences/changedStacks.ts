import { readdirSync } from "node:fs";
import { runGit } from "../git/runGit.js";
import { showValue } from "../../problems/problem.js";
import { UsageError } from "../io.js";

/** What a branch changes something for. */
export interface ChangedStacks {
  /** Stacks that the project has. */
  readonly stacks: readonly string[];
  /** Stacks that it no longer has: their file is gone. */
  readonly removed: readonly string[];
}

/** What no stack is made of: texts, tests, and what runs in a pipeline. Everything else may change every stack. */
const irrelevant =
  /^(docs|test|\.github|\.vscode)\/|^[^/]+\.md$|^(LICENSE|\.gitignore|\.prettierignore|\.editorconfig)$/;

/** What one stack alone is made of; its name is between them. */
const ownFiles = [/^Pulumi\.(.+)\.ya?ml$/, /^policies\/environments\/(.+)\.json$/];

/** A stack's file, by the names that `--stack` takes. */
const stackFile = /^Pulumi\.([\w.-]{1,100})\.yaml$/;

/** The stacks of a project, by their files; sorted. */
export function stacksOf(directory: string): string[] {
  return readdirSync(directory)
    .flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [])
    .sort();
}

/**
 * The stacks that something was changed for since a branch left a revision; what is not committed counts, too.
 *
 * @throws UsageError where git cannot tell
 */
export function changedStacks(directory: string, revision: string): ChangedStacks {
  if (revision === "" || revision.startsWith("-")) throw noRevision(revision, "no revision begins so");
  const changed = git(directory, revision, [
    "diff",
    "--name-only",
    "-z",
    "--relative",
    "--no-renames",
    "--merge-base",
    revision,
    "--",
  ]);
  const untracked = git(directory, revision, ["ls-files", "--others", "--exclude-standard", "-z"]);
  const stacks = stacksOf(directory);
  const concerned = stacksFor([...changed, ...untracked], stacks);
  // git names what differs from the revision: a file that is not there was there.
  const named = changed.flatMap((file) => stackFile.exec(file)?.[1] ?? []);
  return { stacks: concerned, removed: named.filter((stack) => !stacks.includes(stack)).sort() };
}

/** Which of the stacks changed files are about. */
export function stacksFor(files: readonly string[], stacks: readonly string[]): string[] {
  const found = new Set<string>();
  for (const file of files) {
    if (irrelevant.test(file)) continue;
    const own = ownFiles.flatMap((pattern) => pattern.exec(file)?.[1] ?? []);
    for (const stack of own.length > 0 ? own : stacks) found.add(stack);
  }
  // A file may be of a stack that is gone.
  return stacks.filter((stack) => found.has(stack));
}

function git(directory: string, revision: string, args: readonly string[]): string[] {
  const run = runGit(directory, args);
  if (run.status === "missing")
    throw new UsageError(`--changed-since: could not run git (${run.reason}); allowed: with git installed`);
  if (run.status !== 0) throw noRevision(revision, run.stderr.split("\n")[0] ?? "");
  return run.stdout
    .toString("utf8")
    .split("\0")
    .filter((file) => file !== "");
}

function noRevision(revision: string, reason: string): UsageError {
  return new UsageError(
    `--changed-since: found ${showValue(revision)}, which git cannot compare with (${showValue(reason)}); allowed: a revision that this branch comes from, such as origin/main, fetched with its history`,
  );
}
