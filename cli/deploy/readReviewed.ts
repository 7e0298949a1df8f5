import { readFileSync } from "node:fs";
import { isAbsolute, resolve } from "node:path";
import { readReport } from "../consequences/readReport.js";
import type { ConsequencesReport } from "../consequences/report.js";
import { UsageError } from "../io.js";

/**
 * The report that somebody reviewed.
 *
 * @param file as it was named; relative to the working directory
 * @throws UsageError where it cannot be read or is no report
 */
export function readReviewed(workingDirectory: string, file: string): ConsequencesReport {
  return readReport(reviewedJson(workingDirectory, file, "basalt preview --json"), file);
}

/**
 * What a file has that somebody reviewed, before anything is made of it.
 *
 * @param command what prints such a file
 * @throws UsageError where it cannot be read, or is no JSON
 */
export function reviewedJson(workingDirectory: string, file: string, command: string): unknown {
  const path = isAbsolute(file) ? file : resolve(workingDirectory, file);
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new UsageError(
      `--reviewed: found ${JSON.stringify(file)}, which cannot be read (${(error as Error).message.split("\n", 1)[0]!}); allowed: what \`${command}\` printed`,
      { cause: error },
    );
  }
}
