import type { ConsequencesReport, Verdict } from "./report.js";

/** The worst first. */
export const verdicts = ["failed", "blocked", "opens", "changes", "unchanged"] as const;

/** What the verdict is made of. */
type Considered = Pick<
  ConsequencesReport,
  "failures" | "changes" | "network" | "pins" | "outputs" | "removed"
> & {
  readonly policies: Pick<ConsequencesReport["policies"], "findings">;
};

/** The worst that a report has to say. */
export function verdictOf(report: Considered): Verdict {
  const { failures, changes, policies, network, pins, outputs = [], removed = false } = report;
  if (failures.length > 0) return "failed";
  const isRefused = policies.findings.some(
    ({ kind, level }) => kind === "violation" && level === "mandatory",
  );
  if (isRefused || network.broken.length > 0) return "blocked";
  // Where nobody can tell what a change opens, it may be anything.
  const isUntold = changes.length > 0 && !network.difference && network.unknown !== undefined;
  if (network.difference?.undeclared || isUntold) return "opens";
  const { connections = [], within = [] } = network.difference ?? {};
  const lists = [changes, connections, within, pins, outputs];
  return removed || lists.some(({ length }) => length > 0) ? "changes" : "unchanged";
}
