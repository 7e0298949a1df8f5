import assert from "node:assert/strict";
import { goOnUnless, StoppedError } from "../../../cli/engine/stoppedError.js";
import { abortable } from "../../../cli/rollback/abortable.js";
import { recordedStack } from "../../support/recordedStack.js";

describe("a stack that a signal stops", () => {
  const calls = ["preview", "up", "refresh", "history", "exportStack", "importStack", "cancel"] as const;
  for (const method of calls)
    it(`begins no ${method} any more, also where a terminal has told the engine itself`, async () => {
      const { stack, calls } = recordedStack();
      const own = abortable(
        stack,
        new AbortController().signal,
        goOnUnless(() => true),
      );
      await assert.rejects((own[method] as () => Promise<unknown>)(), StoppedError);
      assert.deepEqual(calls, []);
    });

  it("hears of a signal that came before its process was there to be stopped", async () => {
    const { stack } = recordedStack();
    const controller = new AbortController();
    let heard: Promise<boolean> | undefined;
    const slow = {
      ...stack,
      up: async ({ signal }: { signal?: AbortSignal } = {}) => {
        controller.abort();
        assert.equal(signal?.aborted, false);
        // As the Automation API does, once it has started the process.
        heard = new Promise((resolve) => signal.addEventListener("abort", () => resolve(true)));
        await heard;
        return {} as never;
      },
    };
    await abortable(
      slow,
      controller.signal,
      goOnUnless(() => false),
    ).up();
    assert.equal(await heard, true);
  });

  it("hears nothing where nobody stops it", async () => {
    const { stack, calls } = recordedStack();
    await abortable(
      stack,
      new AbortController().signal,
      goOnUnless(() => false),
    ).up();
    assert.equal((calls[0]!.options["signal"] as AbortSignal).aborted, false);
  });
});
