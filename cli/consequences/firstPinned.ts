import { runGit } from "../git/runGit.js";
import type { FirstDays } from "./pinChanges.js";

/** So much of a file's history is read; what is longer tells nothing. */
const mostBytes = 1 << 26;

/** Stands before a commit's line: no line of a difference begins so. */
const mark = "\u0001";

/**
 * When each value first stood in a stack's file, or in a namespace's, by the repository's history: one call of git,
 * however many values there are. What nobody knows is absent.
 */
export function firstPinned(directory: string, stack: string, values: readonly string[]): FirstDays {
  const found = new Map<string, Date>();
  if (values.length === 0) return found;
  const run = runGit(
    directory,
    [
      "log",
      "--reverse",
      `--format=${mark}%cI %P`,
      "--patch",
      "--unified=0",
      "--no-color",
      "--no-ext-diff",
      "--no-textconv",
      "--no-renames",
      "--end-of-options",
      "HEAD",
      "--",
      `Pulumi.${stack}.yaml`,
      "namespaces",
    ],
    { maxBytes: mostBytes },
  );
  if (run.status !== 0) return found;
  const isWhole = !isShallow(directory);
  const wanted = new Map(values.map((value) => [value, wordOf(value)]));
  let commit: Date | undefined;
  for (const line of run.stdout.toString("utf8").split("\n")) {
    if (line.startsWith(mark)) {
      const [time = "", parent = ""] = line.slice(mark.length).split(" ");
      // Where history is cut off, everything seems to be new.
      commit = parent !== "" || isWhole ? new Date(time) : undefined;
    } else if (line.startsWith("+")) {
      for (const [value, word] of wanted) {
        if (!word.test(line)) continue;
        wanted.delete(value);
        if (commit) found.set(value, commit);
      }
    }
    if (wanted.size === 0) break;
  }
  return found;
}

function isShallow(directory: string): boolean {
  const run = runGit(directory, ["rev-parse", "--is-shallow-repository"]);
  return run.status !== 0 || run.stdout.toString("utf8").trim() !== "false";
}

/** The value as a word of its own; of `bottlerocket 1.66.0-1ad6b4a4` the file has the release. */
function wordOf(value: string): RegExp {
  const word = value.slice(value.lastIndexOf(" ") + 1);
  return new RegExp(`(?<![\\w.-])${word.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")}(?![\\w.-])`);
}
