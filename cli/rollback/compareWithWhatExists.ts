import { CommandError } from "@pulumi/pulumi/automation/index.js";
import { lockFailure } from "../engine/engineFailure.js";
import type { EngineStack } from "../engine/engineStack.js";
import { afterDisturbance, refreshStack } from "../engine/refreshStack.js";
import type { Deeds } from "./beforehand.js";

/**
 * Refreshes a stack, and notes that, also where it broke off half way.
 *
 * @throws UsageError where it fails, and where somebody has the stack
 */
export async function compareWithWhatExists(stack: EngineStack, { note }: Deeds): Promise<void> {
  try {
    await refreshStack(stack, afterDisturbance);
  } catch (error) {
    const hasBegun = error instanceof Error && error.cause instanceof CommandError && !lockFailure(error);
    if (hasBegun) note({ refreshed: true });
    throw error;
  }
  note({ refreshed: true });
}
