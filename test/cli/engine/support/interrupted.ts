import { setTimeout as wait } from "node:timers/promises";
import { interruptible } from "../../../../cli/engine/interruptible.js";

/*
 * A process that stops itself: `interrupted SIGNAL terminal|pipeline`. Prints what was seen and told, as JSON. Signals of the
 * tests' own process would end whatever else listens there.
 */

const [name, from] = process.argv.slice(2);
const told: string[] = [];
let cleanedUp = 0;
const before = process.listenerCount("SIGINT");

void interruptible(
  async (signal, isStopping) => {
    process.kill(process.pid, name);
    while (!isStopping()) await wait(1);
    return { aborted: signal.aborted, listening: process.listenerCount("SIGINT") > before };
  },
  () => void (cleanedUp += 1),
  (text) => void told.push(text),
  from === "terminal",
).then((seen) => {
  const left = process.listenerCount("SIGINT") > before;
  process.stdout.write(JSON.stringify({ ...seen, left, cleanedUp, told }));
});
