import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { appendFileSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { processTable } from "../../../cli/engine/processTable.js";
import { repositoryOf } from "../../../cli/history/repositoryOf.js";
import { journalOf, type Journal, type JournalEntry } from "../../../cli/history/journal.js";
import { inProjectAsync } from "../../support/temporary.js";
import { git } from "../rollback/support/rollbackRun.js";

const note = { kind: "rollback", summary: "Roll back to 1", who: "ada@laptop", to: "a".repeat(40) } as const;

/** Runs `use` on the journal of a repository's stack. */
function inJournal(use: (journal: Journal, file: string, directory: string) => void): Promise<void> {
  return inProjectAsync({ "Pulumi.yaml": "" }, (directory) => {
    git(directory, "init", "--quiet");
    use(journalOf(repositoryOf(directory), "test"), join(directory, ".git/basalt/test.jsonl"), directory);
    return Promise.resolve();
  });
}

/** An entry that another process has begun. */
function begun(file: string, more: Partial<JournalEntry>): void {
  const entry = {
    event: "begun",
    id: "x",
    ...note,
    host: hostname(),
    pid: spawnSync(process.execPath, ["-v"]).pid,
    begun: "t",
  };
  appendFileSync(file, `${JSON.stringify({ ...entry, ...more })}\n`);
}

describe("the journal", () => {
  it("knows what runs, and forgets what has ended", () =>
    inJournal((journal) => {
      const end = journal.begin(note);
      assert.deepEqual(
        journal.running().map(({ summary, pid }) => [summary, pid]),
        [["Roll back to 1", process.pid]],
      );
      assert.deepEqual(journal.interrupted(), []);
      end("failed");
      assert.deepEqual(journal.running(), []);
    }));

  it("knows what was killed, the newest first, until it is settled", () =>
    inJournal((journal, file) => {
      journal.begin(note)("succeeded");
      begun(file, { id: "1" });
      begun(file, { id: "2" });
      assert.deepEqual(
        journal.interrupted().map(({ id }) => id),
        ["2", "1"],
      );
      journal.settle();
      assert.deepEqual(journal.interrupted(), []);
    }));

  it("takes what another machine has begun for killed: its process is not here", () =>
    inJournal((journal, file) => {
      journal.begin(note)("succeeded");
      begun(file, { host: `${hostname()}-2`, pid: process.pid });
      assert.equal(journal.interrupted().length, 1);
    }));

  const elsewhere: readonly [string, Partial<JournalEntry>][] = [
    ["another container of this machine's name", { pidNamespace: "pid:[1]" }],
    ["this machine, before it was started again,", { boot: "another" }],
  ];
  for (const [title, table] of elsewhere)
    it(`takes what ${title} has begun for killed: another process has its number here`, () =>
      inJournal((journal, file) => {
        journal.begin(note);
        begun(file, { ...processTable(), ...table, id: "1", pid: process.pid });
        assert.deepEqual([journal.interrupted().map(({ id }) => id), journal.running().length], [["1"], 1]);
      }));

  it("is read past half a line and what is none of its own", () =>
    inJournal((journal, file) => {
      journal.begin(note)("succeeded");
      appendFileSync(file, 'null\n7\n{"event":"other","id":"1"}\n{"event":"begun"}\n{"event":"beg\n');
      begun(file, { id: "1" });
      assert.deepEqual(
        journal.interrupted().map(({ id }) => id),
        ["1"],
      );
    }));

  it("is one for all work trees of a repository, and nothing that git shows", () =>
    inJournal((journal, file, directory) => {
      git(directory, "add", "--all");
      git(directory, "commit", "--quiet", "--message", "1");
      git(directory, "worktree", "add", "--quiet", join(directory, ".git/other"));
      journal.begin(note);
      const other = journalOf(repositoryOf(join(directory, ".git/other")), "test");
      assert.equal(other.running().length, 1);
      assert.equal(git(directory, "status", "--porcelain"), "");
      assert.ok(readFileSync(file, "utf8").includes("Roll back to 1"));
    }));

  it("is one for each stack and each project of a repository", () =>
    inJournal((journal, _file, directory) => {
      journal.begin(note);
      assert.deepEqual(journalOf(repositoryOf(directory), "prod").running(), []);
    }));

  it("is empty outside a repository", () => {
    const journal = journalOf(undefined, "test");
    journal.begin(note)("failed");
    assert.deepEqual([journal.running(), journal.interrupted()], [[], []]);
  });
});
