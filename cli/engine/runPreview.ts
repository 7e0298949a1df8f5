import { CommandError, type EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { engineFailure, failureText } from "./engineFailure.js";
import { engineRun, type EngineRun } from "./engineRun.js";
import type { EngineStack } from "./engineStack.js";

/** How a preview is run. */
export interface PreviewOptions {
  /** The folder of a policy pack. */
  readonly pack?: string;
  /** The file that configures it. */
  readonly packConfiguration?: string;
  /** Hears of each event as it comes. */
  readonly onEvent?: (event: EngineEvent) => void;
}

/**
 * Runs the engine's preview. One that fails, or that a policy blocks, is an answer like any other.
 *
 * @throws UsageError where the engine told nothing at all: it could not begin
 */
export async function runPreview(
  stack: EngineStack,
  { pack, packConfiguration, onEvent }: PreviewOptions = {},
): Promise<EngineRun> {
  const events: EngineEvent[] = [];
  try {
    await stack.preview({
      color: "never",
      ...(pack === undefined ? {} : { policyPacks: [pack] }),
      ...(packConfiguration === undefined ? {} : { policyPackConfigs: [packConfiguration] }),
      onEvent: (event) => {
        events.push(event);
        onEvent?.(event);
      },
    });
    return engineRun(events);
  } catch (error) {
    const begun = events.some(
      ({ resourcePreEvent, diagnosticEvent, policyEvent }) =>
        resourcePreEvent ?? diagnosticEvent ?? policyEvent,
    );
    if (!begun || !(error instanceof CommandError)) throw engineFailure(error, stack.name);
    return engineRun(events, failureText(error));
  }
}
