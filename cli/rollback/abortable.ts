import type { EngineStack } from "../engine/engineStack.js";

/** The same stack, whose runs a signal stops as Ctrl-C would. */
export function abortable(stack: EngineStack, signal: AbortSignal): EngineStack {
  const own: Pick<EngineStack, "preview" | "up" | "refresh"> = {
    preview: (options) => stack.preview({ ...options, signal }),
    up: (options) => stack.up({ ...options, signal }),
    refresh: (options) => stack.refresh({ ...options, signal }),
  };
  return Object.assign(Object.create(stack) as EngineStack, own);
}
