import { engineFailure } from "../engine/engineFailure.js";
import type { EngineStack } from "../engine/engineStack.js";
import { stateFacts } from "../engine/stateFacts.js";
import { objectId, type FindExisting } from "./existingResource.js";
import { settleState, type Existing, type Settlement } from "./settleState.js";

/**
 * Finds out what became of what was pending, and how the state would say so; changes nothing.
 *
 * @throws UsageError where the state cannot be had, or has a form that is not known here
 */
export async function settlementOf(stack: EngineStack, find: FindExisting): Promise<Settlement> {
  const state = await stack.exportStack().catch((error: unknown) => {
    throw engineFailure(error, stack.name);
  });
  const { pending } = stateFacts(state, stack.name);
  const existing = await Promise.all(
    pending.map((each): Promise<Existing> => {
      if (each.operation !== "creating") return Promise.resolve("unknown");
      const id = objectId(each);
      return id === undefined ? find(each) : Promise.resolve({ id, certain: false });
    }),
  );
  return settleState(state, pending, existing);
}
