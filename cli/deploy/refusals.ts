import { differencesInKind } from "../consequences/differencesInKind.js";
import type { ConsequencesReport } from "../consequences/report.js";
import { runGit } from "../git/runGit.js";

/**
 * Why a deployment would take a stack back: a pipeline that waited for its approval, while a newer one did not. What is
 * not in the repository, nobody can place.
 *
 * @param deployed the commit that runs
 */
export function olderRefusals(
  deployed: string | undefined,
  commit: ConsequencesReport["commit"],
  stack: string,
  directory: string,
): string[] {
  if (deployed === undefined || !commit || deployed === commit.id) return [];
  const run = runGit(directory, ["merge-base", "--is-ancestor", commit.id, deployed]);
  if (run.status !== 0) return [];
  return [
    `${stack} runs ${deployed.slice(0, 12)}, which is newer than ${commit.id.slice(0, 12)}; to return to that, run \`basalt rollback --stack ${stack} --to ${commit.id.slice(0, 12)}\``,
  ];
}

/** Why what was previewed must not be deployed. */
export function consequencesRefusals(now: ConsequencesReport): string[] {
  if (now.verdict === "failed")
    return now.failures.length > 0 ? [...now.failures] : ["the preview did not come to its end"];
  if (now.verdict !== "blocked") return [];
  const mandatory = now.policies.findings.filter(
    ({ level, kind }) => level === "mandatory" && kind === "violation",
  );
  return [
    ...mandatory.map(({ rule, message }) => `policy ${rule}: ${message}`),
    ...now.network.broken,
    ...(mandatory.length + now.network.broken.length === 0 ? ["the preview is blocked"] : []),
  ];
}

/** Why what was previewed now is not what was reviewed. */
export function reviewRefusals(reviewed: ConsequencesReport, now: ConsequencesReport): string[] {
  const again = "preview it again and have it reviewed";
  if (reviewed.stack !== now.stack)
    return [`the reviewed report is about stack ${reviewed.stack}, not ${now.stack}; ${again}`];
  if (reviewed.source !== "engine")
    return [`the reviewed report compares plans, not what is deployed; ${again} where there are credentials`];
  if (!reviewed.commit?.clean || reviewed.commit.id !== now.commit?.id)
    return [
      `the reviewed report is about ${reviewed.commit?.id.slice(0, 12) ?? "no commit"}${reviewed.commit?.clean === false ? " with uncommitted changes" : ""}, not ${now.commit?.id.slice(0, 12) ?? "this"}; ${again}`,
    ];
  if (reviewed.verdict === "failed" || reviewed.verdict === "blocked")
    return [`the reviewed report says "${reviewed.verdict}"; what does not pass its preview is not deployed`];
  const differences = differencesInKind(reviewed, now);
  return differences.length === 0 ? [] : [...differences, `it is not what was reviewed; ${again}`];
}

/** Nobody has seen what opens where neither a report was reviewed nor anybody is asked. */
export function unseenRefusals(now: ConsequencesReport): string[] {
  return now.verdict === "opens"
    ? [
        "something would get through that no flow declares, or nobody can tell, and nobody has seen it: give --reviewed, or leave --yes out and answer",
      ]
    : [];
}
