import { CommandError, ConcurrentUpdateError, type EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { advisoryConfiguration } from "../consequences/advisoryConfiguration.js";
import { progressOf } from "../consequences/progress.js";
import { engineFailure, failureText } from "../engine/engineFailure.js";
import { engineRun, type EngineRun } from "../engine/engineRun.js";
import type { EngineStack } from "../engine/engineStack.js";
import type { Io } from "../io.js";

/** What judges an update. */
export interface UpdatePolicies {
  readonly pack: string;
  readonly packConfiguration: string;
  readonly advisoryRules: readonly string[];
}

/**
 * Runs the engine's update, judged as its preview was. One that fails half way is an answer like any other.
 *
 * @throws ConcurrentUpdateError where somebody has the stack; UsageError where the engine could not begin
 */
export async function runUpdate(
  stack: EngineStack,
  { pack, packConfiguration, advisoryRules }: UpdatePolicies,
  message: string,
  io: Pick<Io, "err">,
): Promise<EngineRun> {
  const configuration = advisoryConfiguration(packConfiguration, advisoryRules);
  const events: EngineEvent[] = [];
  const tell = progressOf(io);
  try {
    await stack.up({
      message,
      color: "never",
      // Outputs of an update come in plain text otherwise.
      showSecrets: false,
      policyPacks: [pack],
      ...(configuration.file === undefined ? {} : { policyPackConfigs: [configuration.file] }),
      onEvent: (event) => {
        events.push(event);
        tell(event);
      },
    });
    return engineRun(events);
  } catch (error) {
    if (error instanceof ConcurrentUpdateError) throw error;
    const begun = events.some(({ resourcePreEvent, diagnosticEvent }) => resourcePreEvent ?? diagnosticEvent);
    if (!begun || !(error instanceof CommandError)) throw engineFailure(error, stack.name);
    return engineRun(events, failureText(error));
  } finally {
    configuration.remove();
  }
}
