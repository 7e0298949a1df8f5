import { CommandError, type EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { engineFailure, failureText } from "./engineFailure.js";
import { engineRun, type EngineRun } from "./engineRun.js";
import type { EngineStack } from "./engineStack.js";
import { updateProgress } from "./updateProgress.js";

/** How an update is run. */
export interface UpdateOptions {
  /** For the stack's history. */
  readonly message: string;
  /** The folder of the policy pack. */
  readonly pack: string;
  /** The file that configures it. */
  readonly packConfiguration?: string;
  /** Hears, line by line, what is done. */
  readonly tell: (text: string) => void;
  /** Lets the engine end what it has begun, and begin nothing more. Default: nothing stops it. */
  readonly signal?: AbortSignal;
}

/**
 * Updates a stack, without a preview: whoever calls this has had one. The pack judges once more, now that values are
 * known which no preview knows. An update that fails half way is an answer like any other.
 *
 * @throws UsageError where the engine told nothing at all: no update began
 */
export async function runUpdate(
  stack: EngineStack,
  { message, pack, packConfiguration, tell, signal }: UpdateOptions,
): Promise<EngineRun> {
  const events: EngineEvent[] = [];
  try {
    await stack.up({
      color: "never",
      message,
      policyPacks: [pack],
      ...(packConfiguration === undefined ? {} : { policyPackConfigs: [packConfiguration] }),
      // The summary would have the configuration's secrets, and the outputs, in the clear.
      showSecrets: false,
      suppressOutputs: true,
      ...(signal ? { signal } : {}),
      onEvent: (event) => {
        events.push(event);
        const line = updateProgress(event);
        if (line !== undefined) tell(line);
      },
    });
    return engineRun(events);
  } catch (error) {
    const begun = events.some(({ resourcePreEvent, diagnosticEvent, policyEvent }) =>
      Boolean(resourcePreEvent ?? diagnosticEvent ?? policyEvent),
    );
    if (!begun || !(error instanceof CommandError)) throw engineFailure(error, stack.name);
    return engineRun(events, failureText(error));
  }
}
