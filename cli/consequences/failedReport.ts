import { DeclarationError } from "../../config/declarationError.js";
import { UsageError } from "../io.js";
import { commitOf } from "./commitOf.js";
import type { ConsequencesReport } from "./report.js";

/**
 * The report of a stack that could not be previewed at all.
 *
 * @throws whatever else than a user's mistake it was
 */
export function failedReport(
  error: unknown,
  {
    directory,
    stack,
    source,
    base,
  }: { directory: string } & Pick<ConsequencesReport, "stack" | "source" | "base">,
): ConsequencesReport {
  if (!isPlain(error)) throw error;
  const commit = commitOf(directory);
  return {
    version: 1,
    stack,
    source,
    ...(commit ? { commit } : {}),
    base,
    verdict: "failed",
    failures: [error.message],
    changes: [],
    unchanged: 0,
    policies: { findings: [], exceptions: [] },
    network: { broken: [], unknown: "nothing was previewed" },
    pins: [],
  };
}

/** Whether it is told without a stack trace; the program's own mistakes are marked by the SDK. */
function isPlain(error: unknown): error is Error {
  return (
    error instanceof DeclarationError ||
    error instanceof UsageError ||
    (error instanceof Error && "__pulumiRunError" in error)
  );
}
