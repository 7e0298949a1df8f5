import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";

describe("stopping what runs", () => {
  const cases: readonly [NodeJS.Signals, "terminal" | "pipeline", boolean, string][] = [
    ["SIGINT", "pipeline", true, "passes a signal of a pipeline on to what it has started"],
    ["SIGINT", "terminal", false, "leaves a terminal's Ctrl-C, which everybody has got, at one"],
    ["SIGTERM", "terminal", true, "passes on what a terminal does not send to all"],
    ["SIGHUP", "terminal", true, "passes on the end of a terminal"],
  ];
  for (const [name, from, aborted, title] of cases)
    it(`${title} (${name}), cleans up, and listens no longer`, () => {
      const program = join(__dirname, "support/interrupted.ts");
      const { stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", program, name, from], {
        encoding: "utf8",
      });
      assert.equal(stderr, "");
      assert.deepEqual(JSON.parse(stdout), {
        aborted,
        listening: true,
        left: false,
        cleanedUp: 1,
        told: ["stopping: what has begun is ended, nothing else begins; the same again stops at once\n"],
      });
    });
});
