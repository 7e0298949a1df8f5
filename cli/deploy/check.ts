/** One thing that has to hold before an update begins, and whether it does. */
export interface Check {
  readonly name: CheckName;
  /** unknown: it cannot be told from here; an update may go on. */
  readonly status: "ok" | "failed" | "unknown";
  /** What was found, in a sentence without its full stop. */
  readonly found: string;
  /** What to do where it failed. */
  readonly todo?: string;
}

/** What is checked, in this order. */
export type CheckName =
  "commit" | "pulumi" | "state" | "rollback" | "aws-cli" | "credentials" | "identity" | "endpoint";

/** Whether an update must not begin. */
export function hasFailed(checks: readonly Check[]): boolean {
  return checks.some(({ status }) => status === "failed");
}
