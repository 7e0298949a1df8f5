import type { EngineStack } from "../engine/engineStack.js";
import { readState } from "../engine/stateFacts.js";
import type { HistoryRecord } from "../history/readHistory.js";
import { UsageError } from "../io.js";
import type { Check } from "./check.js";

/**
 * What a killed update left in the state. The engine only warns of a creation that it began and whose end it never saw,
 * and creates once more; the first one would be nobody's.
 *
 * @param readHistory asked only where something is left
 */
export async function checkState(
  stack: Pick<EngineStack, "name" | "exportStack">,
  readHistory: () => Promise<readonly HistoryRecord[]>,
): Promise<Check> {
  const { pending } = await readState(stack);
  const [first] = pending;
  if (!first) return { name: "state", status: "ok", found: "no update was left unfinished" };
  return {
    name: "state",
    status: "failed",
    found: `an update was killed, or is still at work, while it was ${first.operation} ${first.urn.split("::").at(-1)!}${pending.length === 1 ? "" : ` and ${pending.length - 1} more`}`,
    todo: (await isReturnable(readHistory))
      ? `run \`basalt rollback --stack ${stack.name} --to VERSION --resume\`, which settles what was begun`
      : `there is no version to roll back to; as docs/guide.md, "After an update was killed", says: \`pulumi cancel --stack ${stack.name}\`, look what of it was made, \`pulumi refresh --stack ${stack.name} --clear-pending-creates\``,
  };
}

/** Whether any version ever ran: without one a rollback has nothing to go to, with --resume or not. */
async function isReturnable(readHistory: () => Promise<readonly HistoryRecord[]>): Promise<boolean> {
  try {
    const history = await readHistory();
    return history.some(({ kind, result }) => kind === "update" && result === "succeeded");
  } catch (error) {
    // Of a history that cannot be read, its own check tells.
    if (error instanceof UsageError) return true;
    throw error;
  }
}
