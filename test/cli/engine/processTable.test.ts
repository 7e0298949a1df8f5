import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { hostname } from "node:os";
import { join } from "node:path";
import { isSameTable, processTable } from "../../../cli/engine/processTable.js";

/** What another process tells of its table, and how it ended. */
function tableOf(...before: readonly string[]) {
  const program = join(__dirname, "support/tellProcessTable.ts");
  return spawnSync("env", [...before, process.execPath, "--import", "tsx", program], { encoding: "utf8" });
}

describe("a table of processes", () => {
  it("is one for all processes of a machine", () => {
    const { stdout, stderr } = tableOf();
    assert.ok(isSameTable(JSON.parse(stdout) as never, processTable()), stderr);
    assert.equal(processTable().host, hostname());
  });

  it("is another in a container, whatever that calls itself", function () {
    const { status, stdout } = tableOf(
      "unshare",
      "--user",
      "--map-root-user",
      "--pid",
      "--fork",
      "--mount-proc",
    );
    if (status !== 0) {
      console.log("      skipped: no PID namespace can be made here");
      this.skip();
    }
    const own = JSON.parse(stdout) as ReturnType<typeof processTable>;
    assert.equal(own.host, hostname());
    assert.ok(!isSameTable(own, processTable()));
  });

  const base = { host: "a", boot: "1", pidNamespace: "pid:[1]" };
  const others: readonly [string, object][] = [
    ["another host", { host: "b" }],
    ["another start of the machine", { boot: "2" }],
    ["another PID namespace", { pidNamespace: "pid:[2]" }],
    ["one that nobody told", { pidNamespace: undefined }],
  ];
  for (const [title, other] of others)
    it(`is another of ${title}`, () => assert.ok(!isSameTable(base, { ...base, ...other })));

  it("is the same where a system tells of none, as macOS", () =>
    assert.ok(isSameTable({ host: "a" }, { host: "a" })));
});
