import type { EngineStack } from "../engine/engineStack.js";
import { readState } from "../engine/stateFacts.js";
import type { Check } from "./check.js";

/**
 * What a killed update left in the state. The engine only warns of a creation that it began and whose end it never saw,
 * and creates once more; the first one would be nobody's.
 */
export async function checkState(stack: Pick<EngineStack, "name" | "exportStack">): Promise<Check> {
  const { pending } = await readState(stack);
  const [first] = pending;
  if (!first) return { name: "state", status: "ok", found: "no update was left unfinished" };
  return {
    name: "state",
    status: "failed",
    found: `an update was killed, or is still at work, while it was ${first.operation} ${first.urn.split("::").at(-1)!}${pending.length === 1 ? "" : ` and ${pending.length - 1} more`}`,
    todo: `run \`basalt rollback --stack ${stack.name} --to VERSION --resume\`, which settles what was begun`,
  };
}
