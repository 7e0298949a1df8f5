import {
  CommandError,
  type Deployment,
  type EngineEvent,
  type OutputMap,
  type UpdateSummary,
} from "@pulumi/pulumi/automation/index.js";
import type { EngineStack, OpenStack, StackPlace } from "../../cli/engine/engineStack.js";

/** How one run of a recorded engine goes: what it tells, and what it ends with. */
export interface RecordedRun {
  readonly events?: readonly EngineEvent[];
  /** What the CLI printed when it failed; absent where it went well. A whole error is thrown as it is. */
  readonly failure?: string | Error;
}

/** What a stack answers; a list of runs is answered one after the other, the last for ever. */
export interface Recorded {
  readonly name?: string;
  /** The events of every preview, where nothing else is said. */
  readonly events?: readonly EngineEvent[];
  readonly preview?: RecordedRun | readonly RecordedRun[];
  readonly up?: RecordedRun | readonly RecordedRun[];
  readonly refresh?: RecordedRun | readonly RecordedRun[];
  readonly previewRefresh?: RecordedRun | readonly RecordedRun[];
  readonly history?: readonly UpdateSummary[];
  readonly outputs?: OutputMap;
  readonly state?: Deployment;
}

/** One call of the Automation API. */
export interface RecordedCall {
  readonly method: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** A stack that answers from a record, and who asked it what. */
export interface RecordedStack {
  readonly stack: EngineStack;
  /** Opens the stack, whatever place it is asked for. */
  readonly open: OpenStack;
  /** The places that were opened. */
  readonly opened: readonly StackPlace[];
  /** The calls, in their order; of the options those that are no functions. */
  readonly calls: readonly RecordedCall[];
}

type RunMethod = "preview" | "up" | "refresh" | "previewRefresh";

/** A stack that answers at the Automation API's own interface what was recorded. */
export function recordedStack(recorded: Recorded = {}): RecordedStack {
  const calls: RecordedCall[] = [];
  const opened: StackPlace[] = [];
  const note = (method: string, options: object = {}) => {
    const plain = Object.entries(options).filter(([, value]) => typeof value !== "function");
    calls.push({ method, options: Object.fromEntries(plain) });
  };
  const run =
    (method: RunMethod) =>
    async (options: { readonly onEvent?: (event: EngineEvent) => void } = {}): Promise<never> => {
      const earlier = calls.filter((call) => call.method === method).length;
      note(method, options);
      const all: readonly RecordedRun[] = [
        recorded[method] ?? (method === "preview" ? { events: recorded.events } : {}),
      ].flat();
      const { events = [], failure } = all[Math.min(earlier, all.length - 1)]!;
      for (const event of events) {
        options.onEvent?.(structuredClone(event));
        // The engine's events come one after the other, never all at once.
        await Promise.resolve();
      }
      if (failure instanceof Error) throw failure;
      if (failure !== undefined) throw commandError(failure);
      return { stdout: "", stderr: "", changeSummary: {}, outputs: {}, summary: {} } as never;
    };
  const stack = {
    name: recorded.name ?? "dev",
    workspace: {} as EngineStack["workspace"],
    preview: run("preview"),
    up: run("up"),
    refresh: run("refresh"),
    previewRefresh: run("previewRefresh"),
    history: (...[pageSize, page, showSecrets]: readonly unknown[]) => {
      note("history", { pageSize, page, showSecrets });
      return Promise.resolve([...(recorded.history ?? [])]);
    },
    outputs: () => {
      note("outputs");
      return Promise.resolve(recorded.outputs ?? {});
    },
    exportStack: () => {
      note("exportStack");
      return Promise.resolve(structuredClone(recorded.state ?? { version: 3, deployment: {} }));
    },
    importStack: (state: Deployment) => {
      note("importStack", { state });
      return Promise.resolve();
    },
    cancel: () => {
      note("cancel");
      return Promise.resolve();
    },
  } as unknown as EngineStack;
  return {
    stack,
    open: (place) => {
      opened.push(place);
      return Promise.resolve(stack);
    },
    opened,
    calls,
  };
}

/** The error that the Automation API throws where the CLI ends with a code. */
export function commandError(stderr: string): CommandError {
  const told = `Command failed with exit code 255: pulumi --non-interactive\n${stderr}`;
  const text = `code: -2\n stdout: \n stderr: ${told}\n err?: Error: ${told}\n`;
  const result = { stdout: "", stderr: told, code: -2, toString: () => text };
  return new (CommandError as unknown as new (result: object) => CommandError)(result);
}
