import { commitOf } from "../../consequences/commitOf.js";
import type { ConsequencesReport } from "../../consequences/report.js";
import { UsageError } from "../../io.js";

/**
 * Makes sure that a work tree is at the commit that was previewed, and has changes besides only if it had then.
 *
 * @throws UsageError where it has moved
 */
export function sameTree(directory: string, previewed: ConsequencesReport["commit"]): void {
  const now = commitOf(directory);
  if (now?.id !== previewed?.id || now?.clean !== previewed?.clean)
    throw new UsageError("the work tree has changed since the preview; run this again");
}
