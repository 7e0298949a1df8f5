import assert from "node:assert/strict";
import { deployedEntry, earlierVersions } from "../../../cli/history/deployedEntry.js";
import { historyEntries } from "../../../cli/history/historyEntry.js";
import { lastRollback } from "../../../cli/history/lastRollback.js";
import type { HistoryRecord } from "../../../cli/history/readHistory.js";
import { updateMessage } from "../../../cli/history/updateMessage.js";
import { commit, newestFirst, record, rollbackRecord } from "./records.js";

const [a, b, c] = [commit("a"), commit("b"), commit("c")];

describe("the entries of a history", () => {
  const numbersOf = (...records: readonly HistoryRecord[]) =>
    historyEntries(newestFirst(...records)).map(({ number }) => number);

  it("are numbered from the first, where the backend has no numbers", () => {
    assert.deepEqual(numbersOf(record(1, a), record(2, b), record(3, c)), [3, 2, 1]);
  });

  it("have the backend's numbers, where it has them", () => {
    assert.deepEqual(numbersOf(record(1, a, { version: 4 }), record(2, b, { version: 7 })), [7, 4]);
  });

  it("are numbered from the first, where the backend numbers some", () => {
    assert.deepEqual(numbersOf(record(1, a, { version: 0 }), record(2, b, { version: 7 })), [2, 1]);
  });

  it("say what ran, who started it and what it ran with", () => {
    const [entry] = historyEntries([record(1, a)]);
    assert.deepEqual(
      [entry!.version, entry!.clean, entry!.who, entry!.time, entry!.pins],
      [
        { commit: a },
        true,
        "Ada (author of the commit)",
        "2026-05-01T12:01:00Z",
        { kubernetes: "1.35", "nodes/general": "bottlerocket 1.66.0-1ad6b4a4" },
      ],
    );
  });

  const cleanness: readonly [string, HistoryRecord, boolean][] = [
    ["of its commit", record(1, a), true],
    ["with other changes", record(1, a, { environment: { "git.head": a, "git.dirty": "true" } }), false],
    ["from outside a repository", record(1, undefined), false],
    [
      "with other changes, by a repair that keeps a rollback in the history",
      record(1, a, {
        environment: { "git.head": a, "git.dirty": "true" },
        message: updateMessage({ summary: "Drift repaired", rolledBackFrom: b, rolledBackTo: a }),
      }),
      false,
    ],
    ["by a rollback, which puts secrets into the stack file", rollbackRecord(1, b, a), true],
    ["with a head that is no commit", record(1, a, { environment: { "git.head": "main" } }), false],
  ];
  for (const [title, one, clean] of cleanness)
    it(`${clean ? "are" : "are not"} clean where it was deployed ${title}`, () => {
      assert.equal(historyEntries([one])[0]!.clean, clean);
    });
});

describe("the entry that runs", () => {
  const cases: readonly [string, readonly HistoryRecord[], number | undefined][] = [
    ["is the newest update that went well", [record(1, a), record(2, b)], 2],
    ["is not one that failed", [record(1, a), record(2, b, { result: "failed" })], 1],
    ["is not a refresh", [record(1, a), record(2, b, { kind: "refresh" })], 1],
    ["is none where everything was destroyed", [record(1, a), record(2, b, { kind: "destroy" })], undefined],
    ["is the update after a destroy", [record(1, a, { kind: "destroy" }), record(2, b)], 2],
    ["is none where nothing was deployed", [], undefined],
  ];
  for (const [title, records, number] of cases)
    it(title, () => {
      assert.equal(deployedEntry(historyEntries(newestFirst(...records)))?.number, number);
    });
});

describe("the versions before", () => {
  const cases: readonly [string, readonly HistoryRecord[], readonly number[]][] = [
    ["are those that ran, newest first", [record(1, a), record(2, b), record(3, c)], [2, 1]],
    ["are without what failed", [record(1, a), record(2, b, { result: "failed" }), record(3, c)], [1]],
    ["are without other deployments of what runs", [record(1, a), record(2, b), record(3, b)], [1]],
    ["have each version once", [record(1, a), record(2, b), record(3, b), record(4, c)], [3, 1]],
    [
      "go further back after a rollback, not to what it left",
      [record(1, a), record(2, b), record(3, c), rollbackRecord(4, c, b)],
      [1],
    ],
    [
      "go further back after two rollbacks",
      [record(1, a), record(2, b), record(3, c), rollbackRecord(4, c, b), rollbackRecord(5, b, a)],
      [],
    ],
    [
      "have the rollback's version once more, after what followed it",
      [record(1, a), record(2, b), rollbackRecord(3, b, a), record(4, c)],
      [3, 2],
    ],
    [
      "keep what was deployed with changes apart from its commit",
      [record(1, a), record(2, a, { environment: { "git.head": a, "git.dirty": "true" } }), record(3, b)],
      [2, 1],
    ],
  ];
  for (const [title, records, numbers] of cases)
    it(title, () => {
      const entries = historyEntries(newestFirst(...records));
      assert.deepEqual(
        earlierVersions(entries).map(({ number }) => number),
        numbers,
      );
    });
});

describe("the last rollback", () => {
  const cases: readonly [string, readonly HistoryRecord[], string | undefined][] = [
    ["is the newest update, where that was one", [record(1, a), record(2, b), rollbackRecord(3, b, a)], a],
    ["is there although it broke off", [record(1, a), { ...rollbackRecord(2, b, a), result: "failed" }], a],
    [
      "is there although there was a refresh since",
      [rollbackRecord(1, b, a), record(2, a, { kind: "refresh" })],
      a,
    ],
    ["is over after another deployment", [rollbackRecord(1, b, a), record(2, c)], undefined],
    [
      "is over after another deployment, even one that failed",
      [rollbackRecord(1, b, a), record(2, c, { result: "failed" })],
      undefined,
    ],
    ["is none in an empty history", [], undefined],
  ];
  for (const [title, records, to] of cases)
    it(title, () => {
      assert.equal(lastRollback(newestFirst(...records))?.to, to);
      assert.equal(lastRollback(records)?.to, to, "in whatever order");
    });
});
