import { formatPath, printable } from "../../problems/problem.js";
import { UsageError } from "../io.js";
import { isWidening } from "../reach/diffReport.js";
import type { ConsequencesReport } from "./report.js";
import { reportSchema } from "./reportSchema.js";
import { verdictOf, verdicts } from "./verdict.js";

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
  const issues = parsed.success ? contradictions(parsed.data) : parsed.error.issues;
  if (parsed.success && issues.length === 0) return parsed.data;
  const told = issues
    .slice(0, mostMistakes)
    .map(({ path, message }) => `${printable(formatPath(path)) || "the whole"}: ${printable(message)}`);
  const more = issues.length - told.length;
  throw new UsageError(
    `${printable(file)}: found what is no report (${[...told, ...(more > 0 ? [`and ${more} more`] : [])].join("; ")}); allowed: what \`basalt preview --json\` writes, of version 1`,
  );
}

/** Where a report says of itself that it is better than what it tells. */
function contradictions(report: ConsequencesReport) {
  const { verdict, network } = report;
  const { connections = [], within = [] } = network.difference ?? {};
  const undeclared = [...connections, ...within].some((change) => isWidening(change) && !change.declared);
  const difference = network.difference && { ...network.difference, undeclared };
  const own = verdictOf({ ...report, network: { ...network, ...(difference ? { difference } : {}) } });
  return verdicts.indexOf(verdict) <= verdicts.indexOf(own)
    ? []
    : [{ path: ["verdict"], message: `found ${verdict}, and what makes it ${own}` }];
}
