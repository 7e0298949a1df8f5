import type { ConsequencesReport } from "../../consequences/report.js";
import type { PolicyException, PolicyFinding } from "../../pack/policyReport.js";

/** What one rule says in the same words of several resources. */
export interface FindingRow extends Pick<PolicyFinding, "rule" | "severity" | "level" | "kind" | "message"> {
  /** Their names; of a finding about the whole stack none. */
  readonly names: readonly string[];
}

/** What one resource may break for the same reason, and until when. */
export interface ExceptionRow extends Pick<PolicyException, "resource" | "reason" | "expires" | "expired"> {
  readonly rules: readonly string[];
}

const severities = ["critical", "high", "medium", "low"] as const;

/** What is wrong, or cannot be decided yet: what is refused first, then by severity. What is excepted stands with its exception. */
export function findingRows(findings: readonly PolicyFinding[]): FindingRow[] {
  const rows = new Map<string, FindingRow & { readonly names: string[] }>();
  for (const { rule, severity, level, kind, message, urn } of findings) {
    if (kind === "excepted") continue;
    const key = JSON.stringify([rule, severity, level, kind, message]);
    const row = rows.get(key) ?? { rule, severity, level, kind, message, names: [] };
    rows.set(key, row);
    if (urn !== undefined) row.names.push(urn.split("::").slice(3).join("::"));
  }
  const rank = ({ kind, level, severity }: FindingRow) =>
    (kind === "undecided" ? 20 : level === "mandatory" ? 0 : 10) + severities.indexOf(severity);
  return [...rows.values()].sort((a, b) => rank(a) - rank(b) || (a.rule < b.rule ? -1 : 1));
}

/** Exceptions that something needs, or that have ended; the one that ends next first. */
export function exceptionRows(exceptions: ConsequencesReport["policies"]["exceptions"]): ExceptionRow[] {
  const rows = new Map<string, ExceptionRow & { readonly rules: string[] }>();
  for (const { rule, resource, reason, expires, expired, used } of exceptions) {
    if (!used && !expired) continue;
    const key = JSON.stringify([resource, reason, expires]);
    const row = rows.get(key) ?? { resource, reason, expires, expired, rules: [] };
    rows.set(key, row);
    row.rules.push(rule);
  }
  return [...rows.values()].sort((a, b) => (a.expires < b.expires ? -1 : 1));
}

/** Whether the rule refuses it. */
export function isRefusal({ kind, level }: Pick<PolicyFinding, "kind" | "level">): boolean {
  return kind === "violation" && level === "mandatory";
}
