import { formatPath, printable } from "../../problems/problem.js";
import { UsageError } from "../io.js";
import type { ConsequencesReport } from "./report.js";
import { reportSchema } from "./reportSchema.js";

/** Of more mistakes nobody learns anything. */
const mostMistakes = 5;

/**
 * A report that somebody else wrote: in a workflow, a pull request's own code.
 *
 * @param file what messages call it
 * @throws UsageError that says what is no report's
 */
export function readReport(json: unknown, file: string): ConsequencesReport {
  const parsed = reportSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const told = issues
    .slice(0, mostMistakes)
    .map(({ path, message }) => `${printable(formatPath(path)) || "the whole"}: ${printable(message)}`);
  const more = issues.length - told.length;
  throw new UsageError(
    `${printable(file)}: found what is no report (${[...told, ...(more > 0 ? [`and ${more} more`] : [])].join("; ")}); allowed: what \`basalt preview --json\` writes, of version 1`,
  );
}
