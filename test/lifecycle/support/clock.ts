import { mock } from "node:test";

/** When it begins: late enough that nothing seems to have been a while ago. */
const start = 1_000_000_000;

/** Seconds since {@link inQuickTime} began. */
export function secondsNow(): number {
  return (Date.now() - start) / 1000;
}

/** Longest that a test's time may go on, in milliseconds of its own. */
const longest = 3_600_000;

/** Runs `work` in a time of its own, which goes on by half a second whenever nothing else happens. Seconds it took. */
export async function inQuickTime<Result>(
  work: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly seconds: number }> {
  const realImmediate = setImmediate;
  mock.timers.enable({ apis: ["setTimeout", "Date"], now: start });
  try {
    const state = { isOver: false };
    const running = work().finally(() => (state.isOver = true));
    running.catch(() => undefined);
    // What became due comes to rest first.
    const atRest = async () => {
      for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => realImmediate(resolve));
    };
    await atRest();
    for (let now = 0; !state.isOver && now < longest; now += 500) {
      mock.timers.tick(500);
      await atRest();
    }
    return { result: await running, seconds: secondsNow() };
  } finally {
    mock.timers.reset();
  }
}
