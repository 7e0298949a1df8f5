import { z } from "zod";
import { differencesInKind } from "../consequences/differencesInKind.js";
import { readReport } from "../consequences/readReport.js";
import type { ConsequencesReport } from "../consequences/report.js";
import { reviewedJson } from "../deploy/readReviewed.js";
import { UsageError } from "../io.js";
import type { Refusal } from "./refusal.js";
import type { RollbackReport, RollbackVersion } from "./rollbackReport.js";

/** A preview of a rollback that somebody reviewed. */
export interface ReviewedRollback {
  readonly stack: string;
  readonly from?: ReviewedVersion;
  readonly to: ReviewedVersion;
  readonly declarationOnly: boolean;
  readonly oldSecrets: boolean;
  readonly resume: boolean;
  readonly consequences: ConsequencesReport;
}

/** What ran, or is returned to. */
type ReviewedVersion = Pick<RollbackVersion, "time" | "commit" | "declaration">;

const command = "basalt rollback --preview --json";
const version = z.object({
  time: z.string(),
  commit: z.string().optional(),
  declaration: z.string().optional(),
});
const reviewedSchema = z.object({
  version: z.literal(1),
  stack: z.string(),
  outcome: z.string(),
  from: version.optional(),
  to: version,
  declarationOnly: z.boolean(),
  oldSecrets: z.boolean(),
  resume: z.boolean(),
  consequences: z.unknown(),
});

/**
 * The preview that somebody reviewed.
 *
 * @param file as it was named; relative to the working directory
 * @throws UsageError where it cannot be read, or is no preview with which a rollback could go on
 */
export function readReviewedRollback(workingDirectory: string, file: string): ReviewedRollback {
  const read = reviewedSchema.safeParse(reviewedJson(workingDirectory, file, command));
  const refuse = (what: string): never => {
    throw new UsageError(
      `--reviewed: found ${JSON.stringify(file)}, ${what}; allowed: what \`${command}\` printed`,
    );
  };
  if (!read.success) return refuse("which is no rollback's report");
  const { outcome, from, to, consequences, version: _version, ...how } = read.data;
  if (outcome !== "previewed")
    return refuse(
      `whose outcome is ${JSON.stringify(outcome)}: with it there is nothing that could be approved`,
    );
  return {
    ...how,
    ...(from ? { from: versionOf(from) } : {}),
    to: versionOf(to),
    consequences: readReport(consequences, file),
  };
}

function versionOf({ time, commit, declaration }: z.infer<typeof version>): ReviewedVersion {
  return {
    time,
    ...(commit === undefined ? {} : { commit }),
    ...(declaration === undefined ? {} : { declaration }),
  };
}

/** Why what would be rolled back, and how, is not what was reviewed. */
export function subjectDifferences(reviewed: ReviewedRollback, now: RollbackReport): Refusal[] {
  const options = [
    ["--declaration-only", reviewed.declarationOnly, now.declarationOnly],
    ["--old-secrets", reviewed.oldSecrets, now.oldSecrets],
    ["--resume", reviewed.resume, now.resume],
  ] as const;
  return [
    ...(reviewed.stack === now.stack
      ? []
      : [`stack ${now.stack} would be rolled back; reviewed: stack ${reviewed.stack}`]),
    ...versionDifferences("what would be returned to is", reviewed.to, now.to),
    ...versionDifferences("what runs is", reviewed.from, now.from),
    ...options.flatMap(([option, before, is]) =>
      before === is
        ? []
        : [`${option} is ${is ? "" : "not "}given; reviewed: ${before ? "with" : "without"} it`],
    ),
  ].map(asRefusal);
}

/** Why what a rollback would do is not what was reviewed. */
export function consequencesDifferences(reviewed: ReviewedRollback, now: ConsequencesReport): Refusal[] {
  const [before, is] = [reviewed.consequences.commit?.id, now.commit?.id];
  // Of another program, what it would do is another matter, and its differences are noise.
  const found =
    before === is
      ? differencesInKind(reviewed.consequences, now)
      : [`the program would be that of ${is ?? "no commit"}; reviewed: that of ${before ?? "no commit"}`];
  return found.map(asRefusal);
}

function asRefusal(found: string): Refusal {
  return {
    reason: "differs-from-reviewed",
    found,
    todo: "it is not what was reviewed: preview it again (--preview) and have that reviewed",
  };
}

function versionDifferences(
  what: string,
  reviewed: ReviewedVersion | undefined,
  now: ReviewedVersion | undefined,
): string[] {
  return versionText(reviewed) === versionText(now)
    ? []
    : [`${what} ${versionText(now)}; reviewed: ${versionText(reviewed)}`];
}

/** Whole: what was approved is one commit, not those that begin alike. */
function versionText(version: ReviewedVersion | undefined): string {
  if (!version) return "nothing";
  const { time, commit, declaration } = version;
  if (commit === undefined) return `what was deployed at ${time}, of no commit`;
  return declaration === undefined || declaration === commit
    ? `commit ${commit}`
    : `commit ${commit} with the declaration of ${declaration}`;
}
