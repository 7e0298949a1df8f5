import { UsageError } from "../io.js";
import { engineFailure, lockFailure } from "./engineFailure.js";
import type { EngineStack } from "./engineStack.js";

/** What the history says of a refresh that was made because an update had failed, or been stopped. */
export const afterDisturbance = "Compare the state with what exists: not every update went well";

/**
 * Has the state compared with what exists, and changed to it; nothing that exists is. Not by `--refresh` of the preview
 * that follows: in that one the engine tells whole-stack policies of resources that are about to be deleted, too.
 *
 * @param message for the stack's history
 * @param signal lets the engine end what it has begun, and begin nothing more. Default: nothing stops it
 * @throws UsageError where it fails, and where somebody has the stack
 */
export async function refreshStack(
  stack: EngineStack,
  message?: string,
  signal?: AbortSignal,
): Promise<void> {
  try {
    await stack.refresh({
      color: "never",
      showSecrets: false,
      ...(message === undefined ? {} : { message }),
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    const failure = engineFailure(error, stack.name);
    if (!(failure instanceof UsageError) || lockFailure(failure)) throw failure;
    throw new UsageError(
      `${failure.message}\nthe state could not be compared with what exists, and without that half an update would count as none; allowed: to make AWS and the cluster's API reachable from here, and run this again; where an update has closed the way to the API, to open that in AWS first; where the cluster is gone for good, PULUMI_K8S_DELETE_UNREACHABLE=true in the environment`,
      { cause: error },
    );
  }
}
