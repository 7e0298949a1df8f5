import type { EngineStack } from "../engine/engineStack.js";

/**
 * The same stack, whose runs a signal stops as Ctrl-C would.
 *
 * @param refresh whether previews and updates compare the state with what exists first
 */
export function abortable(stack: EngineStack, signal: AbortSignal, refresh: boolean): EngineStack {
  const compared = refresh ? { refresh } : {};
  const own: Pick<EngineStack, "preview" | "up" | "refresh"> = {
    preview: (options) => stack.preview({ ...options, signal, ...compared }),
    up: (options) => stack.up({ ...options, signal, ...compared }),
    refresh: (options) => stack.refresh({ ...options, signal }),
  };
  return Object.assign(Object.create(stack) as EngineStack, own);
}
