import type { GitHub } from "../github/gitHub.js";
import { closeIssue, upsertIssue } from "../github/issue.js";
import type { Io } from "../io.js";
import { driftMarkdown } from "../reporters/drift/driftMarkdown.js";
import type { DriftReport } from "./report.js";

/**
 * One issue for each environment, open for as long as there is drift.
 *
 * @throws UsageError that says what GitHub refused, and what to do
 */
export async function tellDrift(report: DriftReport, github: GitHub, io: Pick<Io, "err">): Promise<void> {
  const marker = `drift:${report.stack}`;
  if (report.verdict === "clean" && report.failure === undefined) {
    const closed = await closeIssue(github, { marker, comment: "Everything is as declared again." });
    if (closed !== undefined) io.err(`closed ${closed}\n`);
    return;
  }
  const written = await upsertIssue(github, {
    marker,
    title: `Drift in ${report.stack}`,
    body: driftMarkdown(report),
    labels: ["drift"],
  });
  io.err(`${written.done} ${written.url}\n`);
}
