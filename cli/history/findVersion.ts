import { showValue } from "../../problems/problem.js";
import { UsageError } from "../io.js";
import type { BackSteps } from "./backSteps.js";
import { deployedEntry } from "./deployedEntry.js";
import type { HistoryEntry } from "./historyEntry.js";

const allowed =
  "a number that `basalt history` lists, -1 for the version before the deployed one (for the deployed one itself where an update has failed or was stopped since), a commit, tag or branch of a deployment, or a time such as 2026-05-01T12:00:00Z";

/**
 * The entry that `--to` names.
 *
 * A time means what was deployed then. A commit that was deployed several times means the last of them that went well.
 *
 * @param entries newest first
 * @param back what -1, -2 and so on name
 * @param resolve the full id of a revision of the repository; undefined where it has none of that name
 * @throws UsageError where nothing, or more than one thing, is meant
 */
export function findVersion(
  entries: readonly HistoryEntry[],
  to: string,
  back: BackSteps,
  resolve: (revision: string) => string | undefined,
): HistoryEntry {
  const refuse = (why: string): never => {
    throw new UsageError(`--to: found ${showValue(to)}, ${why}; allowed: ${allowed}`);
  };
  if (entries.length === 0) refuse("but the stack was never deployed");
  if (/^-\d+$/.test(to)) {
    const steps = Number(to.slice(1));
    if (steps === 0) return deployedEntry(entries) ?? refuse("but nothing is deployed");
    if (!back.isCertain) throw uncertainStep(to, back);
    return back.versions[steps - 1] ?? refuse("and the history has no version so far back");
  }
  // Commits of fewer than seven digits are no commits to git either, where it can choose.
  if (/^\d{1,6}$/.test(to))
    return (
      entries.find(({ number }) => number === Number(to)) ?? refuse("and the history has no such number")
    );
  if (/^\d{4}-\d\d-\d\d/.test(to)) return atTime(entries, to, refuse);
  const abbreviated = /^[0-9a-f]{7,64}$/.test(to)
    ? [...new Set(entries.flatMap(commitsOf).filter((id) => id.startsWith(to)))]
    : [];
  if (abbreviated.length > 1) refuse(`which begins ${abbreviated.length} of the history's commits`);
  const commit = abbreviated[0] ?? resolve(to);
  if (commit === undefined) return refuse("which is neither in the history nor a revision of the repository");
  const ran = entries.filter((entry) => entry.kind === "update" && commitsOf(entry).includes(commit));
  return (
    ran.find(({ result }) => result === "succeeded") ??
    ran[0] ??
    refuse(`which is commit ${commit.slice(0, 12)}, and that was never deployed to this stack`)
  );
}

/** Whoever steps back once too often, or once too little, deploys what he wanted to be rid of. */
function uncertainStep(to: string, { versions: [first, second] }: BackSteps): UsageError {
  const choice = [
    ...(first ? [`${first.number} (what ran before it began)`] : []),
    ...(second ? [`${second.number} (the version before that)`] : []),
  ];
  return new UsageError(
    `--to: found ${to} while nobody here knows whether what was stopped was a deployment or a rollback; allowed: ${choice.join(" or ")}`,
  );
}

/** A rollback by declaration alone ran another commit's program: both name it. */
function commitsOf({ version }: HistoryEntry): string[] {
  return version ? [version.commit, version.declaration ?? version.commit] : [];
}

/** Times are what `basalt history` prints, in UTC, unless they say otherwise. */
function atTime(entries: readonly HistoryEntry[], to: string, refuse: (why: string) => never): HistoryEntry {
  const [, day = "", clock = "00:00", seconds = ":00", fraction = "", zone = "Z"] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?:(:\d\d)(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/.exec(to) ?? [];
  const time = isDay(day) ? new Date(`${day}T${clock}${seconds}${fraction}${zone}`).getTime() : NaN;
  if (Number.isNaN(time)) refuse("which is no time");
  return (
    deployedEntry(entries.filter((entry) => new Date(entry.ended ?? entry.time).getTime() <= time)) ??
    refuse("and nothing was deployed at that time")
  );
}

/** Of the 31st of February JavaScript makes the 3rd of March. */
function isDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}
