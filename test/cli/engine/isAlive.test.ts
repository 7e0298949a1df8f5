import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { isAlive } from "../../../cli/engine/isAlive.js";

describe("a process", () => {
  it("is alive while it runs", () => assert.ok(isAlive(process.pid)));

  it("is alive where it is another user's", function () {
    if (process.getuid?.() === 0) {
      console.log("      skipped: as root every process is one's own");
      this.skip();
    }
    assert.ok(isAlive(1));
  });

  it("is dead when it has ended", () => assert.ok(!isAlive(spawnSync(process.execPath, ["--version"]).pid)));

  for (const pid of [0, -1, 0.5, NaN, Infinity, 2 ** 30])
    it(`is dead where it can be none: ${pid}`, () => assert.ok(!isAlive(pid)));

  it("is dead when it was killed and nobody has asked for its end", async function () {
    if (!existsSync("/proc/self/stat")) {
      console.log("      skipped: needs /proc");
      this.skip();
    }
    // What the shell becomes does not know of the child that it had.
    const parent = spawn("sh", ["-c", "sleep 0 & exec sleep 60"]);
    try {
      let zombie = 0;
      for (let tries = 0; zombie === 0 && tries < 100; tries += 1) {
        await wait(20);
        const table = execFileSync("ps", ["-A", "-o", "pid=,ppid=,stat="], { encoding: "utf8" });
        const rows = table.split("\n").map((line) => line.trim().split(/\s+/));
        zombie = Number(
          rows.find(([, ppid, state]) => Number(ppid) === parent.pid && state?.startsWith("Z"))?.[0] ?? 0,
        );
      }
      assert.notEqual(zombie, 0);
      assert.ok(!isAlive(zombie));
    } finally {
      parent.kill("SIGKILL");
    }
  });
});
