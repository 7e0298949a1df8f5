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
  const path = isAbsolute(file) ? file : resolve(workingDirectory, file);
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new UsageError(
      `--reviewed: found ${JSON.stringify(file)}, which cannot be read (${(error as Error).message.split("\n", 1)[0]!}); allowed: what \`basalt preview --json\` printed`,
      { cause: error },
    );
  }
  return readReport(json, file);
}
