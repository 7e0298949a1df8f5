import type { HistoryRecord } from "../history/readHistory.js";
import { takenFromReality } from "./engine/takenFromReality.js";
import type { DriftReport } from "./report.js";

/**
 * A report with what the history says of the state that it was made from: where that was changed to what exists, the
 * engine, which compares the two, sees no drift in AWS.
 *
 * @param history newest first
 */
export function withState(report: DriftReport, history: readonly HistoryRecord[]): DriftReport {
  if (!takenFromReality(history)) return report;
  const reason = `the state was changed to what exists since the last deployment; \`basalt deploy --stack ${report.stack}\` shows what differs from the declaration, and makes it good`;
  return {
    ...report,
    verdict: report.verdict === "clean" ? "incomplete" : report.verdict,
    unread: [...report.unread, { what: "what the declaration says of AWS", reason }],
  };
}
