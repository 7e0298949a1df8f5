import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { interruptible } from "../../../cli/rollback/interruption.js";

describe("stopping what runs", () => {
  /** Sends a signal to this process while something runs, and tells what that saw. */
  async function stopped(name: NodeJS.Signals, atTerminal: boolean) {
    const told: string[] = [];
    let cleanedUp = 0;
    const seen = await interruptible(
      async (signal, isStopping) => {
        process.kill(process.pid, name);
        while (!isStopping()) await wait(1);
        return { aborted: signal.aborted, stopping: isStopping() };
      },
      () => void (cleanedUp += 1),
      (text) => void told.push(text),
      atTerminal,
    );
    return { ...seen, cleanedUp, told };
  }

  const told = ["stopping: what has begun is ended, nothing else begins; the same again stops at once\n"];
  const cases: readonly [NodeJS.Signals, boolean, boolean, string][] = [
    ["SIGINT", false, true, "passes a signal of a pipeline on to what it has started"],
    ["SIGINT", true, false, "leaves a terminal's Ctrl-C, which everybody has got, at one"],
    ["SIGTERM", true, true, "passes on what a terminal does not send to all"],
    ["SIGHUP", true, true, "passes on the end of a terminal"],
  ];
  for (const [name, atTerminal, aborted, title] of cases)
    it(`${title} (${name})`, async () => {
      assert.deepEqual(await stopped(name, atTerminal), { aborted, stopping: true, cleanedUp: 1, told });
    });

  it("listens no longer than it runs", async () => {
    const before = process.listenerCount("SIGINT");
    const during = await interruptible(
      () => Promise.resolve(process.listenerCount("SIGINT")),
      () => undefined,
      () => undefined,
    );
    assert.equal(during, before + 1);
    assert.equal(process.listenerCount("SIGINT"), before);
  });
});
