import type { EngineStack } from "../engine/engineStack.js";
import type { GoOn } from "../engine/stoppedError.js";

/** How long the Automation API may take until a run's process is there to be stopped, in milliseconds. */
const untilStarted = 500;

/**
 * The same stack, whose runs a signal stops as Ctrl-C would, and which begins nothing more once the command is to stop: the
 * Automation API would not look at a signal that came before.
 *
 * @param goOn throws where nothing more may begin
 */
export function abortable(stack: EngineStack, signal: AbortSignal, goOn: GoOn): EngineStack {
  const own: Pick<
    EngineStack,
    "preview" | "up" | "refresh" | "history" | "exportStack" | "importStack" | "cancel"
  > = {
    preview: async (options) => (goOn(), during(signal, (own) => stack.preview({ ...options, signal: own }))),
    up: async (options) => (goOn(), during(signal, (own) => stack.up({ ...options, signal: own }))),
    refresh: async (options) => (goOn(), during(signal, (own) => stack.refresh({ ...options, signal: own }))),
    history: async (...options) => (goOn(), stack.history(...options)),
    exportStack: async () => (goOn(), stack.exportStack()),
    importStack: async (state) => (goOn(), stack.importStack(state)),
    cancel: async () => (goOn(), stack.cancel()),
  };
  return Object.assign(Object.create(stack) as EngineStack, own);
}

/** Runs something with a signal of its own, which waits for the process that it is to stop. */
async function during<Result>(
  signal: AbortSignal,
  run: (own: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const [controller, begun] = [new AbortController(), Date.now()];
  let timer: NodeJS.Timeout | undefined;
  const abort = () => {
    timer = setTimeout(() => controller.abort(), Math.max(0, begun + untilStarted - Date.now()));
  };
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await run(controller.signal);
  } finally {
    signal.removeEventListener("abort", abort);
    clearTimeout(timer);
  }
}
