import { CommandError, type EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { engineFailure, failureText } from "../../engine/engineFailure.js";
import { engineRun, type EngineStep } from "../../engine/engineRun.js";
import type { EngineStack } from "../../engine/engineStack.js";

/** What a resource's provider has of it that the stack's state has not. */
export interface EngineDrift {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** changed: its inputs are others now. missing: it is gone. */
  readonly change: "changed" | "missing";
  /** Paths of what differs. Never values: an input may be a secret. */
  readonly paths: readonly string[];
}

/** A resource as the state has it. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly parent: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** The engine's half: what it sees, and what the stack's state is. */
export interface EngineHalf {
  readonly drift: readonly EngineDrift[];
  /** By URN. */
  readonly state: ReadonlyMap<string, StateResource>;
  /** Why it could not look at everything; absent where it could. */
  readonly failure?: string;
}

/**
 * What differs because it is meant to, by type of resource and path, and why.
 */
const meant: readonly { readonly type: string; readonly path: RegExp; readonly why: string }[] = [
  {
    type: "aws:eks/nodeGroup:NodeGroup",
    path: /^scalingConfig\.desiredSize$/,
    why: "how many nodes there are is what an autoscaler decides, between the declared bounds",
  },
];

/**
 * The engine's preview of a refresh. It does not run the program: a preview that does asks the API server to apply what
 * the program makes, and ends at the first field that somebody edited by hand.
 *
 * @throws UsageError where the engine could not begin
 */
export async function refreshDrift(stack: EngineStack): Promise<EngineHalf> {
  const events: EngineEvent[] = [];
  let failure: string | undefined;
  try {
    await stack.previewRefresh({ color: "never", onEvent: (event) => void events.push(event) });
  } catch (error) {
    const begun = events.some(({ resourcePreEvent, diagnosticEvent }) => resourcePreEvent ?? diagnosticEvent);
    if (!begun || !(error instanceof CommandError)) throw engineFailure(error, stack.name);
    failure = failureText(error);
  }
  const run = engineRun(events, failure);
  const said = run.diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message);
  return {
    drift: run.steps.flatMap(driftOf),
    state: new Map(
      run.steps.flatMap((step) =>
        step.old
          ? [
              [
                step.urn,
                {
                  urn: step.urn,
                  type: step.type,
                  parent: step.old.parent,
                  inputs: step.old.inputs,
                  outputs: step.old.outputs,
                },
              ] as const,
            ]
          : [],
      ),
    ),
    ...(failure === undefined ? {} : { failure: [failure, ...said].join("\n") }),
  };
}

/** A refresh says `refresh` when it begins with a resource, and at its end what became of it. */
function driftOf({ op, urn, type, details }: EngineStep): EngineDrift[] {
  const name = urn.split("::").at(-1)!;
  if (op === "delete") return [{ urn, type, name, change: "missing", paths: [] }];
  if (op !== "update") return [];
  const paths = Object.keys(details).filter(
    (path) => !meant.some((each) => each.type === type && each.path.test(path)),
  );
  // Where the engine says that it differs and not what, that is said.
  if (paths.length === 0 && Object.keys(details).length > 0) return [];
  return [{ urn, type, name, change: "changed", paths: paths.sort() }];
}
