import { engineFailure } from "./engineFailure.js";
import type { EngineStack } from "./engineStack.js";

/** What the history says of a refresh that was made because an update had failed, or been stopped. */
export const afterDisturbance = "Compare the state with what exists: not every update went well";

/**
 * Has the state compared with what exists, and changed to it; nothing that exists is. Not by `--refresh` of the preview
 * that follows: in that one the engine tells whole-stack policies of resources that are about to be deleted, too.
 *
 * @param message for the stack's history
 * @throws UsageError where it fails, and where somebody has the stack
 */
export async function refreshStack(stack: EngineStack, message?: string): Promise<void> {
  try {
    await stack.refresh({
      color: "never",
      showSecrets: false,
      ...(message === undefined ? {} : { message }),
    });
  } catch (error) {
    throw engineFailure(error, stack.name);
  }
}
