import type { ConsequencesReport } from "../../consequences/report.js";
import { commentMarkdown } from "./commentMarkdown.js";

/** What would happen to one stack, for a pull request. */
export function consequencesMarkdown(report: ConsequencesReport): string {
  return commentMarkdown([report]);
}
