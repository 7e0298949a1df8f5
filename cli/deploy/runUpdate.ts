import { CommandError, type EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { engineFailure, failureText } from "../engine/engineFailure.js";
import { engineRun, type EngineRun } from "../engine/engineRun.js";
import type { EngineStack } from "../engine/engineStack.js";

/** How an update is run. */
export interface UpdateOptions {
  /** For the stack's history. */
  readonly message: string;
  /** The folder of the policy pack. */
  readonly pack: string;
  /** The file that configures it. */
  readonly packConfiguration?: string;
  /** Whether the state is compared with what exists first, and what differs undone. Default: false. */
  readonly refresh?: boolean;
  /** Hears of each event as it comes. */
  readonly onEvent: (event: EngineEvent) => void;
  /** Lets the engine end what it has begun, and begin nothing more. */
  readonly signal: AbortSignal;
}

/**
 * Updates a stack, without a preview: whoever calls this has had one. The pack judges once more, now that values are
 * known which no preview knows.
 *
 * @throws UsageError where the engine told nothing at all: no update began
 */
export async function runUpdate(
  stack: EngineStack,
  { message, pack, packConfiguration, refresh = false, onEvent, signal }: UpdateOptions,
): Promise<EngineRun> {
  const events: EngineEvent[] = [];
  try {
    await stack.up({
      color: "never",
      message,
      ...(refresh ? { refresh } : {}),
      policyPacks: [pack],
      ...(packConfiguration === undefined ? {} : { policyPackConfigs: [packConfiguration] }),
      // The summary would have the configuration's secrets in the clear.
      showSecrets: false,
      suppressOutputs: true,
      signal,
      onEvent: (event) => {
        events.push(event);
        onEvent(event);
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

/** Resources by what was done with them; what stayed as it is does not count. */
export function countChanges({ steps, failed }: EngineRun): Record<string, number> {
  const counts: Record<string, number> = {};
  const done = steps.filter(({ op, urn }) => op !== "same" && op !== "replace" && !failed.includes(urn));
  for (const { op } of done) counts[op] = (counts[op] ?? 0) + 1;
  return counts;
}
