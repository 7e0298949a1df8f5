import type { DriftReport } from "./report.js";

/** What a report says in a word: clean only where everything was looked at, and nothing is other than declared. */
export function verdictOf({
  network: { difference },
  findings,
  unread,
}: Pick<DriftReport, "network" | "findings" | "unread">): DriftReport["verdict"] {
  if (difference?.widened) return "opens";
  // Whatever closes a connection is drift, also where no finding is known to do it.
  const isOther = difference !== undefined && difference.connections.length + difference.within.length > 0;
  if (isOther || findings.length > 0) return "drifted";
  return unread.length > 0 ? "incomplete" : "clean";
}
