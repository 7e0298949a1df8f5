import type { UpdateSummary } from "@pulumi/pulumi/automation/index.js";
import { engineFailure } from "../engine/engineFailure.js";
import type { EngineStack } from "../engine/engineStack.js";

/** One operation as the backend keeps it: every field as backends give it, which is not all that the type promises. */
export type HistoryRecord = Pick<UpdateSummary, "kind" | "result" | "startTime"> &
  Partial<Omit<UpdateSummary, "kind" | "result" | "startTime">>;

/** Without a size the CLI gives ten. */
const pageSize = 200;

/**
 * Everything that a stack's backend knows of its past, newest first. Secrets stay masked: the Automation API would show
 * them by itself.
 *
 * @throws UsageError where there is no such stack, or the backend cannot be asked
 */
export async function readHistory(stack: Pick<EngineStack, "name" | "history">): Promise<HistoryRecord[]> {
  try {
    const all: HistoryRecord[] = [];
    for (let page = 1; ; page += 1) {
      const records = await stack.history(pageSize, page, false);
      all.push(...records);
      if (records.length < pageSize) break;
    }
    return all.sort((a, b) => timeOf(b) - timeOf(a));
  } catch (error) {
    throw engineFailure(error, stack.name);
  }
}

function timeOf({ startTime }: HistoryRecord): number {
  return new Date(startTime).getTime();
}
