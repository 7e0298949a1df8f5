import { declarationOf, type HistoryEntry } from "../history/historyEntry.js";
import type { ProjectRepository } from "../history/repositoryOf.js";
import type { Refusal } from "./refusal.js";

/**
 * Why the history's entry is nothing to return to: what ran then is not known, or did not run.
 *
 * @param entries newest first
 */
export function entryRefusals(
  target: HistoryEntry,
  entries: readonly HistoryEntry[],
  repository: Pick<ProjectRepository, "has" | "isShallow">,
): Refusal[] {
  const { number, kind, result, version, clean } = target;
  const instead = nearest(target, entries);
  if (kind !== "update" || result !== "succeeded")
    return [
      {
        reason: "failed-version",
        found: `${number}: ${kind === "update" ? `an update that ${result === "failed" ? "failed" : `is ${result}`}` : `a ${kind}, which deploys no version`}`,
        todo: instead,
      },
    ];
  if (!version)
    return [
      {
        reason: "no-commit",
        found: `${number}: deployed from outside a git repository, so nobody has what ran`,
        todo: instead,
      },
    ];
  if (!clean)
    return [
      {
        reason: "dirty-commit",
        found: `${number}: deployed from commit ${version.commit.slice(0, 12)} with changes that are in no commit`,
        todo: `${instead}; or commit what it should be, and deploy that`,
      },
    ];
  const wanted = [...new Set([version.commit, declarationOf(version)])];
  const present = repository.has(wanted);
  return wanted
    .filter((commit) => !present.has(commit))
    .map((commit) => ({
      reason: "missing-commit",
      found: `${number}: commit ${commit} is not in this repository`,
      todo: `fetch it: git fetch origin ${commit}${repository.isShallow ? " (this clone is shallow: git fetch --unshallow brings all)" : ""}; where a rebase or a deleted branch has lost it, a clone that still has it can push it`,
    }));
}

/** The versions around an entry that can be returned to, as far as the history tells. */
function nearest(target: HistoryEntry, entries: readonly HistoryEntry[]): string {
  const numbers = entries
    .filter(
      ({ kind, result, version, clean }) => kind === "update" && result === "succeeded" && version && clean,
    )
    .map(({ number }) => number)
    .sort((a, b) => Math.abs(a - target.number) - Math.abs(b - target.number))
    .slice(0, 3);
  return numbers.length === 0
    ? "there is no version to return to; deploy a commit that mends it"
    : `choose another version: --to ${numbers.join(" or --to ")}`;
}
