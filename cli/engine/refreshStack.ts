import { engineFailure } from "./engineFailure.js";
import type { EngineStack } from "./engineStack.js";

/**
 * Has the state compared with what exists, and changed to it; nothing that exists is. Not by `--refresh` of the preview
 * that follows: in that one the engine tells whole-stack policies of resources that are about to be deleted, too.
 *
 * @throws UsageError where it fails, and where somebody has the stack
 */
export async function refreshStack(stack: EngineStack): Promise<void> {
  try {
    await stack.refresh({ color: "never", showSecrets: false });
  } catch (error) {
    throw engineFailure(error, stack.name);
  }
}
