import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { hostname } from "node:os";
import { processTable } from "../../../cli/engine/processTable.js";
import type { JournalEntry } from "../../../cli/history/journal.js";
import {
  deadHolderText,
  isDeclaredDead,
  livenessOf,
  parseDeadHolder,
  type LockHolder,
} from "../../../cli/rollback/lockHolder.js";

const entry: JournalEntry = {
  id: "1",
  kind: "deploy",
  summary: "Deploy",
  who: "ada",
  ...processTable(),
  pid: 2 ** 30,
  begun: "2026-05-01T12:00:00.500Z",
};
/** A process that has ended: nobody else has its number yet. */
const gone = spawnSync(process.execPath, ["--version"]).pid;
const holder: LockHolder = { user: "ada", host: hostname(), pid: gone, since: "2026-05-01T12:00:03Z" };

describe("whether a lock's holder lives", () => {
  const cases: readonly [string, LockHolder, readonly Partial<JournalEntry>[], string][] = [
    ["is no where the journal has the killed update that took it", holder, [{}], "dead"],
    ["is no where the backend cuts off its time", { ...holder, since: "2026-05-01T12:00:00Z" }, [{}], "dead"],
    ["is unknown where the journal has nothing", holder, [], "elsewhere"],
    [
      "is unknown in another PID namespace of the same host name",
      holder,
      [{ pidNamespace: "pid:[1]" }],
      "elsewhere",
    ],
    ["is unknown after another start of a machine of the same name", holder, [{ boot: "x" }], "elsewhere"],
    ["is unknown where the killed update ran on another machine", holder, [{ host: "other" }], "elsewhere"],
    [
      "is unknown where the lock is older than the killed update",
      { ...holder, since: "2026-05-01T11:59:00Z" },
      [{}],
      "elsewhere",
    ],
    [
      "is unknown where the lock came too long after the killed update began",
      { ...holder, since: "2026-05-01T12:05:00Z" },
      [{}],
      "elsewhere",
    ],
    ["is unknown where the lock has no time", { host: hostname(), pid: gone }, [{}], "elsewhere"],
    ["is unknown on another machine", { ...holder, host: "laptop" }, [{}], "elsewhere"],
    ["is unknown where nobody is named", {}, [{}], "elsewhere"],
    ["is yes where its process runs here", { ...holder, pid: process.pid }, [{}], "alive"],
    ["is yes where a process of its number runs here", { ...holder, pid: process.pid }, [], "alive"],
  ];
  for (const [title, who, journal, expected] of cases)
    it(title, () =>
      assert.equal(
        livenessOf(
          who,
          journal.map((more) => ({ ...entry, ...more })),
        ),
        expected,
      ),
    );

  it("is unknown of a journal from before process tables were kept, where this machine has one", function () {
    if (processTable().pidNamespace === undefined) {
      console.log("      skipped: this system has no PID namespaces");
      this.skip();
    }
    const { boot: _boot, pidNamespace: _namespace, ...old } = entry;
    assert.equal(livenessOf(holder, [old]), "elsewhere");
  });

  const since = "2026-05-01T12:00:00.000Z";
  const declared: readonly [LockHolder, boolean][] = [
    [{ host: "laptop", pid: 7, since }, true],
    [{ host: "laptop", pid: 7, since: "2026-05-01T14:00:00.000123456+02:00" }, true],
    [{ host: "laptop", pid: 7, since: "2026-05-01T12:00:01Z" }, false],
    [{ host: "laptop", pid: 7 }, false],
    [{ host: "laptop", pid: 8, since }, false],
    [{ host: "laptop.local", pid: 7, since }, false],
    [{}, false],
  ];
  for (const [who, expected] of declared)
    it(`${expected ? "is" : "is not"} said of ${JSON.stringify(who)} by laptop:7@${since}`, () => {
      assert.equal(isDeclaredDead({ host: "laptop", pid: 7, since })(who), expected);
      assert.equal(isDeclaredDead(undefined)(who), false);
    });

  it("is said without a time of a lock that has none, and of no other", () => {
    const isNamed = isDeclaredDead({ host: "laptop", pid: 7 });
    assert.deepEqual(
      [isNamed({ host: "laptop", pid: 7 }), isNamed({ host: "laptop", pid: 7, since })],
      [true, false],
    );
  });

  for (const who of [
    { host: "laptop", pid: 7, since: "2026-05-01T14:00:00.000123456+02:00" },
    { host: "runner-7.example.com", pid: 4711, since: "2026-05-01T12:00:00Z" },
    { host: "laptop", pid: 7 },
  ])
    it(`is said as the refusal names it: ${JSON.stringify(who)}`, () => {
      const named = deadHolderText(who)!;
      assert.equal(isDeclaredDead(parseDeadHolder(named))(who), true, named);
      // What the workflow lets through.
      assert.match(named, /^[A-Za-z0-9][A-Za-z0-9._-]{0,252}:[0-9]{1,10}(@[0-9TZ:.-]+)?$/);
    });

  for (const text of ["laptop", "laptop:0", ":7", "laptop:7@", "laptop:7@yesterday", "laptop:7@2026-99-99T"])
    it(`is said of nobody by ${JSON.stringify(text)}`, () => assert.equal(parseDeadHolder(text), undefined));
});
