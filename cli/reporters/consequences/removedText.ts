import type { ConsequencesReport } from "../../consequences/report.js";

/**
 * What it means that a stack's file is gone, and what to do about it.
 *
 * @param code writes what somebody else wrote, and what is typed
 */
export function removedText({ stack }: ConsequencesReport, code: (text: string) => string): string {
  return `Without ${code(`Pulumi.${stack}.yaml`)} nothing looks for its drift, replaces its old nodes or takes it down, either. Where it is to go, take it down first (${code(`pulumi destroy --stack ${stack}`)}); where it is to stay, keep its file.`;
}
